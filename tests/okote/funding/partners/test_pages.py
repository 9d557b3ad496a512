"""Partners and envelopes in the back office."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.fields.amounts import AmountEmptyError, AmountZeroError
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.partners.service import DecidedInFutureError
from okote.funding.sirene import SirenError
from okote.identity.addresses import EmailMalformedError
from okote.identity.models import Role
from okote.web.forms import MissingError, NotADateError, TooLongError
from payments.money import Money
from tests.okote.app_client import ELSEWHERE
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/partners"

REGION = {
    "kind": "public",
    "name": "Région des Trois-Rives",
    "siren": "130 020 803",
    "email": "finances@region.test",
    "language": "fr",
}
DECIDED = {"name": "Budget 2027", "decision": "2026-114", "decided_on": "2026-01-15", "amount": "30 000"}


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


async def rows(office, table):
    async with office.house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def test_an_administrator_takes_in_a_partner_and_its_envelope(office, ines):
    assert "No partner yet" in (await ines.get(PLACE)).text
    answer = await ines.post(PLACE, REGION)

    (partner,) = await rows(office, Partner)
    here = f"{PLACE}/{partner.id}"
    assert answer.headers["location"] == here
    assert (partner.kind, partner.siren) == (PartnerKind.PUBLIC, "130020803")

    form = (await ines.get(f"{here}/edit")).text
    assert (typed_in(form, "siren"), 'name="kind"' in form) == ("130020803", False)
    assert (await ines.post(f"{here}/edit", {**REGION, "name": "Région"})).status_code == 303

    assert (await ines.get(f"{here}/envelopes/new")).status_code == 200
    assert (await ines.post(f"{here}/envelopes", DECIDED)).status_code == 303
    (envelope,) = await rows(office, Envelope)
    assert (envelope.amount, envelope.decision) == (Money.of("30000"), "2026-114")
    shown = (await ines.get(here)).text
    assert "Région" in shown
    assert shown.count("€30,000") == 2  # what is in it, and what is left


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(office, ines):
    partner = await office.partner()
    wrong = [
        ("", "name", "x" * 10_000, TooLongError(most=120, length=10_000)),
        ("", "kind", "", MissingError()),
        ("", "siren", "12", SirenError()),
        ("", "siren", "130 020 804", SirenError()),
        (f"/{partner.id}/edit", "email", "x", EmailMalformedError()),
        (f"/{partner.id}/edit", "siren", "1300208030", SirenError()),
        (f"/{partner.id}/envelopes", "decision", "", MissingError()),
        (f"/{partner.id}/envelopes", "decided_on", "2099-01-01", DecidedInFutureError()),
        (f"/{partner.id}/envelopes", "decided_on", "hier", NotADateError()),
        (f"/{partner.id}/envelopes", "amount", "0", AmountZeroError()),
        (f"/{partner.id}/envelopes", "amount", "", AmountEmptyError()),
    ]
    for path, field, value, error in wrong:
        typed = {**(DECIDED if path.endswith("envelopes") else REGION), field: value}
        for language in ("fr", "de", "en"):
            answer = await ines.post(f"/{language}/back-office/partners{path}", typed)
            assert answer.status_code == 422
            assert unescape(answer.text).count(office.refusal(error, language)) >= 2
            assert {name: typed_in(answer.text, name) for name in typed.keys() - {"kind"}} == {
                name: typed[name] for name in typed.keys() - {"kind"}
            }
    assert (await rows(office, Envelope), len(await rows(office, Partner))) == ([], 1)


async def test_a_partner_sees_itself_alone_and_changes_nothing(office):
    mine, other = await office.partner(), await office.partner("Cuisines du Ried")
    hugo = await office.enter("hugo", Role.PARTNER, scope=mine.id)
    page = (await hugo.get(PLACE)).text
    assert (mine.name in page, other.name in page) == (True, False)
    assert (await hugo.get(f"{PLACE}/{mine.id}")).status_code == 200
    for path in ("new", f"{other.id}", f"{mine.id}/edit", f"{mine.id}/envelopes/new"):
        assert (await hugo.get(f"{PLACE}/{path}")).status_code == 403
    for path in ("", f"/{mine.id}/edit", f"/{mine.id}/envelopes"):
        assert (await hugo.post(f"{PLACE}{path}", {**REGION, **DECIDED})).status_code == 403


async def test_a_partner_of_another_territory_does_not_exist(office):
    partner = await office.partner()
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ADMINISTRATOR, slug="val-clair")
    for path in ("", "/edit", "/envelopes/new"):
        assert (await stranger.get(f"{PLACE}/{partner.id}{path}")).status_code == 404
    assert (await stranger.post(f"{PLACE}/{partner.id}/envelopes", DECIDED)).status_code == 404
    assert (await stranger.post(f"{PLACE}/{partner.id}/edit", REGION)).status_code == 404


async def test_others_are_asked_to_sign_in_or_refused(office):
    partner = await office.partner()
    anonymous, holder = office.browser(), await office.enter("nadia", Role.HOLDER, scope=partner.id)
    for path in ("", f"/{partner.id}"):
        assert (await anonymous.get(f"{PLACE}{path}")).headers["location"].startswith("/en/sign-in")
        assert (await holder.get(f"{PLACE}{path}")).status_code == 403
