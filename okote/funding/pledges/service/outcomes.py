"""Learn from Stripe what became of a pledge."""

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.pledges import rules
from okote.funding.pledges.events import (
    PledgeInForce,
    PledgeRefunded,
    PledgeRefundedAtStripe,
    RefundedAgain,
    RefundRefused,
)
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service.disputes import (
    give_back_what_is_left,
    on_dispute,
    rest_given_back,
)
from okote.funding.pledges.service.rows import held_pledge
from okote.platform.events import emit
from okote.territories.queries import held
from payments.failpoints import reached
from payments.ledger.queries import entries, entry_of
from payments.ledger.service import post, reverse
from payments.operations import service as payments
from payments.operations.outcomes import (
    DisputeOutcome,
    Outcome,
    PaymentExpired,
    PaymentFailed,
    PaymentOutcome,
    PaymentPaid,
    PaymentProcessing,
    PaymentQuarantined,
    RefundFailed,
    RefundSucceeded,
)
from payments.operations.queries import taken_by_banks
from payments.sessions import WriteSession


async def on_outcome(db: WriteSession, outcome: Outcome) -> None:
    """What Stripe said, whichever way we learnt it: told once by `payments.operations`."""
    match outcome:
        case PaymentPaid():
            await _paid(db, outcome)
        case PaymentProcessing():
            await _advance(db, outcome, PledgeStatus.PROCESSING)
        case PaymentFailed():
            await _advance(db, outcome, PledgeStatus.FAILED)
        case PaymentExpired():
            await _advance(db, outcome, PledgeStatus.EXPIRED)
        case PaymentQuarantined():
            await _advance(db, outcome, PledgeStatus.QUARANTINED)
        case RefundSucceeded():
            await _refunded(db, outcome)
        case DisputeOutcome():
            await on_dispute(db, outcome)
        case RefundFailed(revoked=True):
            await _sent_back(db, outcome)
        case RefundFailed():
            await _not_refunded(db, outcome)


async def _advance(db: WriteSession, outcome: PaymentOutcome, reported: PledgeStatus) -> None:
    pledge = await held_pledge(db, outcome.subject)
    pledge.status = rules.advanced(pledge.status, reported)
    if pledge.status in {PledgeStatus.FAILED, PledgeStatus.EXPIRED}:
        pledge.ended_at = outcome.at
    await units.follow(db, pledge)


async def _paid(db: WriteSession, outcome: PaymentPaid) -> None:
    """Count it, if nothing is decided yet; else send it back. Either way Stripe holds the money."""
    pledge = await held_pledge(db, outcome.subject)
    campaign = await held(db, Campaign, pledge.territory_id, pledge.campaign_id, shared=True)
    reported = rules.when_paid(pledge.status, campaign.state, campaign.period, outcome.charged_at)
    if reported is pledge.status:
        return
    postings = accounts.pledge_paid(campaign.id, pledge.amount) + accounts.fee_taken(campaign.id, outcome.fee)
    await post(
        db,
        book=outcome.book,
        key=f"pledge-paid:{pledge.id}",
        kind="pledge-paid",
        postings=postings,
        at=outcome.at,
        reference=pledge.id,
    )
    reached("pledge.booked")
    pledge.status, pledge.fee_minor, pledge.paid_at = reported, outcome.fee.minor, outcome.charged_at
    await units.follow(db, pledge)
    if reported is PledgeStatus.IN_FORCE:
        await emit(db, PledgeInForce(pledge.id, campaign.id))
    else:
        await payments.refund(db, outcome.payment_id, reason="late")


async def _refunded(db: WriteSession, outcome: RefundSucceeded) -> None:
    """Back with its donor. What was quarantined was never credited, so it is not debited either."""
    pledge = await held_pledge(db, outcome.subject)
    if pledge.status is PledgeStatus.REFUNDED:
        return
    if pledge.status is PledgeStatus.CHARGED_BACK:
        await rest_given_back(db, pledge, outcome)
        return
    if pledge.status is PledgeStatus.IN_FORCE:  # nobody here asked for it
        campaign = await held(db, Campaign, pledge.territory_id, pledge.campaign_id, shared=True)
        if campaign.state in rules.PASSED_ON:
            await emit(db, PledgeRefundedAtStripe(pledge.id, campaign.id))
    pledge.status, pledge.ended_at, pledge.refund_failure = PledgeStatus.REFUNDED, outcome.at, None
    await units.follow(db, pledge)
    reached("pledge.refunded")
    if pledge.paid_at is not None:
        booked = await entries(db, outcome.book, reference=pledge.id)
        if any(entry.kind == "pledge-refunded" for entry in booked):
            await emit(db, RefundedAgain(pledge.id, pledge.campaign_id))
        await post(
            db,
            book=outcome.book,
            key=_key(outcome),
            kind="pledge-refunded",
            postings=accounts.pledge_refunded(pledge.campaign_id, pledge.amount, pledge.fee),
            at=outcome.at,
            reference=pledge.id,
        )
    await emit(db, PledgeRefunded(pledge.id, pledge.campaign_id))


async def _not_refunded(db: WriteSession, outcome: RefundFailed) -> None:
    """Still owed to its donor, unless it came back in another way: a person sees it, and asks again.

    A bank that took a part meanwhile left less than was asked for: the rest is asked for at once.
    """
    pledge = await held_pledge(db, outcome.subject)
    owed = pledge.status in rules.OWED
    if pledge.status is PledgeStatus.CHARGED_BACK:
        taken = await taken_by_banks(db, outcome.payment_id)
        if taken is not None and pledge.amount - taken < outcome.amount:
            await give_back_what_is_left(db, outcome.payment_id)
        else:
            owed = True
    if owed:
        pledge.refund_failure = outcome.code
        await emit(db, RefundRefused(pledge.id, pledge.campaign_id))


async def _sent_back(db: WriteSession, outcome: RefundFailed) -> None:
    """What had been given back is owed again, by its campaign too if that was over; and what was given back
    of a pledge that a bank had taken a part of.
    """
    pledge = await db.get_one(Pledge, outcome.subject)
    campaign = await held(db, Campaign, pledge.territory_id, pledge.campaign_id)
    pledge = await held_pledge(db, outcome.subject)
    if pledge.status not in {PledgeStatus.REFUNDED, PledgeStatus.CHARGED_BACK}:
        return
    for key in (_key(outcome), f"rest-refunded:{outcome.operation_id}"):
        entry = await entry_of(db, outcome.book, key)
        if entry is not None:
            await reverse(db, entry, key=f"refund-sent-back:{outcome.operation_id}", at=outcome.at)
    await owed_again(db, pledge, campaign, outcome.code)


async def owed_again(db: WriteSession, pledge: Pledge, campaign: Campaign, code: str) -> None:
    """What a bank sent back after it had been given back; both are held."""
    pledge.status = rules.when_sent_back(pledge.status, counted=pledge.paid_at is not None)
    pledge.refund_failure = code
    if pledge.status is not PledgeStatus.CHARGED_BACK:
        pledge.ended_at = None
    await emit(db, RefundRefused(pledge.id, campaign.id))
    if campaign.state is CampaignState.REFUNDED and pledge.status in rules.OWED:
        await lead(db, campaign, CampaignState.REFUNDING, Actor.RULE)


def _key(outcome: RefundSucceeded | RefundFailed) -> str:
    """Each refund that was asked for is an entry of its own."""
    return f"pledge-refunded:{outcome.operation_id}"
