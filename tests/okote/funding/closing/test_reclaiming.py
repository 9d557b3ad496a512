"""What two people give back of a campaign that has succeeded: from its holder first, then to its donor."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.rules import ApprovalOverError, OwnRequestError
from okote.approvals.service import approve
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.service import ask_again, due, reclaim, refund_ahead
from okote.funding.closing.service.reclaiming import ACTS
from okote.funding.matching.models import FundsCall
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.rules.life import (
    OwnPledgeError,
    PledgeNotInForceError,
    PledgeWithBankError,
)
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.audit import AuditEntry
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.models import ConnectedAccount, Operation
from payments.operations.rules import OperationKind
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.closing.deadline import close, everything_holds, past_the_deadline, until_settled
from tests.okote.funding.refunds.returned import sent_back

__all__ = ["everything_holds"]

S = PledgeStatus
WHY = "Une mineure a donné sans l’accord de ses parents"
GIVEN = Money.of("20")


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

    async def pair(self):
        return [await self.somebody(), await self.somebody()]

    async def asks(self, pledge, by=None):
        async with self.scene.house.database.unit_of_work() as db:
            return await reclaim(db, pledge.id, WHY, by=by or await self.somebody(Role.ACCOUNTANT))

    async def approves(self, asked, by=None):
        async with self.scene.house.database.unit_of_work() as db:
            await approve(db, ACTS, asked.id, "Vu avec elle", by=by or await self.somebody())

    async def gives_back(self, pledge):
        await self.approves(await self.asks(pledge))
        await close(self.scene)

    async def refunds_ahead(self, pledge, by=None):
        async with self.scene.house.database.unit_of_work() as db:
            return await refund_ahead(db, pledge.id, "Elle attend", by=by or await self.somebody())


@pytest.fixture
def two(scene):
    return Office(scene)


@pytest.fixture
async def enough(scene):
    """The smallest of four pledges, with which their campaign reaches its threshold."""
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(seconds=left.total_seconds() - 3_600)
    small = await scene.pledge(20)
    for _ in range(3):
        await scene.pledge(1_300)
    return small


@pytest.fixture
async def funded(scene, enough):
    """One of a campaign that has succeeded; Stripe moves its money days later."""
    await past_the_deadline(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    return enough


async def sound(scene):
    """Stripe's own figure is ours, and all that must hold does."""
    balances = await scene.balances()
    assert balances.get("stripe:balance", Money.zero()) == await scene.held_by_stripe()
    assert await scene.violations() == set()
    return balances


def of_campaign(balances):
    return {address: one for address, one in balances.items() if address.startswith("campaign:")}


async def recovery(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Recovery))).one()


async def status(scene, pledge):
    async with scene.house.database.reading() as db:
        return (await db.get_one(Pledge, pledge.id)).status


async def refunds(scene):
    async with scene.house.database.reading() as db:
        return len((await db.exec(select(Operation).where(Operation.kind == OperationKind.REFUND))).all())


async def letters(scene):
    async with scene.house.database.reading() as db:
        keys = (await db.exec(select(Mail.key).order_by(Mail.id))).all()
    kinds = [key.partition(":")[0] for key in keys]
    return [kind for kind in kinds if kind in {"pledge-reclaimed", "holder-owes", "pledge-refunded"}]


async def test_before_the_payout_the_holder_gives_it_back_first_and_is_paid_the_rest(scene, two, funded):
    """The fee is lost as with any refund; the share and the matches stay. What its bank sends back goes on by
    transfer.
    """
    before = await scene.balances()
    asked = await two.asks(funded)
    assert await status(scene, funded) is S.IN_FORCE
    await two.approves(asked)
    await scene.work()
    assert await status(scene, funded) is S.CANCELLING
    assert (await sound(scene))["campaign:…:to-recover"] == GIVEN
    assert await refunds(scene) == 0, "the transfer has not left, so nothing came back yet"

    await until_settled(scene)
    assert await scene.pledges() == {S.IN_FORCE: 3, S.REFUNDED: 1}
    assert (await scene.now()).state is CampaignState.PAID_OUT
    owed = await recovery(scene)
    assert owed.recovered_at <= owed.refund_asked_at
    balances = await sound(scene)
    assert of_campaign(balances) == {}
    fee = balances["operator:fees-not-recovered"]
    assert before["operator:stripe-fees"] - balances["operator:stripe-fees"] == fee
    share = {"operator:commission", "operator:vat"}
    same = [one for one in before if one in share or one.startswith("partner:")]
    assert len(same) > 2
    assert [balances[one] for one in same] == [before[one] for one in same]
    assert await letters(scene) == ["pledge-reclaimed", "holder-owes", "pledge-refunded"]
    async with scene.house.database.reading() as db:
        paid = await db.exec(select(Operation.amount_minor).where(Operation.kind == OperationKind.PAY_OUT))
        assert list(paid) == [(await db.get_one(Closing, scene.campaign.id)).transfer_minor - 20_00]
        noted = (await db.exec(select(AuditEntry).where(AuditEntry.subject_id == funded.id))).all()
    (given_back,) = [one for one in noted if one.deed == "pledge_given_back"]
    assert (given_back.reason, given_back.after) == (WHY, {"status": "cancelling"})
    await crashed_before_the_refund(scene, funded)

    await sent_back(scene, funded)
    assert await status(scene, funded) is S.REFUNDING
    assert of_campaign(await sound(scene)).keys() == {"campaign:…:owed-to-donors", "campaign:…:fees"}


async def crashed_before_the_refund(scene, pledge):
    """The clock alone asks for it, although the campaign is paid out."""
    async with scene.house.database.unit_of_work() as db:
        assert scene.campaign.id not in await due(db)
        (await db.get_one(Recovery, pledge.id)).refund_asked_at = None
        (await db.get_one(Pledge, pledge.id)).status = S.CANCELLING
        assert scene.campaign.id in await due(db)
        await db.rollback()


async def test_after_the_payout_a_short_account_is_seen_and_the_office_may_go_ahead(scene, two, funded):
    await until_settled(scene)
    await two.gives_back(funded)
    owed = await recovery(scene)
    assert (owed.failure, owed.refund_asked_at) == ("balance_insufficient", None)
    assert await refunds(scene) == 0

    await gather(*(two.refunds_ahead(funded, by=one) for one in await two.pair()))
    await close(scene)
    assert await refunds(scene) == 1
    assert await status(scene, funded) is S.REFUNDED
    assert of_campaign(await sound(scene)) == {"campaign:…:to-recover": GIVEN}
    assert (await scene.now()).state is CampaignState.PAID_OUT

    await paid_out_in_vain(scene)
    async with scene.house.database.unit_of_work() as db:
        await ask_again(db, funded.id, "Le compte est alimenté", by=await two.somebody())
    await close(scene)
    assert (await recovery(scene)).failure is None
    assert of_campaign(await sound(scene)) == {}
    assert await refunds(scene) == 1


async def test_what_never_left_is_given_back_without_the_holder(scene, two, funded):
    """Whose account Stripe has stopped: a donor does not wait for who may never be paid."""
    async with scene.house.database.reading() as db:
        account = (await db.exec(select(ConnectedAccount.stripe_id))).one()
    await scene.stripe.control.post(f"accounts/{account}/restrict")
    await two.gives_back(funded)
    await two.refunds_ahead(funded)
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    assert await status(scene, funded) is S.REFUNDED
    assert (await sound(scene))["campaign:…:to-recover"] == GIVEN


async def paid_out_in_vain(scene):
    """The holder's bank sends the payout back, so its account at Stripe holds as much."""
    async with scene.house.database.reading() as db:
        payout = (await db.exec(select(Operation).where(Operation.kind == OperationKind.PAY_OUT))).one()
    await scene.stripe.control.post(f"payouts/{payout.stripe_id}/fail", code="account_closed")
    await scene.house.desk.perform(payout.id)


async def dispute(scene, pledge, **said):
    payment = await scene.payment_of(pledge)
    made = await scene.stripe.control.post(f"charges/{payment.charge_id}/dispute", **said)
    await look(scene, pledge)
    return made["id"]


async def look(scene, pledge):
    for _ in range(2):
        await scene.house.desk.find_disputes(pledge.payment_id)
    await scene.work()


async def test_what_its_bank_takes_meanwhile_is_not_given_twice(scene, two, funded):
    """Disputed after two people gave it back, and lost: the donor has it from their bank alone."""
    await until_settled(scene)
    await two.gives_back(funded)
    disputed = await dispute(scene, funded)
    other = await other_than(scene, funded)
    await dispute(scene, other)
    with pytest.raises(PledgeWithBankError):
        await two.asks(other)
    with pytest.raises(PledgeWithBankError):
        await two.refunds_ahead(funded)
    await scene.stripe.control.post(f"disputes/{disputed}/lose")
    await look(scene, funded)
    await close(scene)
    assert await status(scene, funded) is S.CHARGED_BACK
    assert await refunds(scene) == 0
    kept = of_campaign(await sound(scene))
    assert kept.pop("campaign:…:disputed") == other.amount
    assert kept == {"campaign:…:to-recover": GIVEN}


async def other_than(scene, pledge):
    async with scene.house.database.reading() as db:
        found = select(Pledge).where(Pledge.id != pledge.id).order_by(Pledge.id).limit(1)
        return (await db.exec(found)).one()


async def test_it_takes_two_and_neither_is_the_donor_nor_works_elsewhere(scene, two, funded):
    """And of two who approve at once, one has it done."""
    ines, marc = await two.somebody(Role.ACCOUNTANT), await two.somebody()
    asked = await two.asks(funded, by=ines)
    assert (await two.asks(funded, by=marc)).id == asked.id
    with pytest.raises(OwnRequestError):
        await two.approves(asked, by=ines)
    async with scene.house.database.reading() as db:
        donor = await db.get_one(Person, funded.person_id)
    own = Visitor(
        territory=marc.territory,
        language="fr",
        address=ADDRESS,
        person=donor,
        roles=frozenset({Held(Role.ADMINISTRATOR)}),
    )
    for asks, by, refusal in (
        (two.asks, own, OwnPledgeError),
        (two.asks, await two.somebody(Role.AGENT), ForbiddenError),
        (two.asks, await two.somebody(slug="val-clair"), NotFoundError),
        (two.refunds_ahead, await two.somebody(Role.ACCOUNTANT), ForbiddenError),
        (two.refunds_ahead, marc, NotFoundError),
    ):
        with pytest.raises(refusal):
            await asks(funded, by=by)
    with pytest.raises(OwnPledgeError):
        await two.approves(asked, by=own)
    ended = await gather(*(two.approves(asked, by=one) for one in await two.pair()), return_exceptions=True)
    assert {type(one) for one in ended} == {type(None), ApprovalOverError}
    assert (await recovery(scene)).amount == GIVEN
    with pytest.raises(PledgeNotInForceError):
        await two.asks(funded)


async def test_without_the_locks_both_would(scene, two, funded):
    """The negative control: both find it in force; only the key of what is owed refuses the second."""
    asked = [Event(), Event()]

    async def gives_back(mine, others):
        async with scene.house.database.unit_of_work() as db:
            pledge = await db.get_one(Pledge, funded.id)
            assert pledge.status is S.IN_FORCE
            mine.set()
            await wait_for(others.wait(), 10)
            at = await db.now()
            owed = {"campaign_id": pledge.campaign_id, "territory_id": pledge.territory_id, "owed_at": at}
            db.add(
                Recovery(id=pledge.id, pledge_id=pledge.id, dispute_id=pledge.id, amount_minor=20_00, **owed)
            )

    ended = await gather(gives_back(*asked), gives_back(*reversed(asked)), return_exceptions=True)
    assert {type(one) for one in ended} == {type(None), IntegrityError}
    async with scene.house.database.unit_of_work() as db:
        await db.delete(await db.get_one(Recovery, funded.id))


async def test_the_office_reads_where_each_stands_and_what_follows(scene, two, funded, office):
    await until_settled(scene)
    ines = await office.enter("ines", Role.ACCOUNTANT)
    here = f"/en/back-office/given-back/{funded.id}"
    assert here in (await ines.get("/en/back-office/pledges")).text
    assert "always takes two people" in (await ines.get(here)).text
    refused = await ines.post(here, {"reason": " "})
    assert (refused.status_code, "Fill in this field." in refused.text) == (422, True)
    asked = await ines.post(here, {"reason": WHY})
    assert "Someone else has to approve it now" in (await ines.follow(asked)).text
    async with scene.house.database.reading() as db:
        asked = (await db.exec(select(Approval))).one()
    await two.approves(asked)
    await close(scene)
    assert (await ines.post(here, {"reason": WHY})).status_code == 422

    marc = await office.enter("marc", Role.ADMINISTRATOR)
    assert (await office.waiting(marc))["given-back"] == 1
    listed = "/en/back-office/given-back"
    shown = (await marc.get(listed)).text
    assert WHY in shown
    assert "waits for the project" in shown
    again = await marc.post(f"/en/back-office/disputes/{funded.id}/recover", {"reason": "Alimenté"})
    assert again.headers["location"] == listed
    assert (await marc.post(f"{here}/ahead", {"reason": ""})).status_code == 422
    assert (await marc.post(f"{here}/ahead", {"reason": "Elle attend"})).status_code == 303
    await close(scene)
    assert "waits for the project" not in (await marc.get(listed)).text

    accounts = (await marc.get(f"/en/back-office/closings/{scene.campaign.id}/accounts")).text
    assert "Of those given back, what the holder gives back first" in accounts
    assert "Nothing is left" in accounts
    async with scene.house.database.reading() as db:
        call = (await db.exec(select(FundsCall.commitment_id).limit(1))).one()
    assert "contributions of €20 were given back" in (await marc.get(f"/en/back-office/calls/{call}")).text
