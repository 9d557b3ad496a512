"""What was told, entry by entry."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, exists, select

from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.ledger.queries.addresses import under
from payments.sessions import ReadSession

PAGE = 50


async def entries(
    db: ReadSession,
    book: UUID,
    *,
    account: str | None = None,
    reference: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> Sequence[LedgerEntry]:
    """The latest first; the next page is what comes `before` the last one's id."""
    wanted = select(LedgerEntry).where(LedgerEntry.book == book)
    if account is not None:
        wanted = wanted.where(_touches(account))
    if reference is not None:
        wanted = wanted.where(LedgerEntry.reference == reference)
    if before is not None:
        wanted = wanted.where(col(LedgerEntry.id) < before)
    return (await db.exec(wanted.order_by(col(LedgerEntry.id).desc()).limit(limit))).all()


def _touches(account: str) -> ColumnElement[bool]:
    """Entries that moved something in or out of an account at or under that address."""
    line = LedgerPosting
    return exists().where(
        col(line.book) == col(LedgerEntry.book),
        col(line.entry_id) == col(LedgerEntry.id),
        or_(under(col(line.source), account), under(col(line.destination), account)),
    )


async def entry_of(db: ReadSession, book: UUID, key: str) -> LedgerEntry | None:
    """What was recorded under that key, if anything was."""
    recorded = select(LedgerEntry).where(LedgerEntry.book == book, LedgerEntry.key == key)
    return (await db.exec(recorded)).first()


async def postings(db: ReadSession, of: Sequence[LedgerEntry]) -> dict[UUID, list[LedgerPosting]]:
    """The postings of each of these entries, in order."""
    lines = await db.exec(
        select(LedgerPosting)
        .where(
            col(LedgerPosting.book).in_({entry.book for entry in of}),
            col(LedgerPosting.entry_id).in_([entry.id for entry in of]),
        )
        .order_by(col(LedgerPosting.entry_id), col(LedgerPosting.position))
    )
    found = defaultdict[UUID, list[LedgerPosting]](list)
    for line in lines:
        found[line.entry_id].append(line)
    return found
