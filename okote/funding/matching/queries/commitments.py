"""What partners promised, what envelopes still hold, what was called and what came."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.queries import STAGES, Stage
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.models import FundsCall, FundsProof, SignedCommitment
from okote.funding.matching.queries.ceilings import ceiling_in_force
from okote.funding.matching.rules import Commitment
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import Reservation, available
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.money import Money, total
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class NamedCommitment:
    """A signed commitment with all that it names; it has a `funds_call` once the campaign succeeded."""

    signed: SignedCommitment
    partner: Partner
    envelope: Envelope
    campaign: Campaign
    holder: Holder
    funds_call: FundsCall | None
    ceiling: Money
    """In force now."""

    @property
    def is_called_off(self) -> bool:
        """Whether the call went with its campaign: nothing is due, and what was paid the holder owes it."""
        return self.funds_call is not None and self.campaign.state is CampaignState.CANCELLED

    @property
    def unpaid_call(self) -> FundsCall | None:
        """What the partner has still to pay."""
        asked = self.funds_call
        return asked if asked and asked.received_on is None and not self.is_called_off else None

    @property
    def held(self) -> Money:
        """Of its envelope: the ceiling until the campaign is over, then what was called and not called off,
        or paid.
        """
        asked = self.funds_call
        stands = asked is not None and (asked.received_on is not None or not self.is_called_off)
        called = asked.amount if asked is not None and stands else Money.zero(self.signed.currency)
        over = self.campaign.state in STAGES[Stage.OVER]
        return Reservation(self.ceiling, called if over else None).held

    @property
    def promised(self) -> Commitment:
        """As the rules know it."""
        return self.signed.of_kind(self.partner.kind, self.ceiling.minor)


@dataclass(frozen=True, slots=True)
class Filled:
    """An envelope, what commitments hold of it, and what may still be promised."""

    envelope: Envelope
    held: Money
    available: Money


async def filled(db: ReadSession, envelopes: Collection[Envelope]) -> list[Filled]:
    """How full each is, in the order given."""
    held = await reservations(db, [envelope.id for envelope in envelopes])
    return [
        Filled(
            envelope,
            total([one.held for one in held[envelope.id]], envelope.currency),
            available(envelope.amount, held[envelope.id]),
        )
        for envelope in envelopes
    ]


async def reservations(db: ReadSession, envelope_ids: Collection[UUID]) -> dict[UUID, list[Reservation]]:
    """What each commitment holds of each envelope: its ceiling until its campaign is over, then its call."""
    statement = (
        select(SignedCommitment, Campaign.state, FundsCall.amount_minor, ceiling_in_force())
        .join(Campaign, col(Campaign.id) == SignedCommitment.campaign_id)
        .outerjoin(
            FundsCall,
            (col(FundsCall.commitment_id) == SignedCommitment.id)
            & ((col(Campaign.state) != CampaignState.CANCELLED) | col(FundsCall.received_on).is_not(None)),
        )
        .where(col(SignedCommitment.envelope_id).in_(envelope_ids))
        .order_by(col(SignedCommitment.id))
    )
    found = defaultdict[UUID, list[Reservation]](list)
    for signed, state, called, ceiling in await db.exec(statement):
        used = Money(called or 0, signed.currency) if state in STAGES[Stage.OVER] else None
        found[signed.envelope_id].append(Reservation(Money(ceiling, signed.currency), used))
    return found


async def commitments(
    db: ReadSession,
    territory_id: UUID,
    *,
    commitment_id: UUID | None = None,
    campaign_id: UUID | None = None,
    holder_id: UUID | None = None,
    partner_ids: Collection[UUID] | None = None,
    called: bool = False,
) -> list[NamedCommitment]:
    """Commitments in the order in which they were signed; where `called`, those with a call, by its day."""
    statement: Any = (  # SQLModel has types for four columns
        select(SignedCommitment, Partner, Envelope, FundsCall)
        .add_columns(ceiling_in_force())
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .join(Envelope, col(Envelope.id) == SignedCommitment.envelope_id)
        .outerjoin(FundsCall, col(FundsCall.commitment_id) == SignedCommitment.id)
    )
    statement = of_territory(statement, SignedCommitment.territory_id, territory_id)
    if commitment_id is not None:
        statement = statement.where(SignedCommitment.id == commitment_id)
    if campaign_id is not None:
        statement = statement.where(SignedCommitment.campaign_id == campaign_id)
    if holder_id is not None:
        theirs = select(Campaign.id).where(Campaign.holder_id == holder_id)
        statement = statement.where(col(SignedCommitment.campaign_id).in_(theirs))
    if partner_ids is not None:
        statement = statement.where(col(SignedCommitment.partner_id).in_(partner_ids))
    if called:
        statement = statement.where(col(FundsCall.commitment_id).is_not(None)).order_by(col(FundsCall.due_on))
    statement = statement.order_by(col(SignedCommitment.signed_at), col(SignedCommitment.id))
    found = (await db.exec(statement)).all()
    known = await _campaigns(db, {signed.campaign_id for signed, *_ in found})
    return [
        NamedCommitment(
            signed,
            partner,
            envelope,
            *known[signed.campaign_id],
            funds_call,
            Money(ceiling, signed.currency),
        )
        for signed, partner, envelope, funds_call, ceiling in found
    ]


async def commitment_in(db: ReadSession, territory_id: UUID, commitment_id: UUID) -> NamedCommitment:
    """A commitment of this territory; NotFoundError for any other."""
    found = await commitments(db, territory_id, commitment_id=commitment_id)
    if not found:
        raise NotFoundError
    return found[0]


async def unpaid_calls(
    db: ReadSession, territory_id: UUID, today: date, *, partner_ids: Collection[UUID] | None = None
) -> int:
    """How many calls some partners have still to pay; of all partners, how many they pay late, or say that
    they have paid.
    """
    statement = (
        select(func.count())
        .select_from(FundsCall)
        .join(SignedCommitment, col(SignedCommitment.id) == FundsCall.commitment_id)
        .join(Campaign, col(Campaign.id) == SignedCommitment.campaign_id)
    )
    statement = of_territory(statement, FundsCall.territory_id, territory_id).where(
        col(FundsCall.received_on).is_(None), Campaign.state != CampaignState.CANCELLED
    )
    if partner_ids is None:
        proven = select(FundsProof.id).where(FundsProof.commitment_id == FundsCall.commitment_id).exists()
        statement = statement.where(or_(col(FundsCall.due_on) < today, proven))
    else:
        statement = statement.where(col(SignedCommitment.partner_id).in_(partner_ids))
    return (await db.exec(statement)).one()


async def without_commitment(
    db: ReadSession, territory_id: UUID, partner_id: UUID
) -> Sequence[tuple[Campaign, Holder]]:
    """Campaigns to which the partner may still promise something, the latest first.

    Drafts that nobody has sent in yet are left out: they may never be.
    """
    statement = select(Campaign, Holder).join(Holder, col(Holder.id) == Campaign.holder_id)
    signed = select(SignedCommitment.id).where(
        SignedCommitment.campaign_id == Campaign.id, SignedCommitment.partner_id == partner_id
    )
    statement = of_territory(statement, Campaign.territory_id, territory_id).where(
        col(Campaign.state).in_([CampaignState.IN_REVIEW, CampaignState.SCHEDULED]), ~signed.exists()
    )
    return (await db.exec(statement.order_by(col(Campaign.id).desc()))).all()


async def _campaigns(db: ReadSession, campaign_ids: Collection[UUID]) -> dict[UUID, tuple[Campaign, Holder]]:
    statement = select(Campaign, Holder).join(Holder, col(Holder.id) == Campaign.holder_id)
    statement = statement.where(col(Campaign.id).in_(campaign_ids)).order_by(col(Campaign.id))
    return {campaign.id: (campaign, holder) for campaign, holder in await db.exec(statement)}
