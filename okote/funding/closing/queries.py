"""Closings for whoever keeps the accounts: what they are taken on, and what stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState
from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.vat import Share
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import UNDECIDED, PledgeStatus
from okote.territories.queries import of_territory
from payments.gateway.results import DisputeStatus
from payments.money import Money
from payments.operations.models import Dispute, FraudWarning
from payments.sessions import ReadSession

CLOSABLE = PUBLIC_STATES | {CampaignState.CANCELLED}
"""Of campaigns that are open or over."""

UNSETTLED = frozenset(
    {
        CampaignState.LIVE,
        CampaignState.CLOSING,
        CampaignState.FUNDED,
        CampaignState.REFUNDING,
        CampaignState.CANCELLED,
    }
)
HELD = frozenset({PledgeStatus.IN_FORCE, PledgeStatus.REFUNDING, PledgeStatus.CANCELLING})
"""Of pledges whose money is at Stripe."""


@dataclass(frozen=True, slots=True)
class PledgesIn:
    """How many pledges of a campaign are in a state, and what they add up to."""

    status: PledgeStatus
    count: int
    amount: Money


async def closable(db: ReadSession, territory_id: UUID) -> Sequence[tuple[Campaign, Closing | None]]:
    """The latest deadline first."""
    statement = of_territory(select(Campaign, Closing), Campaign.territory_id, territory_id)
    statement = statement.outerjoin(Closing, col(Closing.campaign_id) == Campaign.id)
    statement = statement.where(col(Campaign.state).in_(CLOSABLE))
    return (await db.exec(statement.order_by(col(Campaign.ends_at).desc(), col(Campaign.id)))).all()


async def pledges_by_state(db: ReadSession, campaign_id: UUID) -> Sequence[PledgesIn]:
    statement = (
        select(Pledge.status, func.count(), func.sum(Pledge.amount_minor))
        .where(Pledge.campaign_id == campaign_id)
        .group_by(col(Pledge.status))
        .order_by(col(Pledge.status))
    )
    return [
        PledgesIn(PledgeStatus(status), count, Money(int(minor)))
        for status, count, minor in (await db.exec(statement)).all()
    ]


async def shares(db: ReadSession, territory_id: UUID, since: datetime, before: datetime) -> Sequence[Share]:
    """What the platform keeps of campaigns decided in a period, the first decided first; less what it gave
    up in it, of those that were undone.
    """
    undone = (
        select(col(CampaignStep.campaign_id).label("campaign_id"), func.max(CampaignStep.at).label("at"))
        .where(CampaignStep.state == CampaignState.CANCELLED)
        .group_by(col(CampaignStep.campaign_id))
        .subquery()
    )
    statement: Any = of_territory(select(Closing, Campaign, undone.c.at), Closing.territory_id, territory_id)
    statement = statement.join(Campaign, col(Campaign.id) == Closing.campaign_id)
    statement = statement.outerjoin(undone, undone.c.campaign_id == Campaign.id)
    statement = statement.where(Closing.commission_minor > 0).order_by(col(Closing.campaign_id))
    kept = [
        Share(
            campaign.id,
            campaign.title,
            at,
            campaign.terms.vat_bp,
            closing.money(sign * closing.commission_minor),
            closing.money(sign * closing.vat_minor),
        )
        for closing, campaign, undone_at in (await db.exec(statement)).all()
        for sign, at in ((1, closing.decided_at), (-1, undone_at))
        if at is not None and since <= at < before
    ]
    return sorted(kept, key=lambda share: share.decided_at)


@dataclass(frozen=True, slots=True)
class Held:
    """What Stripe holds of a campaign that is not settled, `since` its first payment."""

    campaign: Campaign
    since: datetime
    amount: Money


async def held_money(db: ReadSession, territory_id: UUID) -> Sequence[Held]:
    """Held longest first: what the invariant `money-held-75-days-at-most` looks at."""
    first = func.min(Pledge.paid_at)
    statement: Any = of_territory(
        select(Campaign, first, func.sum(Pledge.amount_minor)), Campaign.territory_id, territory_id
    )
    statement = statement.join(Pledge, col(Pledge.campaign_id) == Campaign.id).where(
        col(Campaign.state).in_(UNSETTLED),
        col(Pledge.status).in_(HELD),
        col(Pledge.payment_id).is_not(None),
        col(Pledge.paid_at).is_not(None),
    )
    found = await db.exec(statement.group_by(col(Campaign.id)).order_by(first, col(Campaign.id)))
    return [Held(campaign, since, Money(int(minor))) for campaign, since, minor in found.all()]


async def failures(db: ReadSession, territory_id: UUID) -> int:
    """Transfers and payouts that failed: a person must mend the reason."""
    statement = of_territory(select(func.count()), Closing.territory_id, territory_id)
    return (await db.exec(statement.where(col(Closing.failure).is_not(None)))).one()


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute, with what it is about and what the holder owes because of it."""

    dispute: Dispute
    pledge: Pledge
    campaign: Campaign
    recovery: Recovery | None


async def disputes(
    db: ReadSession, territory_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[Disputed]:
    """The latest first."""
    statement: Any = of_territory(
        select(Dispute, Pledge, Campaign, Recovery), Pledge.territory_id, territory_id
    )
    statement = statement.join(Pledge, col(Pledge.payment_id) == Dispute.payment_id)
    statement = statement.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    statement = statement.outerjoin(Recovery, col(Recovery.dispute_id) == Dispute.id)
    if before is not None:
        statement = statement.where(col(Dispute.id) < before)
    found = await db.exec(statement.order_by(col(Dispute.id).desc()).limit(limit))
    return [Disputed(*row) for row in found.all()]


ANSWERED_BY_US = (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.WARNING_NEEDS_RESPONSE)


async def warned_of(db: ReadSession, territory_id: UUID) -> Sequence[tuple[FraudWarning, Pledge, Campaign]]:
    """Pledges in force that may still be given back before they are disputed, the oldest warning first."""
    statement: Any = of_territory(select(FraudWarning, Pledge, Campaign), Pledge.territory_id, territory_id)
    statement = statement.join(Pledge, col(Pledge.payment_id) == FraudWarning.payment_id)
    statement = statement.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    statement = statement.where(Pledge.status == PledgeStatus.IN_FORCE, col(Campaign.state).in_(UNDECIDED))
    found = await db.exec(statement.order_by(col(FraudWarning.id)))
    return [(warning, pledge, campaign) for warning, pledge, campaign in found.all()]


async def disputes_to_see_to(db: ReadSession, territory_id: UUID) -> int:
    """Those that wait for an answer, warnings, and what a holder owes that could not be taken back."""
    waiting = of_territory(select(func.count()), Pledge.territory_id, territory_id)
    waiting = waiting.select_from(Dispute).join(Pledge, col(Pledge.payment_id) == Dispute.payment_id)
    answer = (await db.exec(waiting.where(col(Dispute.status).in_(ANSWERED_BY_US)))).one()
    failed = await not_taken_back(db, territory_id, disputed=True)
    return answer + failed + len(await warned_of(db, territory_id))


async def not_taken_back(db: ReadSession, territory_id: UUID, *, disputed: bool) -> int:
    """What holders owe and could not be taken back: because a bank took it, or because the office gave it."""
    owed = of_territory(select(func.count()), Recovery.territory_id, territory_id)
    by_bank = col(Recovery.dispute_id).is_not(None)
    owed = owed.where(col(Recovery.failure).is_not(None), by_bank if disputed else ~by_bank)
    return (await db.exec(owed)).one()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What two people gave back of a campaign that had succeeded, or somebody in Stripe's own pages."""

    recovery: Recovery
    pledge: Pledge
    campaign: Campaign

    @property
    def is_let_off(self) -> bool:
        """Whether the holder owes none of it, since all was given back before it had anything."""
        return self.campaign.state is CampaignState.CANCELLED

    @property
    def waits_for_its_holder(self) -> bool:
        """Whether its refund was not asked for yet."""
        return self.recovery.refund_asked_at is None and self.pledge.status is PledgeStatus.CANCELLING


async def given_back_after_success(
    db: ReadSession, territory_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[GivenBack]:
    """The latest contribution first."""
    statement = of_territory(select(Recovery, Pledge, Campaign), Recovery.territory_id, territory_id)
    statement = statement.join(Pledge, col(Pledge.id) == Recovery.pledge_id)
    statement = statement.join(Campaign, col(Campaign.id) == Recovery.campaign_id)
    statement = statement.where(col(Recovery.dispute_id).is_(None))
    if before is not None:
        statement = statement.where(Recovery.pledge_id < before)
    found = await db.exec(statement.order_by(col(Recovery.pledge_id).desc()).limit(limit))
    return [GivenBack(*row) for row in found.all()]
