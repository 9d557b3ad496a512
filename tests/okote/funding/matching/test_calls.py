"""Calls for funds in the back office: called, late, received with a proof."""

from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import col, delete, select

from okote.funding import accounts
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.matching.service import ReceivedInFutureError
from okote.identity.models import Person, Role
from okote.web.forms import MissingError, NotADateError, TooLongError
from payments.ledger.service import post
from tests.okote.app_client import ELSEWHERE, counting_queries, territory
from tests.okote.funding.clocks import PARIS
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/calls"


@pytest.fixture
async def partner(office):
    return await office.partner()


@pytest.fixture
async def call(office, partner):
    """Called twenty days ago, due in forty."""
    return await called(office, partner, due_in=40)


async def called(office, partner, *, due_in):
    lea = await office.enter("lea", Role.AGENT)
    campaign = await office.campaign(lea, await office.holder())
    envelope = await office.envelope(partner)
    here = await territory(office.house)
    async with office.house.database.unit_of_work() as db:
        at = await db.now()
        author = (await db.exec(select(SignedCommitment.signed_by))).first() or await _someone(db, at)
        signed = SignedCommitment(
            territory_id=here.id,
            campaign_id=campaign.id,
            partner_id=partner.id,
            envelope_id=envelope.id,
            rate_bp=10_000,
            ceiling_minor=600_000,
            signed_at=at,
            signed_by=author,
        )
        db.add(signed)
        await db.flush()
        asked = FundsCall(
            commitment_id=signed.id,
            territory_id=here.id,
            amount_minor=142_050,
            called_at=at - timedelta(days=20),
            due_on=at.astimezone(PARIS).date() + timedelta(days=due_in),
        )
        db.add(asked)
        postings = accounts.match_called(partner.id, campaign.id, asked.amount)
        key = f"match-called:{signed.id}"
        await post(db, book=here.book, key=key, kind="match-called", postings=postings, at=at)
    return asked


async def _someone(db, at):
    person = Person(created_at=at)
    db.add(person)
    await db.flush()
    return person.id


@pytest.fixture
async def marc(office):
    return await office.enter("marc", Role.ACCOUNTANT)


async def now(office, call):
    async with office.house.database.reading() as db:
        return await db.get_one(FundsCall, call.commitment_id)


async def test_an_accountant_records_what_the_holder_received(office, marc, call):
    here = f"{PLACE}/{call.commitment_id}"
    assert ">called<" in (await marc.get(PLACE)).text
    assert "€1,420.50" in (await marc.get(here)).text

    day = call.called_at.date().isoformat()
    assert (await marc.post(here, {"received_on": day, "proof": "Mandat <1204>"})).status_code == 303

    assert (await now(office, call)).proof == "Mandat <1204>"
    shown = (await marc.get(here)).text
    assert ("Mandat &lt;1204&gt;" in shown, "Record the payment" in shown) == (True, False)
    assert "received</span>" in (await marc.get(PLACE)).text
    again = await marc.post(here, {"received_on": day, "proof": "Mandat 1205"})
    assert (again.status_code, "already recorded" in again.text) == (422, True)


async def test_what_waits_for_a_second_person_is_said_instead_of_asked_again(office, marc, partner, call):
    here, day = f"{PLACE}/{call.commitment_id}", call.called_at.date().isoformat()
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    assert "note it as paid" in (await hugo.get(here)).text
    lea = await office.enter("solene", Role.ADMINISTRATOR)
    assert (await lea.post("/en/back-office/approvals/sum", {"above": "1000"})).status_code == 303
    assert (await marc.post(here, {"received_on": day, "proof": "Mandat 1204"})).status_code == 303
    by_marc, by_hugo = (await marc.get(here)).text, (await hugo.get(here)).text
    said = "as soon as a second person has approved it"
    assert (said in by_marc, said in by_hugo) == (True, True)
    assert ("/back-office/approvals/" in by_marc, "/back-office/approvals/" in by_hugo) == (True, False)
    assert ("Record the payment" in by_marc, "Send the proof" in by_hugo) == (False, True)
    assert "note it as paid" not in by_hugo


async def test_whoever_sees_no_campaigns_finds_what_was_promised_under_the_partners(office, marc, call):
    async with office.house.database.reading() as db:
        campaign = (await db.get_one(SignedCommitment, call.commitment_id)).campaign_id
    menu = (await marc.get(f"/en/back-office/campaigns/{campaign}/commitments")).text
    assert '<a href="/en/back-office/partners" aria-current="page">' in menu


async def test_a_late_call_is_said_and_waits_at_the_entrance(office, marc, partner):
    late = await called(office, partner, due_in=-1)
    assert "late</span>" in (await marc.get(PLACE)).text
    assert "This payment is late." in (await marc.get(f"{PLACE}/{late.commitment_id}")).text
    assert await office.waiting(marc) == {"calls": 1}
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    assert await office.waiting(hugo) == {"calls": 1}


async def test_a_call_waits_for_its_partner_at_once_and_for_others_once_it_is_late(office, marc, partner):
    await called(office, partner, due_in=30)
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    assert await office.waiting(hugo) == {"calls": 1}
    assert await office.waiting(marc) == {}


async def test_a_call_says_whom_to_ask_for_bank_details(marc, call):
    shown = (await marc.get(f"{PLACE}/{call.commitment_id}")).text
    assert "Ask it for its bank details: bonjour@bocaux.test." in shown


async def test_what_cannot_be_right_is_said_in_three_languages_and_nothing_is_lost(office, marc, call):
    right = {"received_on": "2026-01-01", "proof": "Mandat 1204"}
    wrong = [
        ("received_on", "", MissingError()),
        ("received_on", "hier", NotADateError()),
        ("received_on", "2099-01-01", ReceivedInFutureError()),
        ("proof", "", MissingError()),
        ("proof", "x" * 10_000, TooLongError(most=300, length=10_000)),
    ]
    for field, value, error in wrong:
        typed = {**right, field: value}
        for language in ("fr", "de", "en"):
            answer = await marc.post(f"/{language}/back-office/calls/{call.commitment_id}", typed)
            assert answer.status_code == 422
            assert unescape(answer.text).count(office.refusal(error, language)) >= 2
            assert {name: typed_in(answer.text, name) for name in typed} == typed
    assert (await now(office, call)).received_on is None


async def test_a_partner_sees_its_own_calls_and_records_nothing(office, partner, call):
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    here = f"{PLACE}/{call.commitment_id}"
    assert "€1,420.50" in (await hugo.get(PLACE)).text
    assert "Record the payment" not in (await hugo.get(here)).text
    assert (await hugo.post(here, {"received_on": "2026-01-01", "proof": "x"})).status_code == 403
    other = await office.enter("solene", Role.PARTNER, scope=(await office.partner("Autre")).id)
    assert "€1,420.50" not in (await other.get(PLACE)).text
    assert (await other.get(here)).status_code == 403


async def test_others_are_refused(office, call):
    here = f"{PLACE}/{call.commitment_id}"
    anonymous, holder = office.browser(), await office.enter("nadia", Role.HOLDER, scope=call.commitment_id)
    for path in (PLACE, here):
        assert (await anonymous.get(path)).headers["location"].startswith("/en/sign-in")
        assert (await holder.get(path)).status_code == 403
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ACCOUNTANT, slug="val-clair")
    assert (await stranger.get(here)).status_code == 404
    assert (await stranger.post(here, {"received_on": "2026-01-01", "proof": "x"})).status_code == 404


async def test_the_list_asks_as_much_for_one_as_for_many(office, marc, partner, call):
    with counting_queries(office.house) as for_one:
        await marc.get(PLACE)
    for _ in range(3):
        await called(office, partner, due_in=10)
    with counting_queries(office.house) as for_many:
        page = (await marc.get(PLACE)).text
    assert page.count("€1,420.50") == 4
    assert len(for_one) == len(for_many)


async def test_what_was_never_called_for_has_no_page(office, marc, partner, call):
    async with office.house.database.unit_of_work() as db:
        await db.exec(delete(FundsCall).where(col(FundsCall.commitment_id) == call.commitment_id))
    assert (await marc.get(f"{PLACE}/{call.commitment_id}")).status_code == 404
