"""How often something may be done, counted in PostgreSQL so that it is exact across processes."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel, col, delete

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


COUNTED = text("""
    WITH known AS (
        SELECT asked.bucket, counted.hits >= asked.most AS reached, counted.oldest + asked.period AS free_at
        FROM unnest(CAST(:buckets AS text[]), CAST(:most AS int[]), CAST(:windows AS interval[]))
            AS asked (bucket, most, period),
        LATERAL (
            SELECT count(*) AS hits, min(hit.at) AS oldest FROM limit_hit hit
            WHERE hit.bucket = asked.bucket AND hit.at > okote_now() - asked.period
        ) counted
    ), added AS (
        INSERT INTO limit_hit (bucket, at)
        SELECT bucket, okote_now() FROM known WHERE NOT EXISTS (SELECT FROM known WHERE reached)
    )
    SELECT ceil(extract(epoch FROM max(free_at) - okote_now()) / 60) FROM known WHERE reached
""")
"""One round for all limits of a door: the minutes to wait, or nothing where it is counted."""


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
    """Count one attempt, or raise TooManyRequestsError with the minutes to wait."""
    await hit_all(db, [(limit, subject)])


async def hit_all(db: WriteSession, attempts: Sequence[tuple[Limit, Sequence[str]]]) -> None:
    """Count one attempt for each limit, or none of them where one is reached: TooManyRequestsError.

    An advisory lock per bucket makes the count exact: two requests at once can't both be the last.
    The count stays only if the transaction commits, so what is refused for another reason is undone.
    """
    buckets = [_bucket(db, limit, subject) for limit, subject in attempts]
    await db.lock(*sorted(buckets))
    counted = {
        "buckets": buckets,
        "most": [limit.most for limit, _ in attempts],
        "windows": [limit.window for limit, _ in attempts],
    }
    minutes = await db.scalar(COUNTED, counted)
    if minutes is not None:
        raise TooManyRequestsError(minutes=max(1, int(minutes)))


def _bucket(db: WriteSession, limit: Limit, subject: Sequence[str]) -> str:
    return ":".join([limit.name, *(_fingerprint(db, part) for part in subject)])


async def forget(db: WriteSession, subject: str) -> None:
    """Forget every attempt about that subject, such as an address."""
    fingerprint = _fingerprint(db, subject)
    await db.exec(delete(LimitHit).where(col(LimitHit.bucket).contains(fingerprint, autoescape=True)))


def _fingerprint(db: WriteSession, subject: str) -> str:
    """64 bits under the installation's secret: who reads the table reads no address there."""
    key: bytes = db.info[KEY]
    return hmac.digest(key, subject.encode(), "sha256")[:8].hex()
