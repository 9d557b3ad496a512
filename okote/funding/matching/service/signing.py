"""Commit from an envelope, once, before anyone gives."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import STAGES, Stage
from okote.funding.deeds import FundingDeed
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.queries import reservations
from okote.funding.matching.rules import CeilingNotPositiveError, Commitment, PerEuro, Promise
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import check_reservable
from okote.funding.permissions import may_sign_commitment
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.errors import DomainError
from payments.money import Money
from payments.sessions import WriteSession
from payments.tables import uuid7


class CommitmentTooLateError(DomainError):
    """What partners promise is said before anyone gives."""

    code = "commitment_too_late"


class CommitmentExistsError(DomainError):
    """A partner promises a campaign once."""

    code = "commitment_exists"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDetails:
    """What is promised, up to what, from which envelope; the ceiling of a lump is its sum."""

    envelope_id: UUID
    promise: Promise
    ceiling: Money


async def sign_commitment(
    db: WriteSession, campaign_id: UUID, details: CommitmentDetails, *, by: Visitor
) -> SignedCommitment:
    """Reserve the whole ceiling from the envelope, whose row is held so that it can't be promised twice.

    Possible until the campaign opens; raises EnvelopeExceededError, CommitmentExistsError.
    """
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    envelope = await held(db, Envelope, by.territory.id, details.envelope_id)
    require(may_sign_commitment(by, envelope.partner_id))
    if campaign.state not in STAGES[Stage.PREPARING]:
        raise CommitmentTooLateError
    partner = await one_of(db, Partner, by.territory.id, envelope.partner_id)
    commitment = Commitment(
        id=uuid7(),
        partner=partner.id,
        kind=partner.kind,
        promise=details.promise,
        ceiling=details.ceiling,
    )
    if not commitment.ceiling:
        raise CeilingNotPositiveError(field="ceiling")
    await _check_first(db, campaign_id, partner.id)
    reserved = await reservations(db, [envelope.id])
    check_reservable(envelope.amount, reserved[envelope.id], commitment.ceiling)
    return await _write(db, by, campaign_id, envelope, commitment)


async def _check_first(db: WriteSession, campaign_id: UUID, partner_id: UUID) -> None:
    """The campaign is held, so nobody signs between this question and the answer."""
    signed = select(SignedCommitment.id).where(
        SignedCommitment.campaign_id == campaign_id, SignedCommitment.partner_id == partner_id
    )
    if (await db.exec(signed)).first() is not None:
        raise CommitmentExistsError


async def _write(
    db: WriteSession, by: Visitor, campaign_id: UUID, envelope: Envelope, commitment: Commitment
) -> SignedCommitment:
    signed = SignedCommitment(
        id=commitment.id,
        territory_id=by.territory.id,
        campaign_id=campaign_id,
        partner_id=commitment.partner,
        envelope_id=envelope.id,
        rule=commitment.promise.rule,
        **_columns(commitment.promise),
        ceiling_minor=commitment.ceiling.minor,
        currency=commitment.ceiling.currency,
        signed_at=await db.now(),
        signed_by=person_of(by).id,
    )
    db.add(signed)
    await db.flush()
    await note(db, by.doer, FundingDeed.COMMITMENT_SIGNED, signed)
    return signed


def _columns(promise: Promise) -> dict[str, Any]:
    """What a promise of its rule says, and no other."""
    if isinstance(promise, PerEuro):
        per_donor = promise.ceiling_per_donor
        return {
            "rate_bp": promise.rate_bp,
            "ceiling_per_donor_minor": per_donor.minor if per_donor else None,
        }
    return {"condition_on": promise.condition.measure, "condition_least": promise.condition.least}
