"""How often something may be done, counted in PostgreSQL so that it is exact across processes."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Index, func
from sqlmodel import Field, SQLModel, col, delete, select

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)
from okote.platform.errors import TooManyRequestsError
from payments.sessions import WriteSession

KEY = "limits"
"""Under which a session's `info` has the secret of the installation, in bytes."""


class LimitHit(SQLModel, table=True):
    """One attempt; rows older than their window are swept."""

    __tablename__ = "limit_hit"
    __table_args__ = (Index("ix_limit_hit_bucket_at", "bucket", "at"),)

    id: int | None = Field(default=None, sa_type=BigInteger, primary_key=True)
    bucket: str
    """The limit's name and the fingerprint of each subject, with colons between them."""
    at: datetime


class Per(StrEnum):
    """Whose attempts count together."""

    PERSON = "person"
    ADDRESS = "network address"
    """An IPv4 address, or the 64 bits that one IPv6 subscriber has."""
    VISITOR = "person, or the network address of who has not signed in"
    MAILBOX = "e-mail address"
    MAILBOX_AND_ADDRESS = "e-mail address, from one network address"
    CAMPAIGN = "campaign"
    TERRITORY = "territory"
    TOKEN = "access token"  # noqa: S105 (what is counted, and no secret)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `window`, a day at the longest: what is counted is not kept longer."""

    name: str
    most: int
    window: timedelta
    per: Per
    reason: str
    """Why so many and not more, as operators read it: in English, as all that commands say."""


async def hit(db: WriteSession, limit: Limit, *subject: str) -> None:
    """Count one attempt, or raise TooManyRequestsError with the minutes to wait.

    An advisory lock per bucket makes the count exact: two requests at once can't both be the last.
    The count stays only if the transaction commits, so what is refused for another reason is undone.
    """
    bucket = ":".join([limit.name, *(_fingerprint(db, part) for part in subject)])
    await db.lock(bucket)
    at = await db.now()
    since = at - limit.window
    count, oldest = (
        await db.exec(
            select(func.count(), func.min(LimitHit.at)).where(LimitHit.bucket == bucket, LimitHit.at > since)
        )
    ).one()
    if count >= limit.most:
        raise TooManyRequestsError(minutes=max(1, -((at - oldest - limit.window) // timedelta(minutes=1))))
    db.add(LimitHit(bucket=bucket, at=at))
    await db.flush()


async def forget(db: WriteSession, subject: str) -> None:
    """Forget every attempt about that subject, such as an address."""
    fingerprint = _fingerprint(db, subject)
    await db.exec(delete(LimitHit).where(col(LimitHit.bucket).contains(fingerprint, autoescape=True)))


def _fingerprint(db: WriteSession, subject: str) -> str:
    """64 bits under the installation's secret: who reads the table reads no address there."""
    key: bytes = db.info[KEY]
    return hmac.digest(key, subject.encode(), "sha256")[:8].hex()
