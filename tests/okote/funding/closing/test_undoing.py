"""What two people undo of a campaign that had succeeded, while its money has not left."""

from asyncio import Event, gather, wait_for

import pytest
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.rules import OwnRequestError
from okote.approvals.service import approve, refuse
from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.campaigns.rules.life import ReasonMissingError, TransitionRefusedError
from okote.funding.campaigns.service import cancel
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import MoneyHasLeftError, NotFundedError, TransferUnderWayError
from okote.funding.closing.service import due, reclaim, refund_ahead, retry, undo
from okote.funding.closing.service.reclaiming import ACTS as OF_PLEDGES
from okote.funding.closing.service.undoing import ACTS, UNDO
from okote.funding.figures.queries import figures
from okote.funding.figures.subventions import left_out
from okote.funding.matching.models import FundsCall
from okote.funding.matching.service import record_receipt
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.reports.queries import contents
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.audit import AuditEntry
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.holding import operation_for_update
from payments.operations.models import ConnectedAccount, Operation
from payments.operations.performing import decided
from payments.operations.rules import OperationKind, OperationStatus, is_idle
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.closing.deadline import (
    close,
    closing_of,
    everything_holds,
    past_the_deadline,
    until_settled,
)
from tests.okote.funding.closing.test_disputes import Bank

__all__ = ["everything_holds"]

S = PledgeStatus
WHY = "L’association a été dissoute le 3 avril"


class Office:
    """People of the operator, each in a transaction of their own."""

    def __init__(self, scene):
        self.scene = scene

    async def somebody(self, role=Role.ADMINISTRATOR, slug="trois-rives"):
        here = await territory(self.scene.house, slug)
        async with self.scene.house.database.unit_of_work() as db:
            person = Person(created_at=await db.now())
            db.add(person)
        roles = frozenset({Held(role)})
        return Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=roles)

    async def asks(self, by=None, why=WHY):
        async with self.scene.house.database.unit_of_work() as db:
            return await undo(db, self.scene.campaign.id, why, by=by or await self.somebody())

    async def approves(self, asked, by=None, acts=ACTS):
        async with self.scene.house.database.unit_of_work() as db:
            await approve(db, acts, asked.id, "Vu au Journal officiel", by=by or await self.somebody())

    async def undoes(self):
        await self.approves(await self.asks())

    async def gives_back(self, pledge):
        """One contribution, before all others."""
        async with self.scene.house.database.unit_of_work() as db:
            asked = await reclaim(db, pledge.id, "Par erreur", by=await self.somebody())
        await self.approves(asked, acts=OF_PLEDGES)


@pytest.fixture
def two(scene):
    return Office(scene)


@pytest.fixture
async def funded(scene):
    """What was given, from the least; Stripe may move it on days later, and is asked until then."""
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(seconds=left.total_seconds() - 3_600)
    given = [await scene.pledge(euros) for euros in (20, 30, 40, 50, 1_300, 1_300, 1_300)]
    await past_the_deadline(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    await scene.move_clock(minutes=6)
    return given


async def transfers(scene):
    async with scene.house.database.reading() as db:
        made = select(Operation).where(Operation.kind == OperationKind.TRANSFER).order_by(Operation.id)
        return (await db.exec(made)).all()


async def sound(scene):
    """Stripe's own figure is ours, and all that must hold does."""
    balances = await scene.balances()
    assert balances.get("stripe:balance", Money.zero()) == await scene.held_by_stripe()
    assert await scene.violations() == set()
    return balances


async def letters(scene):
    async with scene.house.database.reading() as db:
        keys = (await db.exec(select(Mail.key).order_by(Mail.id))).all()
    return sorted(key.partition(":")[0] for key in keys if key.startswith("campaign-undone"))


def kept(balances):
    """What is left for anybody but the operator's own costs."""
    return {one: sum_ for one, sum_ in balances.items() if not one.startswith(("operator:", "stripe:"))}


async def test_everyone_has_everything_back_and_nobody_owes_anything(scene, two, funded):
    """But for Stripe's fees, which are lost as with any refund."""
    lea = await two.somebody()
    asked = await two.asks(lea)
    assert (await scene.now()).state is CampaignState.FUNDED
    with pytest.raises(OwnRequestError):
        await two.approves(asked, lea)
    await two.approves(asked)
    assert (await scene.now()).state is CampaignState.CANCELLED
    assert (await scene.now()).cancel_reason == WHY
    assert kept(await sound(scene)).keys() == {"campaign:…:pledges", "campaign:…:fees"}
    async with scene.house.database.reading() as db:
        assert scene.campaign.id in await due(db), "whatever becomes of the job that is asked for"

    await until_settled(scene)
    assert await scene.pledges() == {S.REFUNDED: 7}
    balances = await sound(scene)
    assert kept(balances) == {}
    assert balances.keys() == {"operator:fees-not-recovered", "stripe:balance"}
    assert [one.status for one in await transfers(scene)] == [OperationStatus.FAILED]
    closing = await closing_of(scene)
    assert (closing.transfer_operation, closing.transferred_at) == (None, None)
    assert await letters(scene) == ["campaign-undone"] * 10
    async with scene.house.database.reading() as db:
        noted = (await db.exec(select(AuditEntry).where(AuditEntry.deed == "campaign_undone"))).one()
        step = (await db.exec(select(CampaignStep).order_by(CampaignStep.id.desc()).limit(1))).one()
    assert (noted.reason, noted.before, noted.after) == (WHY, {"state": "funded"}, {"state": "cancelled"})
    assert (step.state, step.reason, step.person_id) == (CampaignState.CANCELLED, WHY, asked.asked_by)


async def test_it_takes_two_administrators_and_a_campaign_that_has_succeeded(scene, two):
    with pytest.raises(NotFundedError):
        await two.asks()
    async with scene.house.database.unit_of_work() as db:
        for state, refusal in ((CampaignState.PAID_OUT, MoneyHasLeftError), (CampaignState.FUNDED, None)):
            campaign = await db.get_one(Campaign, scene.campaign.id)
            campaign.state = state
            db.add(campaign)
            await db.flush()
            if refusal is not None:
                with pytest.raises(refusal):
                    await undo(db, scene.campaign.id, WHY, by=await two.somebody())
        with pytest.raises(TransitionRefusedError):
            await cancel(db, scene.campaign.id, WHY, by=await two.somebody())
        for by, refusal in (
            (await two.somebody(Role.ACCOUNTANT), ForbiddenError),
            (await two.somebody(slug="val-clair"), NotFoundError),
        ):
            with pytest.raises(refusal):
                await undo(db, scene.campaign.id, WHY, by=by)
        with pytest.raises(ReasonMissingError):
            await undo(db, scene.campaign.id, " ", by=await two.somebody())
        await db.rollback()


async def test_nothing_leaves_while_two_decide_and_goes_on_once_they_refuse(scene, two, funded):
    asked = await two.asks()
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    assert [one.status for one in await transfers(scene)] == [OperationStatus.FAILED]
    async with scene.house.database.unit_of_work() as db:
        await refuse(db, asked.id, "Le liquidateur la reprend", by=await two.somebody())
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert [one.status for one in await transfers(scene)] == [
        OperationStatus.FAILED,
        OperationStatus.SUCCEEDED,
    ]
    with pytest.raises(MoneyHasLeftError):
        await two.asks()


async def test_where_stripe_has_stopped_the_holder_it_is_undone_all_the_same(scene, two, funded):
    """And no failure is left for anybody to mend."""
    async with scene.house.database.reading() as db:
        account = (await db.exec(select(ConnectedAccount.stripe_id))).one()
    await scene.stripe.control.post(f"accounts/{account}/restrict")
    await until_settled(scene)
    assert (await closing_of(scene)).failure is not None
    asked = await two.asks()
    async with scene.house.database.unit_of_work() as db:
        await retry(db, scene.campaign.id, "Le compte est rouvert", by=await two.somebody())
    await scene.stripe.control.post(f"accounts/{account}/enable")
    await close(scene)
    assert len(await transfers(scene)) == 1, "nothing is asked while two decide"
    await two.approves(asked)
    await until_settled(scene)
    assert (await closing_of(scene)).failure is None
    assert await scene.pledges() == {S.REFUNDED: 7}
    assert kept(await sound(scene)) == {}


async def test_what_banks_and_the_office_took_before_is_owed_by_nobody(scene, two, funded):
    """Given back and waiting for the holder, or ahead of it; lost to a bank, all or a part; disputed."""
    waiting, ahead, lost, disputed, in_part, *_ = funded
    for pledge in (waiting, ahead):
        await two.gives_back(pledge)
    async with scene.house.database.unit_of_work() as db:
        await refund_ahead(db, ahead.id, "Elle attend", by=await two.somebody())
    bank = Bank(scene)
    for pledge, said in ((lost, {}), (in_part, {"amount": 300_00})):
        await bank.disputes(pledge, **said)
        await bank.decides(pledge, "lose")
    await bank.disputes(disputed)
    await close(scene)
    assert (await sound(scene))["campaign:…:to-recover"] == Money.of(20 + 30 + 40 + 300)
    assert (await scene.pledges())[S.IN_FORCE] == 4

    await scene.move_clock(minutes=6)
    await two.undoes()
    assert "campaign:…:to-recover" not in await sound(scene)
    await until_settled(scene)
    assert await scene.pledges() == {S.REFUNDED: 4, S.CHARGED_BACK: 2, S.DISPUTED: 1}
    assert (await sound(scene))["campaign:…:disputed"] == disputed.amount
    await bank.decides(disputed, "win")
    await until_settled(scene)
    assert await scene.pledges() == {S.REFUNDED: 5, S.CHARGED_BACK: 2}
    assert kept(await sound(scene)) == {}


async def decided_to_call(scene):
    """The next call for the transfer is on record, and on its way."""
    (transfer,) = await transfers(scene)
    async with scene.house.database.unit_of_work() as db:
        assert await decided(db, await operation_for_update(db, transfer.id)) is not None
    return transfer


async def test_what_stripe_is_just_asked_is_waited_for(scene, two, funded):
    transfer = await decided_to_call(scene)
    with pytest.raises(TransferUnderWayError):
        await two.asks()
    await scene.stripe.control.advance(5 * 86_400)
    await scene.move_clock(stripe=False, days=5)
    ended = await gather(two.asks(), scene.house.desk.perform(transfer.id), return_exceptions=True)
    assert type(ended[0]) in {TransferUnderWayError, MoneyHasLeftError}
    with pytest.raises(MoneyHasLeftError):
        await two.asks()
    assert (await closing_of(scene)).transferred_at is not None


async def test_of_a_transfer_and_two_who_decide_one_comes_first(scene, two, funded):
    """At the moment at which Stripe would move it: it moves, or it is undone, and never both."""
    (transfer,) = await transfers(scene)
    await scene.move_clock(days=5)
    asked, _ = await gather(two.asks(), scene.house.desk.perform(transfer.id), return_exceptions=True)
    moved = (await closing_of(scene)).transferred_at is not None
    assert isinstance(asked, TransferUnderWayError | MoneyHasLeftError) == moved
    if not moved:
        await two.approves(asked)
    await until_settled(scene)
    state = (await scene.now()).state
    assert state is (CampaignState.PAID_OUT if moved else CampaignState.CANCELLED)
    await sound(scene)


async def test_without_the_lock_both_would(scene, two, funded):
    """The negative control: whoever calls and whoever withdraws read the same, and nothing stops either."""
    (transfer,) = await transfers(scene)
    await scene.move_clock(days=5)
    asked = [Event(), Event()]

    async def each(mine, others, then):
        async with scene.house.database.unit_of_work() as db:
            found = await db.get_one(Operation, transfer.id)
            assert is_idle(
                found.status,
                key_since=found.key_since,
                doubtful=found.doubtful,
                called_at=found.called_at,
                at=await db.now(),
            )
            mine.set()
            await wait_for(others.wait(), 10)
            await then(db, found)
            await db.rollback()
        return True

    async def withdraws(db, _):
        (await db.get_one(Closing, scene.campaign.id)).transfer_operation = None
        await db.flush()

    async def calls(db, found):
        assert await decided(db, found) is not None

    assert await gather(each(*asked, withdraws), each(*reversed(asked), calls)) == [True, True]


@pytest.fixture
async def one_has_paid(scene, two, funded):
    """The public partner, and the company has not; what each was called for."""
    async with scene.house.database.unit_of_work() as db:
        paid, unpaid = (await db.exec(select(FundsCall).order_by(FundsCall.commitment_id))).all()
        today = (await db.now()).date()
        await record_receipt(
            db, paid.commitment_id, received_on=today, proof="mandat 12", by=await two.somebody()
        )
    return paid, unpaid


async def succeeded(scene):
    """How many projects are told of as having succeeded; of subsidies, whoever has no number is left out."""
    here = await territory(scene.house)
    async with scene.house.database.reading() as db:
        year = here.day((await closing_of(scene)).decided_at).year
        return {
            "subsidies": await left_out(db, here),
            "report": (await contents(db, here, year)).activity.financed.number,
            "figures": (await figures(db, here, language="en")).funded,
        }


async def test_partners_owe_nothing_and_the_holder_what_it_has_of_them(scene, two, one_has_paid, office):
    """What everybody reads of it: the office, partners, auditors and the public."""
    paid, unpaid = one_has_paid
    assert await succeeded(scene) == {"subsidies": 1, "report": 1, "figures": 1}
    here = f"/en/back-office/closings/{scene.campaign.id}"
    ines = await office.enter("ines", Role.ACCOUNTANT)
    assert f"{here}/undo" not in (await ines.get(here)).text
    assert (await ines.get(f"{here}/undo")).status_code == 403
    marc = await office.enter("marc", Role.ADMINISTRATOR)
    assert f"{here}/undo" in (await marc.get(here)).text
    assert "It always takes two people" in (await marc.get(f"{here}/undo")).text
    assert (await marc.post(f"{here}/undo", {"reason": " "})).status_code == 422
    assert (
        "Someone else has to approve it now"
        in (await marc.follow(await marc.post(f"{here}/undo", {"reason": WHY}))).text
    )
    assert "until a second person has decided" in (await ines.get(here)).text
    async with scene.house.database.reading() as db:
        asked = (await db.exec(select(Approval).where(Approval.act == UNDO))).one()
    await two.approves(asked)
    await close(scene)
    assert kept(await sound(scene)) == {
        "partner:…:match:…:called": -paid.amount,
        "partner:…:match:…:received": paid.amount,
    }

    shown = (await marc.get(here)).text
    assert WHY in shown
    assert f"{here}/undo" not in shown
    assert (await marc.post(f"{here}/undo", {"reason": WHY})).status_code == 422
    assert "Nothing is left" in (await ines.get(f"{here}/accounts")).text
    assert "tell whoever runs the site" not in (await ines.get("/en/back-office/ledger/vat")).text
    calls = (await ines.get("/en/back-office/calls")).text
    assert "cancelled" in calls
    assert WHY in (await ines.get(f"/en/back-office/calls/{unpaid.commitment_id}")).text
    owed = (await ines.get(f"/en/back-office/calls/{paid.commitment_id}")).text
    assert "The holder owes the partner what it received" in owed
    today = {"received_on": paid.received_on.isoformat(), "proof": "mandat 13"}
    late = await ines.post(f"/en/back-office/calls/{unpaid.commitment_id}", today)
    assert "was cancelled with its campaign" in late.text
    assert (await ines.get("/en/back-office/ledger/calls/ageing.csv")).text.count("\n") == 1
    assert await succeeded(scene) == {"subsidies": 0, "report": 0, "figures": 0}

    public = (await ines.get(f"/en/campaigns/{scene.campaign.slug}")).text
    assert WHY in public
    assert "This campaign had succeeded" in public
    assert "no longer due" in public
    told = (await ines.get(f"/api/v1/campaigns/{scene.campaign.slug}")).json()
    assert (told["summary"]["state"], told["cancelled_because"]) == ("cancelled", WHY)
