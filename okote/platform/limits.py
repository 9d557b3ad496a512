"""How often something may be done, counted in PostgreSQL so that it is exact across processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, func
from sqlmodel import Field, SQLModel, col, delete, select

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)
from okote.platform.errors import TooManyRequestsError
from payments.sessions import WriteSession

MINUTE = timedelta(minutes=1)


class LimitHit(SQLModel, table=True):
    """One attempt; rows older than their window are swept."""

    __tablename__ = "limit_hit"
    __table_args__ = (Index("ix_limit_hit_bucket_at", "bucket", "at"),)

    id: int | None = Field(default=None, sa_type=BigInteger, primary_key=True)
    bucket: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `window`, for each subject (an address, a person)."""

    name: str
    most: int
    window: timedelta


async def hit(db: WriteSession, limit: Limit, subject: str) -> None:
    """Count one attempt, or raise TooManyRequestsError with the minutes to wait.

    An advisory lock per bucket makes the count exact: two requests at once can't both be the last.
    The count stays only if the transaction commits, so what is refused for another reason is undone.
    """
    bucket = f"{limit.name}:{subject}"
    await db.lock(bucket)
    at = await db.now()
    since = at - limit.window
    count, oldest = (
        await db.exec(
            select(func.count(), func.min(LimitHit.at)).where(LimitHit.bucket == bucket, LimitHit.at > since)
        )
    ).one()
    if count >= limit.most:
        raise TooManyRequestsError(minutes=max(1, -((at - oldest - limit.window) // MINUTE)))
    db.add(LimitHit(bucket=bucket, at=at))
    await db.flush()


async def forget(db: WriteSession, word: str) -> None:
    """Forget every attempt about that subject, such as an address."""
    await db.exec(delete(LimitHit).where(col(LimitHit.bucket).contains(word, autoescape=True)))
