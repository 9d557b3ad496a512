"""Up to what partners are committed now: what they signed, and every change since."""

from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.matching.models import CommitmentAmendment, SignedCommitment
from okote.funding.partners.models import Partner
from payments.sessions import ReadSession


def ceiling_in_force() -> Any:
    """In cents, of the `SignedCommitment` of the statement: the latest amendment's, or what was signed."""
    latest = (
        select(CommitmentAmendment.ceiling_minor)
        .where(CommitmentAmendment.commitment_id == SignedCommitment.id)
        .order_by(col(CommitmentAmendment.number).desc())
        .limit(1)
        .correlate(SignedCommitment)
        .scalar_subquery()
    )
    return func.coalesce(latest, SignedCommitment.ceiling_minor)


async def amendments_of(db: ReadSession, campaign_id: UUID) -> list[tuple[CommitmentAmendment, str]]:
    """What changed of the commitments to a campaign, with the partner's name, the first change first."""
    statement = (
        select(CommitmentAmendment, Partner.name)
        .join(SignedCommitment, col(SignedCommitment.id) == CommitmentAmendment.commitment_id)
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .where(CommitmentAmendment.campaign_id == campaign_id)
    )
    statement = statement.order_by(col(CommitmentAmendment.signed_at), col(CommitmentAmendment.id))
    return [(amendment, name) for amendment, name in (await db.exec(statement)).all()]
