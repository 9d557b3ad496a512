"""What the audit trail tells of cheques: each step of the office, by whom and why, and nothing of donors."""

import pytest
from sqlmodel import select

from okote.funding.cheques import service
from okote.platform.audit import AuditEntry
from payments.money import Money
from tests.okote.funding.cheques.steps import confirmed, paper, told

pytestmark = pytest.mark.usefixtures("taken")


async def trail(db):
    entries = (await db.exec(select(AuditEntry).order_by(AuditEntry.id))).all()
    return [(one.deed, one.person_id, one.before, one.after, one.reason) for one in entries]


async def test_each_step_is_told_with_what_it_changed_and_why(db, live_campaign, donor, agents):
    first, second = (one.person.id for one in agents)
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, cheque.id, paper(Money.of(140)), by=agents[0])
    await service.give_back(db, cheque.id, "Par la poste", by=agents[1])

    received, back = await trail(db)
    assert received[:2] == ("cheque_received", first)
    assert received[2] == {"state": "announced", "amount_minor": 150_00}
    assert received[3] == {
        "state": "received",
        "amount_minor": 140_00,
        "number": "7000123",
        "written_on": "2026-03-01",
        "proof": "classeur 3, no 12",
    }
    was, becomes = {"state": "received"}, {"state": "given_back"}
    assert back == ("cheque_given_back", second, was, becomes, "Par la poste")


async def test_what_an_agent_enters_is_told_once_and_whole(db, live_campaign, agents):
    await service.enter(db, live_campaign.id, told(), paper(), None, by=agents[0])
    [(deed, _, before, after, _)] = await trail(db)
    assert (deed, before, after["amount_minor"]) == ("cheque_entered", {}, 150_00)


async def test_what_a_donor_does_is_no_deed_of_the_office(db, live_campaign, donor, agents):
    for by, deeds in ((donor, []), (agents[0], ["cheque_withdrawn"])):
        cheque = await service.announce(db, live_campaign.id, told(), by=donor)
        await service.withdraw(db, cheque.id, by=by)
        assert [one[0] for one in await trail(db)] == deeds


async def test_who_confirms_is_told(db, live_campaign, donor, agents):
    await confirmed(db, live_campaign, donor, agents)
    assert (await trail(db))[-1][:2] == ("cheque_confirmed", agents[1].person.id)
