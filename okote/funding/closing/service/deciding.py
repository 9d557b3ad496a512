"""The rule decides, once, on what is in force; and writes what is whose."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped
from sqlmodel import col, func, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.closing import rules
from okote.funding.closing.events import CampaignFunded, CampaignUnfunded
from okote.funding.closing.models import Closing
from okote.funding.closing.service.steps import held_campaign
from okote.funding.matching.events import FundsCalled
from okote.funding.matching.models import FundsCall
from okote.funding.matching.rules import funds_due_on
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PENDING, PledgeStatus
from okote.funding.progress.queries import given_to
from okote.platform.events import emit
from okote.territories.models import Territory
from payments.failpoints import reached
from payments.ledger.service import post
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


async def awaited(db: ReadSession, campaign_id: UUID) -> Sequence[UUID]:
    """Payments to ask Stripe about before the rule decides without them: pending past the grace."""
    campaign = await db.get_one(Campaign, campaign_id)
    if campaign.state is not CampaignState.CLOSING or await db.now() < campaign.period.waits_until:
        return []
    return await _pending(db, campaign_id)


async def _pending(db: ReadSession, campaign_id: UUID) -> Sequence[UUID]:
    statement = select(Pledge.payment_id).where(
        Pledge.campaign_id == campaign_id, col(Pledge.status).in_(PENDING)
    )
    found = (await db.exec(statement.order_by(col(Pledge.payment_id)))).all()
    return [payment_id for payment_id in found if payment_id is not None]


async def decide(db: WriteSession, campaign_id: UUID, *, heard: Collection[UUID]) -> None:
    """The rule, once: the row of the closing has the campaign as its key.

    `heard` are the payments `awaited` of which Stripe has just said how they stand. Those that it could
    not be asked about delay the decision, however long: what was paid in time counts.
    """
    campaign = await held_campaign(db, campaign_id)
    if campaign.state is not CampaignState.CLOSING:
        return
    pending = await _pending(db, campaign_id)
    unheard = [payment_id for payment_id in pending if payment_id not in heard]
    at = await db.now()
    if not rules.may_decide(campaign.period, pending=len(pending), unheard=len(unheard), at=at):
        return
    verdict = await verdict_on(db, campaign)
    closing = recorded(campaign, verdict, at)
    db.add(closing)
    await lead(db, campaign, verdict.decision.state, Actor.RULE)
    reached("closing.led")
    if verdict.settlement:
        await _settle(db, campaign, verdict, closing)
        await emit(db, CampaignFunded(campaign.id))
    else:
        await emit(db, CampaignUnfunded(campaign.id))


async def verdict_on(db: ReadSession, campaign: Campaign) -> rules.Verdict:
    """What the rule says of the pledges in force now: the preview, and the decision."""
    given = (await given_to(db, [campaign.id]))[campaign.id]
    by_cheque = await _in_force(db, campaign, col(Pledge.amount_minor), by_cheque=True)
    return rules.verdict(campaign.terms, given.pledged, given.matches, by_cheque)


def recorded(campaign: Campaign, verdict: rules.Verdict, at: datetime) -> Closing:
    settled = verdict.settlement
    zero = Money.zero(campaign.currency)
    return Closing(
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        decided_at=at,
        decision=verdict.decision,
        currency=campaign.currency,
        pledged_minor=verdict.pledged.minor,
        cheques_minor=verdict.by_cheque.minor,
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
    territory = await db.get_one(Territory, campaign.territory_id)
    book, today = territory.book, territory.day(closing.decided_at)
    postings = accounts.campaign_funded(
        campaign.id,
        pledged=verdict.pledged - verdict.by_cheque,
        commission=closing.money(closing.commission_minor),
        vat=closing.money(closing.vat_minor),
        fees=await _in_force(db, campaign, col(Pledge.fee_minor), by_cheque=False),
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
                due_on=funds_due_on(today),
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
        await emit(db, FundsCalled(call.commitment))


async def _in_force(
    db: ReadSession, campaign: Campaign, minor: Mapped[int] | Mapped[int | None], *, by_cheque: bool
) -> Money:
    """A sum over pledges in force, paid at Stripe or not; fees of those being given back go with refunds."""
    outside = col(Pledge.payment_id).is_(None)
    summed = select(func.sum(minor)).where(
        Pledge.campaign_id == campaign.id,
        Pledge.status == PledgeStatus.IN_FORCE,
        outside if by_cheque else ~outside,
    )
    return Money(int((await db.exec(summed)).one() or 0), campaign.currency)
