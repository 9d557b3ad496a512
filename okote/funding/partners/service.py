"""Who matches pledges, and the sums that they decided to set aside."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from okote.funding.deeds import PARTNER, FundingDeed
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import PartnerKind, ReservationNotPositiveError
from okote.funding.permissions import may_keep_partners
from okote.funding.sirene import read_siren, read_siret
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import one_of
from payments.errors import DomainError
from payments.money import Money
from payments.sessions import WriteSession


class DecidedInFutureError(DomainError):
    """Money is set aside by a decision that was taken."""

    code = "envelope_decided_in_future"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDetails:
    """`siren` and `siret` as typed, or nothing; `email` is where calls for funds go, in `language`."""

    name: str
    siren: str | None
    email: str
    language: str
    siret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeDetails:
    """`decision` is the number of the deliberation or of the agreement."""

    name: str
    decision: str
    decided_on: date
    amount: Money


async def create_partner(
    db: WriteSession, kind: PartnerKind, details: PartnerDetails, *, by: Visitor
) -> Partner:
    """Take in a partner; whether it is public is said once, since every gauge shows it."""
    require(may_keep_partners(by))
    partner = Partner(
        territory_id=by.territory.id, kind=kind, created_at=await db.now(), **asdict(_checked(details))
    )
    db.add(partner)
    await db.flush()
    await note(db, by.doer, FundingDeed.PARTNER_ADDED, partner)
    return partner


async def change_partner(
    db: WriteSession, partner_id: UUID, details: PartnerDetails, *, by: Visitor
) -> Partner:
    """Correct what is known of a partner."""
    require(may_keep_partners(by))
    partner = await one_of(db, Partner, by.territory.id, partner_id)
    was = PARTNER.facts(partner)
    for name, value in asdict(_checked(details)).items():
        setattr(partner, name, value)
    await note(db, by.doer, FundingDeed.PARTNER_CHANGED, partner, was)
    return partner


async def open_envelope(
    db: WriteSession, partner_id: UUID, details: EnvelopeDetails, *, by: Visitor
) -> Envelope:
    """Record a sum that a partner decided; commitments then draw from it."""
    require(may_keep_partners(by))
    partner = await one_of(db, Partner, by.territory.id, partner_id)
    at = await db.now()
    if details.amount <= Money.zero(details.amount.currency):
        raise ReservationNotPositiveError
    if details.decided_on > by.territory.day(at):
        raise DecidedInFutureError
    envelope = Envelope(
        territory_id=by.territory.id,
        partner_id=partner.id,
        name=details.name,
        decision=details.decision,
        decided_on=details.decided_on,
        amount_minor=details.amount.minor,
        currency=details.amount.currency,
        created_at=at,
    )
    db.add(envelope)
    await db.flush()
    await note(db, by.doer, FundingDeed.ENVELOPE_OPENED, envelope)
    return envelope


def _checked(details: PartnerDetails) -> PartnerDetails:
    """With the SIREN as nine digits, those of the SIRET where it alone was typed."""
    siren = read_siren(details.siren)
    siret = read_siret(details.siret, siren=siren)
    return replace(details, siren=siren or (siret and siret[:9]), siret=siret)
