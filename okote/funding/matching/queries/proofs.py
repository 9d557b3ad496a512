"""Papers that show that partners have paid."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.matching.models import FundsProof
from payments.sessions import ReadSession


async def proofs_of(db: ReadSession, commitment_id: UUID) -> Sequence[FundsProof]:
    """In the order in which they came."""
    statement = select(FundsProof).where(FundsProof.commitment_id == commitment_id)
    return (await db.exec(statement.order_by(col(FundsProof.id)))).all()


async def proven(db: ReadSession, commitment_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of which the partner has sent a proof."""
    statement = select(FundsProof.commitment_id).where(col(FundsProof.commitment_id).in_(commitment_ids))
    return set((await db.exec(statement.distinct().order_by(col(FundsProof.commitment_id)))).all())
