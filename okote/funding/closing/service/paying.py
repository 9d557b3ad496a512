"""At the threshold or above, the holder is paid: to its account at Stripe, then to its bank."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from sqlmodel import col, func, select

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.closing.events import CampaignPaidOut, HolderNotPaid, PaidOutAgain
from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.service.recovering import on_reversal
from okote.funding.closing.service.steps import close_soon, held_campaign
from okote.funding.closing.service.undoing import is_held_back
from okote.funding.deeds import PAYOUT, FundingDeed
from okote.funding.pledges import service as pledges
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import held
from payments.failpoints import reached
from payments.ledger.service import post
from payments.money import Money
from payments.operations import service as payments
from payments.operations.outcomes import (
    Outcome,
    PayoutFailed,
    PayoutPaid,
    TransferFailed,
    TransferReversalFailed,
    TransferReversed,
    TransferSucceeded,
)
from payments.sessions import ReadSession, WriteSession

PAY_AGAIN = "pay-again"

PURPOSE = "payout"
"""Under which payments tell us what became of a transfer or a payout to a holder."""


async def pay(db: WriteSession, campaign_id: UUID) -> None:
    """Transfer to the holder's account at Stripe, then from there to its bank; each is asked once."""
    campaign = await held_campaign(db, campaign_id)
    if campaign.state is not CampaignState.FUNDED or await is_held_back(db, campaign):
        return
    closing = await db.get_one(Closing, campaign_id, populate_existing=True)
    amount = await _to_pay(db, closing)
    if not amount or closing.paid_out_at:
        again = await _paid_out_before(db, campaign)
        await lead(db, campaign, CampaignState.PAID_OUT, Actor.RULE)
        await emit(db, PaidOutAgain(campaign.id) if again else CampaignPaidOut(campaign.id))
    elif closing.failure is None:
        await _ask(db, campaign, closing, amount)


async def _paid_out_before(db: ReadSession, campaign: Campaign) -> bool:
    """Whether the holder's bank has sent it back since."""
    before = select(CampaignStep.id).where(
        CampaignStep.campaign_id == campaign.id, CampaignStep.state == CampaignState.PAID_OUT
    )
    return (await db.exec(before.order_by(col(CampaignStep.id)).limit(1))).first() is not None


async def _to_pay(db: ReadSession, closing: Closing) -> Money:
    """What the holder is due, less what was taken back of it before its bank was paid."""
    taken = select(func.sum(Recovery.amount_minor)).where(
        Recovery.campaign_id == closing.campaign_id, col(Recovery.operation).is_not(None)
    )
    return closing.money(closing.transfer_minor - int((await db.exec(taken)).one() or 0))


async def _ask(db: WriteSession, campaign: Campaign, closing: Closing, amount: Money) -> None:
    account_id = cast("UUID", (await db.get_one(Holder, campaign.holder_id)).account_id)
    if closing.transfer_operation is None:
        operation = await payments.transfer(
            db,
            purpose=PURPOSE,
            subject=campaign.id,
            account_id=account_id,
            amount=closing.money(closing.transfer_minor),
            transfer_group=pledges.transfer_group(campaign.id),
        )
        reached("transfer.asked")
        closing.transfer_operation = operation.id
    elif closing.transferred_at and closing.payout_operation is None:
        operation = await payments.pay_out(
            db, purpose=PURPOSE, subject=campaign.id, account_id=account_id, amount=amount
        )
        reached("payout.asked")
        closing.payout_operation = operation.id


async def retry(db: WriteSession, campaign_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Ask again for a transfer or a payout that failed, once a person has mended the reason.

    What waits for a second person, where the territory's sum asks for one.
    """
    require(may_administer(by))
    closing = await held(db, Closing, by.territory.id, campaign_id)
    if closing.failure is None:
        return None
    campaign = await db.get_one(Campaign, campaign_id)
    wanted = Wanted(
        act=PAY_AGAIN,
        subject=campaign_id,
        called=campaign.title,
        amount=closing.money(closing.transfer_minor),
        before=PAYOUT.facts(closing),
        after={},
        reason=reason,
    )
    waits = await second_person(db, wanted, by=by)
    if waits is None:
        await _again(db, closing, reason, by.doer)
    return waits


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    closing = await held(db, Closing, by.territory.id, approval.subject_id)
    if closing.failure is not None:
        await _again(db, closing, approval.reason, by.doer)


async def _again(db: WriteSession, closing: Closing, reason: str, doer: Doer) -> None:
    was = PAYOUT.facts(closing)
    closing.failure = None
    if closing.transferred_at is None:
        closing.transfer_operation = None
    else:
        closing.payout_operation = None
    await note(db, doer, FundingDeed.PAYOUT_ASKED_AGAIN, closing, was, reason=reason)
    await close_soon(db, closing.campaign_id)


ACTS: Mapping[str, Act] = {
    PAY_AGAIN: Act(say("Ask again for a payment to a holder that had failed"), PAYOUT, _approved),
}


async def on_outcome(db: WriteSession, outcome: Outcome) -> None:
    """What became of a transfer or a payout."""
    campaign = await held_campaign(db, outcome.subject)
    closing = await db.get_one(Closing, outcome.subject, with_for_update=True, populate_existing=True)
    match outcome:
        case TransferSucceeded() if closing.transferred_at is None:
            await _transferred(db, closing, outcome)
            reached("transfer.booked")
        case PayoutPaid():
            closing.paid_out_at = closing.paid_out_at or outcome.at
        case TransferFailed() | PayoutFailed():
            await _failed(db, campaign, closing, outcome)
        case TransferReversed() | TransferReversalFailed():
            await on_reversal(db, outcome)
        case _:
            return
    await close_soon(db, outcome.subject)


async def _transferred(db: WriteSession, closing: Closing, outcome: TransferSucceeded) -> None:
    closing.transferred_at = outcome.at
    await post(
        db,
        book=outcome.book,
        key=f"transferred:{outcome.operation_id}",
        kind="transferred",
        postings=accounts.transferred(outcome.subject, outcome.amount),
        at=outcome.at,
        reference=outcome.subject,
    )


async def _failed(
    db: WriteSession, campaign: Campaign, closing: Closing, outcome: TransferFailed | PayoutFailed
) -> None:
    """A person mends the reason. What a bank sent back was not paid after all, even days later."""
    closing.failure, closing.paid_out_at = outcome.code, None
    await emit(db, HolderNotPaid(campaign.id))
    if campaign.state is CampaignState.PAID_OUT:
        await lead(db, campaign, CampaignState.FUNDED, Actor.RULE)
