"""Give money back: because its donor took it back, the office gave it back, or the campaign has failed."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import PLEDGE, FundingDeed
from okote.funding.permissions import may_give_back
from okote.funding.pledges import rules
from okote.funding.pledges.events import PledgeCancelled, PledgeDisputed
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import GoesByTransferError, PledgeStatus
from okote.funding.pledges.service.rows import held_pledge, hold_payment, own_pledge
from okote.identity.permissions import may_administer, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import held, one_of
from payments.failpoints import reached
from payments.operations import service as payments
from payments.operations.queries import taken_by_banks
from payments.sessions import WriteSession

REFUND_AGAIN = "refund-again"
GIVE_BACK = "pledge-give-back"


async def cancel(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> Pledge:
    """Give a pledge back to its donor; possible until the campaign ends."""
    found = await own_pledge(db, pledge_id, by)
    await hold_payment(db, found)
    campaign = await held(db, Campaign, found.territory_id, found.campaign_id, shared=True)
    pledge = await held_pledge(db, pledge_id)
    rules.check_cancellable(pledge.status, campaign.state, campaign.period, await db.now())
    await _take_out(db, pledge, "donor")
    return pledge


async def _take_out(db: WriteSession, pledge: Pledge, reason: str, *, by: UUID | None = None) -> None:
    """It counts no longer from now on, and its money is on its way."""
    pledge.status = PledgeStatus.CANCELLING
    await units.follow(db, pledge)
    reached("pledge.taken-out", reason)
    await _ask(db, pledge, reason, by=by)
    await emit(db, PledgeCancelled(pledge.id, pledge.campaign_id))


async def give_back_for(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Give a donor back what was charged by mistake, or was not theirs to give, until the rule has decided.

    They read the reason. What waits for a second person, where the territory's sum asks for one.
    PledgeNotInForceError, PledgeDecidedError, OwnPledgeError.
    """
    require(may_give_back(by))
    pledge, campaign = await _returnable(db, pledge_id, by)
    wanted = Wanted(
        act=GIVE_BACK,
        subject=pledge.id,
        called=campaign.title,
        amount=pledge.amount,
        before={"status": pledge.status.value},
        after={"status": PledgeStatus.CANCELLING.value},
        reason=reason,
    )
    waits = await second_person(db, wanted, by=by)
    if waits is None:
        await _give_back(db, pledge, reason, by.doer)
    return waits


async def _give_back_approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    pledge, _ = await _returnable(db, approval.subject_id, by)
    await _give_back(db, pledge, approval.reason, by.doer)


async def _returnable(db: WriteSession, pledge_id: UUID, by: Visitor) -> tuple[Pledge, Campaign]:
    """Held, with its payment and its campaign, whose decision waits for it."""
    found = await one_of(db, Pledge, by.territory.id, pledge_id)
    await hold_payment(db, found)
    campaign = await held(db, Campaign, found.territory_id, found.campaign_id, shared=True)
    pledge = await held_pledge(db, pledge_id)
    donor, who = pledge.person_id, person_of(by).id
    rules.check_may_be_given_back(pledge.status, campaign.state, donor=donor, by=who)
    return pledge, campaign


async def _give_back(db: WriteSession, pledge: Pledge, reason: str, doer: Doer) -> None:
    was = PLEDGE.facts(pledge)
    pledge.given_back_because = reason
    await _take_out(db, pledge, "office", by=doer.person_id)
    await note(db, doer, FundingDeed.PLEDGE_GIVEN_BACK, pledge, was, reason=reason)


async def give_back(db: WriteSession, pledge_id: UUID) -> None:
    """Send back a pledge in force, because its campaign failed or was cancelled; of no effect twice.

    What its donor's bank has meanwhile waits for what that decides.
    """
    await hold_payment(db, await db.get_one(Pledge, pledge_id))
    pledge = await held_pledge(db, pledge_id)
    if pledge.status is not PledgeStatus.IN_FORCE:
        return
    if pledge.payment_id is not None and await taken_by_banks(db, pledge.payment_id) is None:
        pledge.status = PledgeStatus.DISPUTED
        await emit(db, PledgeDisputed(pledge.id, pledge.campaign_id))
    else:
        pledge.status = PledgeStatus.REFUNDING
        await units.follow(db, pledge)
        reached("pledge.owed")
        await _ask(db, pledge, "campaign")


async def _ask(db: WriteSession, pledge: Pledge, reason: str, *, by: UUID | None = None) -> None:
    """Of Stripe; a cheque is given back by whoever holds it. `by` is who decided it, where a person did."""
    if not pledge.by_cheque:
        await payments.refund(db, cast("UUID", pledge.payment_id), reason=reason, by=by)


async def ask_again(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Ask again for a refund that failed, once a person knows why; of no effect twice.

    What waits for a second person, where the territory's sum asks for one. GoesByTransferError.
    """
    require(may_administer(by))
    pledge = await _failed(db, pledge_id, by)
    if pledge.refund_failure is None:
        return None
    campaign = await db.get_one(Campaign, pledge.campaign_id)
    wanted = Wanted(
        act=REFUND_AGAIN,
        subject=pledge.id,
        called=campaign.title,
        amount=pledge.amount,
        before={"refund_failure": pledge.refund_failure},
        after={},
        reason=reason,
    )
    waits = await second_person(db, wanted, by=by)
    if waits is None:
        await _ask_again(db, pledge, reason, by.doer)
    return waits


async def _again_approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    pledge = await _failed(db, approval.subject_id, by)
    if pledge.refund_failure is not None:
        await _ask_again(db, pledge, approval.reason, by.doer)


async def _failed(db: WriteSession, pledge_id: UUID, by: Visitor) -> Pledge:
    """Held, its payment first. GoesByTransferError."""
    found = await one_of(db, Pledge, by.territory.id, pledge_id)
    await hold_payment(db, found)
    pledge = await held_pledge(db, pledge_id)
    if pledge.goes_by_transfer:
        raise GoesByTransferError
    return pledge


async def _ask_again(db: WriteSession, pledge: Pledge, reason: str, doer: Doer) -> None:
    was = PLEDGE.facts(pledge)
    pledge.refund_failure = None
    await payments.refund(db, cast("UUID", pledge.payment_id), reason="again", by=doer.person_id)
    await note(db, doer, FundingDeed.REFUND_ASKED_AGAIN, pledge, was, reason=reason)


ACTS: Mapping[str, Act] = {
    REFUND_AGAIN: Act(say("Ask again for a refund that had failed"), PLEDGE, _again_approved),
    GIVE_BACK: Act(say("Give a contribution back"), PLEDGE, _give_back_approved),
}
