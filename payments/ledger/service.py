"""Recording what happened, once; and its undoing, once, as something that happened later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select

from payments.ledger import queries, rules
from payments.ledger.models import LedgerEntry
from payments.ledger.rules import Draft, Posting
from payments.sessions import WriteSession
from payments.tables import uuid7

WRITTEN = text("""
    WITH entry AS (
        INSERT INTO ledger_entry (book, id, key, digest, kind, at, reference, reverses)
        VALUES (:book, :id, :key, :digest, :kind, :at, :reference, :reverses)
        ON CONFLICT DO NOTHING
        RETURNING book, id
    )
    INSERT INTO ledger_posting (book, entry_id, source, destination, amount_minor, currency, position)
    SELECT book, id, source, destination, amount_minor, currency, number - 1 FROM entry, unnest(
        CAST(:sources AS text[]), CAST(:destinations AS text[]),
        CAST(:amounts AS bigint[]), CAST(:currencies AS text[])
    ) WITH ORDINALITY AS line (source, destination, amount_minor, currency, number)
    RETURNING entry_id
""")
"""An entry with its postings, or neither: one way to PostgreSQL for what every movement of money does."""


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
    entry = LedgerEntry(
        book=book,
        id=uuid7(),
        key=key,
        digest=draft.digest,
        kind=draft.kind,
        at=at,
        reference=draft.reference,
        reverses=draft.reverses,
    )
    lines = {
        "sources": [posting.source for posting in draft.postings],
        "destinations": [posting.destination for posting in draft.postings],
        "amounts": [posting.amount.minor for posting in draft.postings],
        "currencies": [posting.amount.currency for posting in draft.postings],
    }
    written = await db.scalar(WRITTEN, {**entry.model_dump(), **lines})
    return await _recorded(db, book, key, draft) if written is None else entry


async def _recorded(db: WriteSession, book: UUID, key: str, draft: Draft) -> LedgerEntry:
    """What stood in the way: the same entry, another under this key, or the same reversal under another."""
    recorded = await db.scalar(select(LedgerEntry).where(LedgerEntry.book == book, LedgerEntry.key == key))
    if recorded is None:
        raise rules.AlreadyReversedError(entry=draft.reverses)
    if recorded.digest != draft.digest:
        raise rules.IdempotencyConflictError(key=key, entry=recorded.id)
    return recorded
