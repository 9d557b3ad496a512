"""What the office gives back: one pledge, for a reason that its donor reads, until the rule has decided."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.service import approve, set_sum
from okote.funding.campaigns.rules import CampaignState
from okote.funding.cheques.queries import errands
from okote.funding.cheques.rules import Errand
from okote.funding.pledges.invariants import INVARIANTS
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.rules.life import OwnPledgeError, PledgeDecidedError, PledgeNotInForceError
from okote.funding.pledges.service import cancel, give_back_for
from okote.funding.pledges.service.returning import ACTS
from okote.funding.progress.queries import given_to
from okote.funding.terms.models import FundingTerms
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.models import Operation
from payments.operations.rules import OperationKind
from tests.okote.app_client import WHY as TYPED
from tests.okote.funding.cheques.steps import confirmed

WHY = "Une mineure a donné sans l’accord de ses parents"


@pytest.fixture
async def marc(someone):
    return await someone(Role.ACCOUNTANT)


@pytest.fixture
async def donor(someone):
    return await someone()


@pytest.fixture
async def given(db, territory, live_campaign, donor, someone):
    """A cheque of 120 € that counts: a pledge as any other, without a server to pay at."""
    db.add(FundingTerms(territory_id=territory.id, takes_cheques=True))
    await db.flush()
    agents = [await someone(Role.AGENT) for _ in "ab"]
    cheque = await confirmed(db, live_campaign, donor, agents)
    return await db.get_one(Pledge, cheque.pledge_id)


async def latest(db):
    return (await db.exec(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))).one()


async def test_it_counts_no_more_and_who_did_it_is_on_record(db, given, marc, live_campaign):
    assert await give_back_for(db, given.id, WHY, by=marc) is None

    assert (given.status, given.given_back_because) == (PledgeStatus.CANCELLING, WHY)
    assert (await given_to(db, [live_campaign.id]))[live_campaign.id].pledged == Money.zero()
    assert list(await errands(db, live_campaign.territory_id)) == [Errand.GIVE_BACK]
    entry = await latest(db)
    assert (entry.deed, entry.person_id, entry.reason) == ("pledge_given_back", marc.person.id, WHY)
    assert (entry.before, entry.after) == ({"status": "in_force"}, {"status": "cancelling"})
    with pytest.raises(PledgeNotInForceError):
        await give_back_for(db, given.id, WHY, by=marc)
    assert await violations(db, INVARIANTS) == []


async def test_above_the_sum_it_waits_for_a_second_person(db, given, marc, donor, administrator):
    await set_sum(db, Money.of(100), by=administrator)
    asked = await give_back_for(db, given.id, WHY, by=marc)

    assert isinstance(asked, Approval)
    assert (given.status, given.given_back_because) == (PledgeStatus.IN_FORCE, None)
    await approve(db, ACTS, asked.id, "", by=administrator)
    assert (given.status, given.given_back_because) == (PledgeStatus.CANCELLING, WHY)
    assert (await latest(db)).person_id == administrator.person.id


async def test_what_its_donor_took_back_meanwhile_is_not_given_twice(db, given, marc, donor, administrator):
    await set_sum(db, Money.of(100), by=administrator)
    asked = await give_back_for(db, given.id, WHY, by=marc)
    await cancel(db, given.id, by=donor)
    with pytest.raises(PledgeNotInForceError):
        await approve(db, ACTS, asked.id, "", by=administrator)
    assert given.given_back_because is None


async def test_once_the_rule_has_decided_nobody_does(db, given, marc, live_campaign):
    live_campaign.state = CampaignState.FUNDED
    with pytest.raises(PledgeDecidedError):
        await give_back_for(db, given.id, WHY, by=marc)
    live_campaign.state = CampaignState.CLOSING
    await give_back_for(db, given.id, WHY, by=marc)


async def test_nobody_gives_back_what_they_gave_nor_without_the_right(db, given, donor, someone, elsewhere):
    for role in (Role.ACCOUNTANT, Role.ADMINISTRATOR):
        with pytest.raises(NotFoundError):
            await give_back_for(db, given.id, WHY, by=await someone(role, at=elsewhere))
    for role in (Role.AGENT, Role.COACH):
        with pytest.raises(ForbiddenError):
            await give_back_for(db, given.id, WHY, by=await someone(role))
    own = await someone(Role.ACCOUNTANT)
    given.person_id = own.person.id
    with pytest.raises(OwnPledgeError):
        await give_back_for(db, given.id, WHY, by=own)


async def test_what_stands_in_no_trail_is_found(db, given, marc):
    await give_back_for(db, given.id, WHY, by=marc)
    await db.exec(text("UPDATE pledge SET given_back_because = 'Autre'"))
    found = {one.invariant.name for one in await violations(db, INVARIANTS)}
    assert found == {"pledge-given-back-is-on-record"}


async def test_from_the_list_to_the_donors_bank_with_its_reason(scene, office):
    """To the cent, with two letters; what is typed wrongly is kept."""
    pledge = await scene.pledge(20)
    await scene.pledge(30)
    marc = await office.enter("marc", Role.ACCOUNTANT)
    here = f"/en/back-office/pledges/{pledge.id}/give-back"
    assert here in (await marc.get("/en/back-office/pledges")).text
    assert "€20 · La conserverie du quai · donor@example.test" in (await marc.get(here)).text
    wrong = await marc.post(here, {"reason": "x" * 1_001})
    assert (wrong.status_code, "x" * 1_001 in wrong.text) == (422, True)

    assert (await marc.post(here, TYPED)).status_code == 303
    again = await marc.post(here, TYPED)
    assert (again.status_code, "already being given back" in again.text) == (422, True)
    await scene.work()

    assert await scene.pledges() == {PledgeStatus.IN_FORCE: 1, PledgeStatus.REFUNDED: 1}
    balances = await scene.balances()
    assert balances["campaign:…:pledges"] == -Money.of(30)
    assert balances["stripe:balance"] == await scene.held_by_stripe()
    assert await scene.violations() == set()
    async with scene.house.database.reading() as db:
        letters = (await db.exec(select(Mail.text).where(Mail.text.contains(TYPED["reason"])))).all()
        asked = await db.exec(select(Operation.details).where(Operation.kind == OperationKind.REFUND))
        assert [(one["reason"], set(one)) for one in asked.all()] == [("office", {"reason", "by"})]
    assert len(letters) == 2
