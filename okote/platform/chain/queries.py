"""Reads of the chain."""

from sqlmodel import col, func, select

from okote.platform.chain.models import Seal
from payments.sessions import ReadSession


async def head(db: ReadSession) -> Seal | None:
    """The latest seal, which vouches for all before it."""
    return (await db.exec(select(Seal).order_by(col(Seal.number).desc()).limit(1))).first()


async def seal_of(db: ReadSession, number: int) -> Seal | None:
    """By its number."""
    return await db.get(Seal, number)


async def row_count(db: ReadSession) -> int:
    """How many versions of rows are under all seals together."""
    return (await db.exec(select(func.coalesce(func.sum(Seal.row_count), 0)))).one()
