"""Whether it is a campaign's holder, or one of its partners, that gives or signs."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, or_, select

from okote.funding.campaigns.rules import HolderIdentifier, parse_identifier
from okote.funding.matching.models import CommitmentAmendment, SignedCommitment
from okote.funding.partners.models import Partner
from okote.funding.pledges.rules import is_own_body
from okote.identity.models import Grant, Role
from payments.sessions import ReadSession


async def gives_itself(db: ReadSession, campaign_id: UUID, holder: str, body: HolderIdentifier) -> bool:
    """`holder` is how the campaign's is registered; partners are those that promised it something."""
    theirs = select(Partner.siren).join(SignedCommitment, col(SignedCommitment.partner_id) == Partner.id)
    promised = theirs.where(SignedCommitment.campaign_id == campaign_id, col(Partner.siren).is_not(None))
    sirens = await db.exec(promised.order_by(col(Partner.id)))
    return is_own_body(body, parse_identifier(holder), {one for one in sirens.all() if one})


async def promised_by(db: ReadSession, campaign_id: UUID, partners: Collection[UUID]) -> bool:
    """Whether one of these partners promised the campaign something; of none, nothing is asked."""
    if not partners:
        return False
    signed = select(SignedCommitment.id).where(
        SignedCommitment.campaign_id == campaign_id, col(SignedCommitment.partner_id).in_(partners)
    )
    return (await db.exec(signed.limit(1))).first() is not None


async def signed_itself(db: ReadSession, amendment: CommitmentAmendment, partner_id: UUID) -> bool:
    """Whether who signed acted for the partner then; else the territory's people wrote its decision down."""
    statement = select(Grant.id).where(
        Grant.person_id == amendment.signed_by,
        Grant.role == Role.PARTNER,
        Grant.scope == partner_id,
        col(Grant.granted_at) <= amendment.signed_at,
        or_(col(Grant.revoked_at).is_(None), col(Grant.revoked_at) > amendment.signed_at),
    )
    return (await db.exec(statement.limit(1))).first() is not None
