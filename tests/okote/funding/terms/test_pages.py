"""A territory's terms in the back office."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.fields import NotAPercentageError
from okote.funding.fields.amounts import LEAST_AMOUNT, AmountBelowLeastError
from okote.funding.terms.models import FundingTerms
from okote.funding.terms.rules import TermsOutOfRangeError
from okote.identity.models import Role
from okote.web.forms import MissingError, NotANumberError
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/terms"

TYPED = {
    "threshold": "60",
    "threshold_on": "pledges",
    "commission": "7.5",
    "commission_on": "all",
    "vat": "20",
    "own_people": "refused",
    "longest_campaign": "45",
    "smallest_pledge": "5",
}


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


async def test_an_administrator_changes_the_usual_terms(office, ines):
    usual = (await ines.get(PLACE)).text
    assert {name: typed_in(usual, name) for name in TYPED} == {
        "threshold": "75",
        "threshold_on": "all",
        "commission": "8",
        "commission_on": "all",
        "vat": "20",
        "own_people": "unmatched",
        "longest_campaign": "60",
        "smallest_pledge": "1",
    }
    assert (await ines.post(PLACE, TYPED)).status_code == 303
    changed = (await ines.get(PLACE)).text
    assert {name: typed_in(changed, name) for name in TYPED} == TYPED
    assert typed_in((await ines.get("/fr/back-office/terms")).text, "commission") == "7,5"


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(office, ines):
    wrong = [
        ("threshold", "0", TermsOutOfRangeError()),
        ("threshold", "101", NotAPercentageError()),
        ("threshold_on", "", MissingError()),
        ("own_people", "", MissingError()),
        ("commission", "huit", NotAPercentageError()),
        ("longest_campaign", "76", NotANumberError(least=1, most=75)),
        ("smallest_pledge", "0.30", AmountBelowLeastError(least=LEAST_AMOUNT)),
    ]
    for field, value, error in wrong:
        typed = {**TYPED, field: value}
        for language in ("fr", "de", "en"):
            answer = await ines.post(f"/{language}/back-office/terms", typed)
            assert answer.status_code == 422
            assert unescape(answer.text).count(office.refusal(error, language)) >= 2
            assert {name: typed_in(answer.text, name) for name in typed} == typed
    async with office.house.database.reading() as db:
        assert (await db.exec(select(FundingTerms))).all() == []


async def test_others_are_asked_to_sign_in_or_refused(office):
    anonymous, agent = office.browser(), await office.enter("lea", Role.AGENT)
    assert (await anonymous.get(PLACE)).headers["location"].startswith("/en/sign-in")
    assert (await agent.get(PLACE)).status_code == 403
    assert (await agent.post(PLACE, TYPED)).status_code == 403


async def test_terms_are_seen_at_work_before_they_are_saved(ines, office):
    looked = await ines.post(PLACE, TYPED | {"only": "look"})
    assert looked.status_code == 200
    assert "€20 would bring the project €18.50, after €1.50 for the platform" in looked.text
    assert "A campaign of €10,000 would receive the money from €6,000 on." in looked.text
    assert 'value="75"' in (await ines.get(PLACE)).text
    wrong = await ines.post(PLACE, TYPED | {"only": "look", "threshold": "0"})
    assert wrong.status_code == 422
