"""Recording what happened, once; and its undoing, once, as something that happened later."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from payments.ledger import queries, rules
from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.ledger.rules import Draft, Posting
from payments.sessions import WriteSession
from payments.tables import uuid7


async def post(
    db: WriteSession,
    *,
    book: UUID,
    key: str,
    kind: str,
    postings: Sequence[Posting],
    at: datetime,
    reference: UUID | None = None,
) -> LedgerEntry:
    """Record an entry, or answer the one that the same key has recorded already.

    Raises `idempotency_conflict` where the key has recorded something else. A second transaction with
    the same key waits for the first to end.
    """
    return await _record(db, book, key, Draft(kind, postings, reference), at)


async def reverse(db: WriteSession, entry: LedgerEntry, *, key: str, at: datetime) -> LedgerEntry:
    """Give everything back that the entry moved; `already_reversed` under another key."""
    postings = (await queries.postings(db, [entry]))[entry.id]
    draft = rules.reversal(entry.id, [line.posting for line in postings], entry.reference)
    return await _record(db, entry.book, key, draft, at)


async def _record(db: WriteSession, book: UUID, key: str, draft: Draft, at: datetime) -> LedgerEntry:
    written = await db.scalar(
        insert(LedgerEntry)
        .values(
            book=book,
            id=uuid7(),
            key=key,
            digest=draft.digest,
            kind=draft.kind,
            at=at,
            reference=draft.reference,
            reverses=draft.reverses,
        )
        .on_conflict_do_nothing()
        .returning(LedgerEntry)
    )
    if written is None:
        return await _recorded(db, book, key, draft)
    entry = cast("LedgerEntry", written)
    db.add_all(_line(entry, position, posting) for position, posting in enumerate(draft.postings))
    await db.flush()
    return entry


async def _recorded(db: WriteSession, book: UUID, key: str, draft: Draft) -> LedgerEntry:
    """What stood in the way: the same entry, another under this key, or the same reversal under another."""
    recorded = await db.scalar(select(LedgerEntry).where(LedgerEntry.book == book, LedgerEntry.key == key))
    if recorded is None:
        raise rules.AlreadyReversedError(entry=draft.reverses)
    if recorded.digest != draft.digest:
        raise rules.IdempotencyConflictError(key=key, entry=recorded.id)
    return recorded


def _line(entry: LedgerEntry, position: int, posting: Posting) -> LedgerPosting:
    return LedgerPosting(
        book=entry.book,
        entry_id=entry.id,
        position=position,
        source=posting.source,
        destination=posting.destination,
        amount_minor=posting.amount.minor,
        currency=posting.amount.currency,
    )
