"""Holders in the back office, from their registration to Stripe's questions."""

import re
from html import unescape

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules.holders import IdentifierChecksumError, IdentifierUnknownError
from okote.funding.campaigns.service.holders import StatementNameError
from okote.identity.addresses import EmailMalformedError
from okote.identity.models import Role
from okote.web.forms import MissingError, NotAChoiceError, TooLongError
from okote.web.pagination import ONE_MORE
from payments.operations.models import ConnectedAccount
from tests.okote.app_client import ELSEWHERE
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/holders"

TYPED = {
    "name": "Les Jardins de l’Ill",
    "legal_form": "association de droit local",
    "identifier": "Strasbourg, volume 97, folio 13",
    "address": "5 rue du Moulin\r\n67000 Rivemont",
    "email": "Bonjour@Jardins.Test",
    "language": "de",
    "statement_name": "OKOTE JARDINS",
}


async def holders(office):
    async with office.house.database.reading() as db:
        return (await db.exec(select(Holder).order_by(Holder.id))).all()


@pytest.fixture
async def lea(office):
    return await office.enter("lea", Role.AGENT)


async def test_an_agent_registers_a_holder_and_corrects_it(office, lea):
    answer = await lea.post(PLACE, TYPED)

    (holder,) = await holders(office)
    assert answer.headers["location"] == f"{PLACE}/{holder.id}"
    assert (holder.identifier, holder.email) == ("Strasbourg, vol. 97, fol. 13", "bonjour@jardins.test")
    assert "Les Jardins" in (await lea.get(PLACE)).text

    form = (await lea.get(f"{PLACE}/{holder.id}/edit")).text
    assert typed_in(form, "identifier") == "Strasbourg, vol. 97, fol. 13"
    assert typed_in(form, "language") == "de"
    changed = {**TYPED, "name": "Jardins de l’Ill"}
    assert (await lea.post(f"{PLACE}/{holder.id}/edit", changed)).status_code == 303
    assert (await holders(office))[0].name == "Jardins de l’Ill"


WRONG = [
    ("name", "x" * 10_000, TooLongError(most=120, length=10_000)),
    ("identifier", "", MissingError()),
    ("identifier", "W12", IdentifierUnknownError()),
    ("identifier", "123456789", IdentifierChecksumError()),
    ("email", "bonjour", EmailMalformedError()),
    ("language", "it", NotAChoiceError()),
    ("statement_name", "123", StatementNameError()),
]


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(office, lea):
    kept = await office.holder()
    for field, value, error in WRONG:
        for language in ("fr", "de", "en"):
            for path in ("", f"/{kept.id}/edit"):
                answer = await lea.post(f"/{language}/back-office/holders{path}", {**TYPED, field: value})
                assert answer.status_code == 422
                assert unescape(answer.text).count(office.refusal(error, language)) >= 2
                assert f'id="{field}-problem"' in answer.text
                for name in TYPED.keys() - {field}:
                    assert typed_in(answer.text, name) == TYPED[name].replace("\r", "")
    assert [one.name for one in await holders(office)] == [kept.name]


async def test_a_number_that_is_taken_is_refused_also_in_a_correction(office, lea):
    await office.holder(identifier="Strasbourg, vol. 97, fol. 13")
    other = await office.holder(name="Autre")
    for path in (PLACE, f"{PLACE}/{other.id}/edit"):
        answer = await lea.post(path, TYPED)
        assert answer.status_code == 422
        assert "already in the list" in answer.text
        assert typed_in(answer.text, "name") == TYPED["name"]


async def test_a_holder_answers_stripe_and_can_then_be_paid(office, stripe_server):
    holder = await office.holder(ready=False)
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    here = f"{PLACE}/{holder.id}"
    assert "Open the account" in (await nadia.get(here)).text

    assert (await nadia.post(f"{here}/account")).status_code == 303
    assert "Stripe is opening the account" in (await nadia.get(here)).text
    await office.work()
    assert "Answer Stripe" in (await nadia.get(here)).text

    to_stripe = await nadia.post(f"{here}/onboarding")
    assert to_stripe.status_code == 303
    assert to_stripe.headers["location"].startswith(stripe_server.url)

    async with office.house.database.reading() as db:
        account = (await db.exec(select(ConnectedAccount))).one()
    await stripe_server.control.post(f"accounts/{account.stripe_id}/enable")
    back = await nadia.get(f"{here}/account")
    assert back.headers["location"] == here
    (paid,) = await holders(office)
    assert (paid.account_id, paid.account_ready, paid.pays_out) == (account.id, True, True)
    assert "can be paid by card and receive transfers" in (await nadia.get(here)).text


async def test_a_holder_sees_itself_alone_and_changes_nothing(office):
    mine, other = await office.holder(), await office.holder(name="Autre")
    nadia = await office.enter("nadia", Role.HOLDER, scope=mine.id)
    page = (await nadia.get(PLACE)).text
    assert (mine.name in page, other.name in page) == (True, False)
    assert (await nadia.get(f"{PLACE}/{mine.id}")).status_code == 200
    for path in ("new", f"{other.id}", f"{mine.id}/edit"):
        assert (await nadia.get(f"{PLACE}/{path}")).status_code == 403
    for path in ("", f"/{mine.id}/edit", f"/{other.id}/account", f"/{other.id}/onboarding"):
        assert (await nadia.post(f"{PLACE}{path}", TYPED)).status_code == 403


async def test_all_campaigns_of_a_holder_are_found_a_page_at_a_time(office, lea):
    holder = await office.holder()
    async with office.house.database.unit_of_work() as db:
        at = await db.now()
        for number in range(ONE_MORE):
            draft = Campaign(
                territory_id=holder.territory_id,
                holder_id=holder.id,
                slug=f"four-{number}",
                title=f"Four n° {number}",
                created_at=at,
            )
            db.add(draft)
    page = await lea.get(f"{PLACE}/{holder.id}")
    assert "Four n° 0<" not in page.text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', page.text)
    assert "Four n° 0<" in (await lea.get(unescape(older))).text


async def test_a_holder_of_another_territory_does_not_exist(office):
    holder = await office.holder()
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ADMINISTRATOR, slug="val-clair")
    for path in ("", "/edit", "/account"):
        assert (await stranger.get(f"{PLACE}/{holder.id}{path}")).status_code == 404
    assert (await stranger.post(f"{PLACE}/{holder.id}/account")).status_code == 404


async def test_others_are_asked_to_sign_in_or_refused(office):
    holder = await office.holder()
    anonymous, partner = office.browser(), await office.enter("hugo", Role.PARTNER, scope=holder.id)
    for path in (PLACE, f"{PLACE}/{holder.id}"):
        assert (await anonymous.get(path)).headers["location"].startswith("/en/sign-in")
        assert (await partner.get(path)).status_code == 403
