"""Papers that show that partners have paid."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.matching.models import FundsProof
from payments.sessions import ReadSession


async def proofs_of(db: ReadSession, commitment_id: UUID) -> Sequence[FundsProof]:
    """In the order in which they came."""
    statement = select(FundsProof).where(FundsProof.commitment_id == commitment_id)
    return (await db.exec(statement.order_by(col(FundsProof.id)))).all()
