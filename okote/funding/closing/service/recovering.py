"""What donors have back of pledges that were passed on is taken back from the holder."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.events import HolderOwes
from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.service.steps import close_soon
from okote.funding.deeds import RECOVERY, FundingDeed
from okote.funding.pledges.events import PledgeTakenBack
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.territories.queries import held
from payments.ledger.service import post
from payments.money import Money
from payments.operations import service as payments
from payments.operations.outcomes import TransferReversalFailed, TransferReversed
from payments.operations.rules import NotReversibleError
from payments.sessions import ReadSession, WriteSession

RECOVER_AGAIN = "recover-again"
NOT_TRANSFERRED = "not_transferred"


async def on_taken_back(db: WriteSession, event: PledgeTakenBack) -> None:
    """The holder owes it from now on."""
    campaign = await db.get_one(Campaign, event.campaign_id)
    recovery = await owe(db, campaign, event.pledge_id, event.amount, dispute_id=event.dispute_id)
    await post(
        db,
        book=await book_of(db, campaign),
        key=f"dispute-owed:{event.dispute_id}",
        kind="dispute-owed",
        postings=accounts.dispute_owed(campaign.id, recovery.amount),
        at=recovery.owed_at,
        reference=event.pledge_id,
    )


async def owe(
    db: WriteSession, campaign: Campaign, pledge_id: UUID, amount: Money, *, dispute_id: UUID | None = None
) -> Recovery:
    """Tell the holder that it owes so much, and have it taken back; its entry is left to the caller."""
    recovery = Recovery(
        id=dispute_id or pledge_id,
        pledge_id=pledge_id,
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        dispute_id=dispute_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        owed_at=await db.now(),
    )
    db.add(recovery)
    await emit(db, HolderOwes(campaign.id, recovery.id))
    await close_soon(db, campaign.id)
    return recovery


async def book_of(db: ReadSession, campaign: Campaign) -> UUID:
    """Of accounts."""
    return (await db.get_one(Territory, campaign.territory_id)).book


async def recover(db: WriteSession, campaign_id: UUID) -> None:
    """Ask Stripe to take back what is owed and was not asked for yet, once the holder has the transfer."""
    closing = await db.get(Closing, campaign_id, with_for_update=True, populate_existing=True)
    if closing is None or (closing.transferred_at is None and closing.transfer_minor):
        return
    if (await db.get_one(Campaign, campaign_id)).state is CampaignState.CANCELLED:
        return
    for recovery in await _owed(db, campaign_id):
        if recovery.operation is not None or recovery.failure is not None:
            continue
        if closing.transfer_operation is None:
            recovery.failure = NOT_TRANSFERRED
            continue
        try:
            asked = await payments.reverse_transfer(
                db,
                closing.transfer_operation,
                reason="dispute" if recovery.dispute_id else "office",
                amount=recovery.amount,
            )
        except NotReversibleError as error:
            recovery.failure = error.code
        else:
            recovery.operation = asked.id


async def _owed(db: WriteSession, campaign_id: UUID) -> Sequence[Recovery]:
    owed = select(Recovery).where(Recovery.campaign_id == campaign_id, col(Recovery.recovered_at).is_(None))
    return (await db.exec(owed.order_by(col(Recovery.id)).with_for_update())).all()


async def on_reversal(db: WriteSession, outcome: TransferReversed | TransferReversalFailed) -> None:
    asked = select(Recovery).where(Recovery.operation == outcome.operation_id).with_for_update()
    recovery = (await db.exec(asked.execution_options(populate_existing=True))).first()
    if recovery is None or recovery.recovered_at is not None:
        return
    if isinstance(outcome, TransferReversalFailed):
        recovery.operation, recovery.failure = None, outcome.code
        return
    recovery.recovered_at = outcome.at
    await post(
        db,
        book=outcome.book,
        key=f"recovered:{outcome.operation_id}",
        kind="recovered",
        postings=accounts.recovered(outcome.subject, outcome.amount),
        at=outcome.at,
        reference=recovery.pledge_id,
    )


async def ask_again(db: WriteSession, recovery_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Ask Stripe again for what the holder owes, once its account may hold it; of no effect twice.

    What waits for a second person, where the territory's sum asks for one.
    """
    require(may_administer(by))
    recovery = await held(db, Recovery, by.territory.id, recovery_id)
    if recovery.failure is None:
        return None
    waits = await second_person(db, await wanted(db, RECOVER_AGAIN, recovery, reason), by=by)
    if waits is None:
        await _again(db, recovery, reason, by.doer)
    return waits


async def wanted(db: ReadSession, act: str, recovery: Recovery, reason: str) -> Wanted:
    """What a second person reads of it; a recovery that the office began is known by its pledge."""
    return Wanted(
        act=act,
        subject=recovery.id,
        called=(await db.get_one(Campaign, recovery.campaign_id)).title,
        amount=recovery.amount,
        before=RECOVERY.facts(recovery),
        after={},
        reason=reason,
    )


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    recovery = await held(db, Recovery, by.territory.id, approval.subject_id)
    if recovery.failure is not None:
        await _again(db, recovery, approval.reason, by.doer)


async def _again(db: WriteSession, recovery: Recovery, reason: str, doer: Doer) -> None:
    was = RECOVERY.facts(recovery)
    recovery.failure = None
    await note(db, doer, FundingDeed.RECOVERY_ASKED_AGAIN, recovery, was, reason=reason)
    await close_soon(db, recovery.campaign_id)


ACTS: Mapping[str, Act] = {
    RECOVER_AGAIN: Act(say("Ask a holder again for what a donor has back"), RECOVERY, _approved),
}
