"""Above the territory's sum, a cheque goes back, or is not paid, once a second person has approved it."""

import pytest
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.service import approve, set_sum
from okote.funding.campaigns.rules import CampaignState
from okote.funding.cheques import service
from okote.funding.cheques.rules import ChequeCountsError, ChequeState
from okote.funding.cheques.service.returning import ACTS
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from payments.ledger.queries import balances
from payments.money import Money
from tests.okote.funding.cheques.steps import confirmed, paper, told

S = ChequeState

pytestmark = pytest.mark.usefixtures("taken")


@pytest.fixture
async def limit(db, administrator):
    """Of 100 €, less than each cheque here."""
    await set_sum(db, Money.of(100), by=administrator)


async def asked(db, waits):
    """What waits, once it is sure that nothing is done yet."""
    assert isinstance(waits, Approval)
    return (waits.called, waits.amount, waits.before, waits.after, waits.reason)


async def test_one_that_nobody_confirmed_goes_back_by_two(db, live_campaign, donor, agents, limit, someone):
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    waits = await service.give_back(db, cheque.id, "Non signé", by=agents[0])

    was, becomes = {"state": "received"}, {"state": "given_back"}
    assert await asked(db, waits) == (cheque.reference, Money.of(150), was, becomes, "Non signé")
    assert cheque.state is S.RECEIVED
    deputy = await someone(Role.COACH, Role.DEPUTY)
    await approve(db, ACTS, waits.id, "", by=deputy)
    assert cheque.state is S.GIVEN_BACK
    entry = (await db.exec(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))).one()
    assert (entry.deed, entry.person_id, entry.reason) == (
        "cheque_given_back",
        deputy.person.id,
        "Non signé",
    )


async def test_one_that_a_bank_did_not_pay_is_reversed_by_two(
    db, live_campaign, donor, agents, territory, limit, administrator
):
    cheque = await confirmed(db, live_campaign, donor, agents)
    live_campaign.state = CampaignState.FUNDED
    await service.bank(db, cheque.id, by=agents[0])
    before = await balances(db, territory.book)
    waits = await service.bounce(db, cheque.id, "Sans provision", by=agents[0])

    assert (await asked(db, waits))[2:4] == ({"state": "banked"}, {"state": "bounced"})
    assert (cheque.state, await balances(db, territory.book)) == (S.BANKED, before)
    await approve(db, ACTS, waits.id, "", by=administrator)
    assert cheque.state is S.BOUNCED
    assert not any((await balances(db, territory.book)).values())


async def test_what_counts_meanwhile_stays(db, live_campaign, donor, agents, limit, administrator):
    """Asked for while nobody had confirmed it; then somebody did."""
    cheque = await service.announce(db, live_campaign.id, told(), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    waits = await service.give_back(db, cheque.id, "Illisible", by=agents[0])
    await service.confirm(db, cheque.id, by=agents[1])
    with pytest.raises(ChequeCountsError):
        await approve(db, ACTS, waits.id, "", by=administrator)
    assert cheque.state is S.HELD
