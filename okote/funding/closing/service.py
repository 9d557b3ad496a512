"""At the deadline: end what is open, wait for what is paid, let the rule decide, carry it out.

Each function is one step in one transaction and finds out by itself whether there is anything to do, so
whichever process comes first does it, and what crashed is taken up again. A step that locks payments
only shares the campaign's row, and one that holds the campaign locks no payment: Stripe's news lock the
payment first and then share the campaign.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import PARIS, Actor, CampaignState, check_transition
from okote.funding.closing import rules
from okote.funding.closing.events import CampaignFunded, CampaignPaidOut, CampaignRefunded, CampaignUnfunded
from okote.funding.closing.models import Closing
from okote.funding.matching.models import FundsCall
from okote.funding.pledges import service as pledges
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PENDING, PledgeStatus
from okote.funding.progress.queries import given_to
from okote.platform.events import emit
from okote.platform.live import announce
from okote.territories.models import Territory
from payments.ledger.queries import balance
from payments.ledger.service import post
from payments.money import Money
from payments.operations import service as payments
from payments.operations.outcomes import Outcome, PayoutFailed, PayoutPaid, TransferFailed, TransferSucceeded
from payments.sessions import ReadSession, WriteSession

PURPOSE = "payout"
"""Under which payments tell us what became of a transfer or a payout to a holder."""

CLOSE = "funding.close"
BATCH = 50
"""Refunds asked for in one transaction."""

GIVING_BACK = (PledgeStatus.IN_FORCE, PledgeStatus.REFUNDING, PledgeStatus.CANCELLING)
"""Pledges whose money is not back yet."""


async def due(db: ReadSession) -> Sequence[UUID]:
    """Campaigns for which something is to be done now, the longest waiting first."""
    ended = (col(Campaign.state) == CampaignState.LIVE) & (col(Campaign.ends_at) <= await db.now())
    under_way = col(Campaign.state).in_(
        [CampaignState.CLOSING, CampaignState.REFUNDING, CampaignState.FUNDED]
    )
    open_or_owed = select(Pledge.id).where(
        Pledge.campaign_id == Campaign.id, col(Pledge.status).in_([PledgeStatus.IN_FORCE, *PENDING])
    )
    cancelled = (col(Campaign.state) == CampaignState.CANCELLED) & open_or_owed.exists()
    found = select(Campaign.id).where(ended | under_way | cancelled)
    return (await db.exec(found.order_by(col(Campaign.ends_at), col(Campaign.id)))).all()


async def end(db: WriteSession, campaign_id: UUID) -> None:
    """No more pledges from the deadline on."""
    campaign = await _held(db, campaign_id)
    at = await db.now()
    if campaign.state is CampaignState.LIVE and at >= campaign.period.ends_at:
        await _lead(db, campaign, CampaignState.CLOSING, at)


async def expire_open(db: WriteSession, campaign_id: UUID) -> None:
    """What still waits for its donor at Checkout is expired through Stripe, which knows who was faster."""
    campaign = await _shared(db, campaign_id)
    if campaign.state not in {CampaignState.CLOSING, CampaignState.REFUNDING, CampaignState.CANCELLED}:
        return
    statement = select(Pledge.payment_id).where(
        Pledge.campaign_id == campaign_id, col(Pledge.status).in_(pledges.UNPAID)
    )
    for payment_id in (await db.exec(statement.order_by(col(Pledge.payment_id)))).all():
        await payments.expire_checkout(db, cast("UUID", payment_id))


async def decide(db: WriteSession, campaign_id: UUID) -> None:
    """The rule, once: the row of the closing has the campaign as its key."""
    campaign = await _held(db, campaign_id)
    if campaign.state is not CampaignState.CLOSING:
        return
    waiting = select(func.count()).where(Pledge.campaign_id == campaign.id, col(Pledge.status).in_(PENDING))
    at = await db.now()
    if not rules.may_decide(campaign.period, pending=(await db.exec(waiting)).one(), at=at):
        return
    verdict = await verdict_on(db, campaign)
    closing = _recorded(campaign, verdict, at)
    db.add(closing)
    await _lead(db, campaign, verdict.outcome.state, at)
    if verdict.settlement:
        await _settle(db, campaign, verdict, closing)
        await emit(db, CampaignFunded(campaign.id))
    else:
        await emit(db, CampaignUnfunded(campaign.id))


async def verdict_on(db: ReadSession, campaign: Campaign) -> rules.Verdict:
    """What the rule says of the pledges in force now: the preview, and the decision."""
    given = (await given_to(db, [campaign.id]))[campaign.id]
    return rules.verdict(campaign.terms, given.pledged, given.matches)


def _recorded(campaign: Campaign, verdict: rules.Verdict, at: datetime) -> Closing:
    settled = verdict.settlement
    zero = Money.zero(campaign.currency)
    return Closing(
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        decided_at=at,
        outcome=verdict.outcome,
        currency=campaign.currency,
        pledged_minor=verdict.pledged.minor,
        public_minor=verdict.public_match.minor,
        private_minor=verdict.private_match.minor,
        threshold_minor=campaign.terms.threshold.minor,
        commission_minor=(settled.commission if settled else zero).minor,
        vat_minor=(settled.vat if settled else zero).minor,
        transfer_minor=(settled.transferred if settled else zero).minor,
        owed_minor=(settled.owed if settled else zero).minor,
    )


async def _settle(db: WriteSession, campaign: Campaign, verdict: rules.Verdict, closing: Closing) -> None:
    """Write what is whose, and call the partners."""
    book = await _book(db, campaign.territory_id)
    postings = accounts.campaign_funded(
        campaign.id,
        pledged=verdict.pledged,
        commission=closing.money(closing.commission_minor),
        vat=closing.money(closing.vat_minor),
        fees=await balance(db, book, accounts.fees_of(campaign.id)),
    )
    if postings:
        await post(
            db,
            book=book,
            key=f"campaign-funded:{campaign.id}",
            kind="campaign-funded",
            postings=postings,
            at=closing.decided_at,
            reference=campaign.id,
        )
    for call in verdict.calls:
        db.add(
            FundsCall(
                commitment_id=call.commitment,
                territory_id=campaign.territory_id,
                amount_minor=call.amount.minor,
                currency=campaign.currency,
                called_at=closing.decided_at,
                due_on=rules.due_on(closing.decided_at.astimezone(PARIS).date()),
            )
        )
        await post(
            db,
            book=book,
            key=f"match-called:{call.commitment}",
            kind="match-called",
            postings=accounts.match_called(call.partner, campaign.id, call.amount),
            at=closing.decided_at,
            reference=campaign.id,
        )


async def give_back(db: WriteSession, campaign_id: UUID) -> bool:
    """Ask for the next batch of refunds; whether there was one."""
    campaign = await _shared(db, campaign_id)
    if campaign.state not in {CampaignState.REFUNDING, CampaignState.CANCELLED}:
        return False
    in_force = select(Pledge.id).where(
        Pledge.campaign_id == campaign.id, Pledge.status == PledgeStatus.IN_FORCE
    )
    batch = (await db.exec(in_force.order_by(col(Pledge.payment_id)).limit(BATCH))).all()
    for pledge_id in batch:
        await pledges.give_back(db, pledge_id)
    return bool(batch)


async def finish_refunding(db: WriteSession, campaign_id: UUID) -> None:
    """The campaign is refunded once everyone has their money back."""
    campaign = await _held(db, campaign_id)
    if campaign.state is not CampaignState.REFUNDING:
        return
    owed = select(Pledge.id).where(Pledge.campaign_id == campaign.id, col(Pledge.status).in_(GIVING_BACK))
    if (await db.exec(owed.limit(1))).first() is None:
        await _lead(db, campaign, CampaignState.REFUNDED, await db.now())
        await emit(db, CampaignRefunded(campaign.id))


async def pay(db: WriteSession, campaign_id: UUID) -> None:
    """Transfer to the holder's account at Stripe, then from there to its bank; each is asked once."""
    campaign = await _held(db, campaign_id)
    if campaign.state is not CampaignState.FUNDED:
        return
    closing = await db.get_one(Closing, campaign_id, populate_existing=True)
    amount = closing.money(closing.transfer_minor)
    if not amount or closing.paid_out_at:
        await _lead(db, campaign, CampaignState.PAID_OUT, await db.now())
        await emit(db, CampaignPaidOut(campaign.id))
    elif closing.failure is None:
        await _ask(db, campaign, closing, amount)


async def _ask(db: WriteSession, campaign: Campaign, closing: Closing, amount: Money) -> None:
    account_id = cast("UUID", (await db.get_one(Holder, campaign.holder_id)).account_id)
    if closing.transfer_operation is None:
        operation = await payments.transfer(
            db,
            purpose=PURPOSE,
            subject=campaign.id,
            account_id=account_id,
            amount=amount,
            transfer_group=pledges.transfer_group(campaign.id),
        )
        closing.transfer_operation = operation.id
    elif closing.transferred_at and closing.payout_operation is None:
        operation = await payments.pay_out(
            db, purpose=PURPOSE, subject=campaign.id, account_id=account_id, amount=amount
        )
        closing.payout_operation = operation.id


async def retry(db: WriteSession, campaign_id: UUID) -> None:
    """Ask again for a transfer or a payout that failed, once a person has mended the reason."""
    closing = await db.get_one(Closing, campaign_id, with_for_update=True, populate_existing=True)
    if closing.failure is None:
        return
    closing.failure = None
    if closing.transferred_at is None:
        closing.transfer_operation = None
    else:
        closing.payout_operation = None
    await db.defer(CLOSE, campaign_id=str(campaign_id))


async def on_outcome(db: WriteSession, outcome: Outcome) -> None:
    """What became of a transfer or a payout."""
    closing = await db.get_one(Closing, outcome.subject, with_for_update=True, populate_existing=True)
    match outcome:
        case TransferSucceeded() if closing.transferred_at is None:
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
        case PayoutPaid():
            closing.paid_out_at = closing.paid_out_at or outcome.at
        case TransferFailed() | PayoutFailed():
            closing.failure = outcome.code
        case _:
            return
    await db.defer(CLOSE, campaign_id=str(outcome.subject))


async def _lead(db: WriteSession, campaign: Campaign, to: CampaignState, at: datetime) -> None:
    check_transition(campaign.state, to, Actor.RULE)
    campaign.state = to
    db.add(CampaignStep(campaign_id=campaign.id, at=at, state=to))
    await announce(db, f"campaign:{campaign.id}")


async def _held(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against every pledge."""
    return await db.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)


async def _shared(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against its next state only."""
    return await db.get_one(Campaign, campaign_id, with_for_update={"read": True}, populate_existing=True)


async def _book(db: ReadSession, territory_id: UUID) -> UUID:
    return (await db.get_one(Territory, territory_id)).book
