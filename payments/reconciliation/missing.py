"""What only our side tells of: rows without a line of Stripe's, and entries without a movement."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, text, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select

from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.money import Money
from payments.operations.models import MOVED, Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import PaymentStatus
from payments.reconciliation.accounts import ADJUSTED, MIRRORED
from payments.reconciliation.models import Difference, StripeLine
from payments.reconciliation.rules import Movement
from payments.reconciliation.things import EntryKinds, signed, touches
from payments.sessions import ReadSession

PAGE = 500


@dataclass(frozen=True, slots=True)
class Teller:
    """Rows of ours that hold something done: what tells it apart at Stripe, what to ask Stripe for, when."""

    key: Any
    source: Any
    at: Any
    done: Any
    joined: Any = None


TELLERS = (
    Teller(Payment.charge_id, Payment.charge_id, Payment.paid_at, Payment.status == PaymentStatus.PAID),
    Teller(Operation.stripe_id, Operation.stripe_id, Operation.ended_at, text(MOVED)),
    Teller(DisputeLine.stripe_id, Dispute.stripe_id, DisputeLine.at, text("true"), Dispute),
)


async def without_line(
    db: ReadSession,
    teller: Teller,
    since: datetime | None,
    until: datetime,
    after: tuple[datetime, str] | None,
) -> Sequence[tuple[datetime, str, str]]:
    """When, key and source of what Stripe has not told of, in the order of time."""
    at, key = col(teller.at), col(teller.key)
    wanted: Any = select(teller.at, teller.key, teller.source)
    if teller.joined is not None:
        wanted = wanted.join(teller.joined)
    told = exists().where(col(StripeLine.key) == key)
    wanted = wanted.where(teller.done, at < until, key.is_not(None), ~told)
    if since is not None:
        wanted = wanted.where(at >= since)
    if after is not None:
        wanted = wanted.where(tuple_(at, key) > after)
    return list((await db.exec(wanted.order_by(at, key).limit(PAGE))).all())


@dataclass(frozen=True, slots=True)
class Alone:
    """An entry that moves what Stripe holds, for no movement that we know of."""

    book: UUID
    id: UUID
    kind: str
    at: datetime
    effect: Money

    @property
    def key(self) -> str:
        return f"entry:{self.id}"


async def entries_alone(
    db: ReadSession, kinds: EntryKinds, purposes: Collection[str], after: tuple[UUID, UUID] | None
) -> tuple[list[Alone], tuple[UUID, UUID] | None]:
    """Those among the next entries, and where to go on; the second is None at the end.

    What was reversed counts for nothing, nor does its reversal.
    """
    entry = tuple_(col(LedgerEntry.book), col(LedgerEntry.id))
    page: Any = select(LedgerEntry).order_by(col(LedgerEntry.book), col(LedgerEntry.id)).limit(PAGE)
    if after is not None:
        page = page.where(entry > after)
    entries = (await db.exec(page)).all()
    if not entries:
        return [], None
    moving = await _moving(db, entries)
    claimed = await _claimed(db, kinds, purposes, [one.key for one in entries if one.id in moving])
    alone = [
        Alone(one.book, one.id, one.kind, one.at, moving[one.id])
        for one in entries
        if one.id in moving and one.key not in claimed
    ]
    return alone, (entries[-1].book, entries[-1].id)


async def entry_alone(
    db: ReadSession, kinds: EntryKinds, purposes: Collection[str], entry_id: UUID
) -> Alone | None:
    """The same of one that was seen before."""
    entries = (await db.exec(select(LedgerEntry).where(LedgerEntry.id == entry_id))).all()
    moving = await _moving(db, entries)
    if entry_id not in moving or await _claimed(db, kinds, purposes, [entries[0].key]):
        return None
    [one] = entries
    return Alone(one.book, one.id, one.kind, one.at, moving[one.id])


async def _moving(db: ReadSession, entries: Sequence[LedgerEntry]) -> dict[UUID, Money]:
    """By how much each moves what Stripe holds, of those that do and that nothing has undone."""
    reversal = aliased(LedgerEntry)
    undone: ColumnElement[bool] = exists().where(
        col(reversal.book) == col(LedgerPosting.book), col(reversal.reverses) == col(LedgerPosting.entry_id)
    )
    standing = [one.id for one in entries if one.reverses is None]
    effect: Any = func.sum(signed())
    moved = select(LedgerPosting.entry_id, effect).where(
        col(LedgerPosting.book).in_({one.book for one in entries}),
        col(LedgerPosting.entry_id).in_(standing),
        touches(),
        ~undone,
    )
    found = await db.exec(moved.group_by(col(LedgerPosting.entry_id)).having(effect != 0))
    return {entry_id: Money(int(minor)) for entry_id, minor in found}


async def _claimed(
    db: ReadSession, kinds: EntryKinds, purposes: Collection[str], keys: Collection[str]
) -> set[str]:
    """Those whose movement we know."""
    whose: Mapping[str, Any] = {
        **dict.fromkeys(
            kinds[Movement.CHARGE],
            select(Payment.subject).where(
                col(Payment.purpose).in_(purposes), Payment.status == PaymentStatus.PAID
            ),
        ),
        **dict.fromkeys(
            [*kinds[Movement.REFUND], *kinds[Movement.TRANSFER], *kinds[Movement.REVERSAL]],
            select(Operation.id),
        ),
        **dict.fromkeys(kinds[Movement.DISPUTE], select(DisputeLine.stripe_id)),
        MIRRORED: select(StripeLine.id),
        ADJUSTED: select(Difference.id),
    }
    found = set[str]()
    for kind, rows in whose.items():
        (column,) = rows.selected_columns
        told = {key: key.partition(":")[2] for key in keys if key.partition(":")[0] == kind}
        named = {key: one for key, text_ in told.items() if (one := _named(column, text_)) is not None}
        known = set((await db.exec(rows.where(column.in_(set(named.values()))))).all()) if named else set()
        found |= {key for key, one in named.items() if one in known}
    return found


def _named(column: Any, written: str) -> UUID | str | None:
    if column.type.python_type is str:
        return written
    with suppress(ValueError):
        return UUID(written)
    return None
