"""What a donor's bank does about a pledge: it counts no longer, counts again, or is gone.

Whatever moves at Stripe is posted line by line, as Stripe has it; what was put aside was never credited, and
is not debited either.
"""

from uuid import UUID

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.pledges import rules
from okote.funding.pledges.events import (
    PledgeChargedBack,
    PledgeDisputed,
    PledgeRestored,
    PledgeTakenBack,
    RefundSuperseded,
)
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service.rows import held_pledge
from okote.platform.events import emit
from okote.territories.queries import held
from payments.ledger import service as ledger
from payments.ledger.rules import Posting
from payments.money import Money
from payments.operations import service as payments
from payments.operations.outcomes import (
    DisputeLost,
    DisputeMoved,
    DisputeOutcome,
    DisputeWon,
    Outcome,
    PaymentDisputed,
    RefundSucceeded,
)
from payments.operations.queries import taken_by_banks
from payments.operations.rules import NotRefundableError
from payments.sessions import WriteSession


async def on_dispute(db: WriteSession, outcome: DisputeOutcome) -> None:
    match outcome:
        case PaymentDisputed():
            await _disputed(db, outcome)
        case DisputeMoved():
            await _moved(db, outcome)
        case DisputeWon():
            await _won(db, outcome)
        case DisputeLost():
            await _lost(db, outcome)


async def _held(db: WriteSession, outcome: DisputeOutcome) -> tuple[Pledge, Campaign]:
    """The campaign against its next state, since what follows may be one; then the pledge."""
    found = await db.get_one(Pledge, outcome.subject)
    campaign = await held(db, Campaign, found.territory_id, found.campaign_id)
    return await held_pledge(db, found.id), campaign


async def _disputed(db: WriteSession, outcome: PaymentDisputed) -> None:
    pledge, campaign = await _held(db, outcome)
    status = rules.when_disputed(pledge.status, campaign.state)
    if status is not pledge.status:
        pledge.status = status
        await emit(db, PledgeDisputed(pledge.id, campaign.id))
    if pledge.refund_failure is not None:
        await emit(db, RefundSuperseded(pledge.id, campaign.id))


async def _moved(db: WriteSession, outcome: DisputeMoved) -> None:
    pledge = await held_pledge(db, outcome.subject)
    if pledge.paid_at is not None:
        postings = accounts.dispute_moved(pledge.campaign_id, outcome.moved, outcome.fee)
        await post(db, pledge, outcome, postings, kind="dispute-moved", what=outcome.line_id)


async def _won(db: WriteSession, outcome: DisputeWon) -> None:
    """It counts again; where the rule has decided without it, it goes back, and its campaign waits for that.

    A refund that the dispute had made fail is asked for again.
    """
    pledge, campaign = await _held(db, outcome)
    status = rules.when_won(pledge.status, campaign.state)
    if status is PledgeStatus.IN_FORCE is not pledge.status:
        pledge.status = status
        await units.follow(db, pledge)
        await emit(db, PledgeRestored(pledge.id, campaign.id))
    elif status in {PledgeStatus.REFUNDING, PledgeStatus.CANCELLING}:
        if pledge.status is PledgeStatus.DISPUTED and campaign.state is CampaignState.REFUNDED:
            await lead(db, campaign, CampaignState.REFUNDING, Actor.RULE)
        pledge.status, pledge.refund_failure = status, None
        await units.follow(db, pledge)
        await give_back_what_is_left(db, outcome.payment_id)
    elif pledge.refund_failure is not None:
        pledge.refund_failure = None
        await give_back_what_is_left(db, outcome.payment_id)


async def give_back_what_is_left(db: WriteSession, payment_id: UUID) -> Money | None:
    """What neither a bank has nor a refund is on its way with; None where that is nothing."""
    try:
        return (await payments.refund(db, payment_id, reason="dispute")).amount
    except NotRefundableError:
        return None


async def _lost(db: WriteSession, outcome: DisputeLost) -> None:
    """The donor has the money: what was counted, its holder owes; what was given back, the operator bears.

    One that was counted stays in force while its holder has a part of it. A fee is lost once.
    """
    pledge, campaign = await _held(db, outcome)
    counted = pledge.status is PledgeStatus.IN_FORCE and campaign.state in rules.PASSED_ON
    given_back = pledge.status is PledgeStatus.REFUNDED
    fee = Money.zero(pledge.currency) if pledge.status is PledgeStatus.CHARGED_BACK else pledge.fee
    if not counted or await taken_by_banks(db, outcome.payment_id) == pledge.amount:
        pledge.status = rules.when_lost(pledge.status)
    if pledge.status is PledgeStatus.CHARGED_BACK:
        pledge.ended_at, pledge.refund_failure = outcome.at, None
        await units.follow(db, pledge)
    if pledge.paid_at is None:
        return
    if counted:
        await emit(
            db, PledgeTakenBack(pledge.id, campaign.id, dispute_id=outcome.dispute_id, amount=outcome.amount)
        )
    elif given_back:
        postings = accounts.dispute_borne(campaign.id, outcome.amount)
        await post(db, pledge, outcome, postings, kind="dispute-borne", what=str(outcome.dispute_id))
    else:
        postings = accounts.dispute_lost(campaign.id, outcome.amount, fee)
        await post(db, pledge, outcome, postings, kind="dispute-lost", what=str(outcome.dispute_id))
        await give_back_what_is_left(db, outcome.payment_id)
        await emit(db, PledgeChargedBack(pledge.id, campaign.id))


async def charge_back_rest(db: WriteSession, pledge: Pledge) -> None:
    """What stayed in force although a bank has a part of it counts no longer: the rest goes back."""
    if pledge.status is PledgeStatus.IN_FORCE and pledge.payment_id is not None:
        pledge.status, pledge.ended_at = PledgeStatus.CHARGED_BACK, await db.now()
        await units.follow(db, pledge)
        await give_back_what_is_left(db, pledge.payment_id)


async def rest_given_back(db: WriteSession, pledge: Pledge, outcome: RefundSucceeded) -> None:
    """What no bank had taken of a pledge that was charged back in part."""
    pledge.refund_failure = None
    postings = accounts.rest_refunded(pledge.campaign_id, outcome.amount)
    await post(db, pledge, outcome, postings, kind="rest-refunded", what=str(outcome.operation_id))


async def post(
    db: WriteSession, pledge: Pledge, outcome: Outcome, postings: list[Posting], *, kind: str, what: str
) -> None:
    """`what` is what happened, which is told once."""
    await ledger.post(
        db,
        book=outcome.book,
        key=f"{kind}:{what}",
        kind=kind,
        postings=postings,
        at=outcome.at,
        reference=pledge.id,
    )
