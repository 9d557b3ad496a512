"""The ledger as accountants read it: each account's debit and credit, and what moved, in the order of time.

What leaves an account is its credit, what enters it its debit. `since` is the first moment that counts,
`before` the first that doesn't any more.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, text, union_all
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, exists, select
from sqlmodel.sql.expression import Select

from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.ledger.queries.addresses import under
from payments.ledger.queries.entries import PAGE, postings
from payments.ledger.rules import Turnover, check_address
from payments.money import Money
from payments.sessions import ReadSession

CHUNK = 500
"""Postings that are held at once while a whole journal is read."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry as one account sees it: a posting that enters is positive, and what it then held."""

    entry: LedgerEntry
    lines: Sequence[tuple[LedgerPosting, Money, Money]]

    @property
    def id(self) -> UUID:
        return self.entry.id


async def turnovers(
    db: ReadSession,
    book: UUID,
    prefix: str = "",
    *,
    before: datetime,
    since: datetime | None = None,
    currency: str = "EUR",
) -> dict[str, Turnover]:
    """What entered and left each account that moved at or under an address, in the order of addresses."""
    within = _within(book, since, before)
    minor, none = col(LedgerPosting.amount_minor), literal(0)
    sides = union_all(
        _side(col(LedgerPosting.destination), minor, none, within, prefix, currency),
        _side(col(LedgerPosting.source), none, minor, within, prefix, currency),
    ).subquery()
    account, debit, credit = sides.c.account, func.sum(sides.c.debit), func.sum(sides.c.credit)
    rows = await db.exec(select(account, debit, credit).group_by(account).order_by(account))
    return {
        address: Turnover(Money(int(entered), currency), Money(int(left), currency))
        for address, entered, left in rows
    }


def _side(
    account: Mapped[str],
    debit: ColumnElement[int] | Mapped[int],
    credit: ColumnElement[int] | Mapped[int],
    within: ColumnElement[bool],
    prefix: str,
    currency: str,
) -> Select[str, int, int]:
    side: Select[str, int, int] = (
        select(account.label("account"), debit.label("debit"), credit.label("credit"))
        .join(LedgerEntry, _of_entry())
        .where(within, LedgerPosting.currency == currency)
    )
    return side.where(under(account, prefix)) if prefix else side


async def statement(
    db: ReadSession,
    book: UUID,
    account: str,
    *,
    before: datetime,
    after_entry: UUID | None = None,
    limit: int = PAGE,
) -> list[Moved]:
    """What moved on this very account, the latest first; the next page begins after an entry of this one.

    Three questions, whatever the account holds: which entries, their postings, what was there before them.
    """
    check_address(account)
    wanted = select(LedgerEntry).where(_within(book, None, before), _touched(account))
    if after_entry is not None:
        at = select(LedgerEntry.at).where(LedgerEntry.book == book, LedgerEntry.id == after_entry)
        wanted = wanted.where(_earlier(at.scalar_subquery(), after_entry))
    ordered = wanted.order_by(col(LedgerEntry.at).desc(), col(LedgerEntry.id).desc())
    found = (await db.exec(ordered.limit(limit))).all()
    if not found:
        return []
    lines = await postings(db, found)
    held = await _held_before(db, account, found[-1])
    moved = []
    for entry in reversed(found):
        told = []
        for line in lines[entry.id]:
            if account in {line.source, line.destination}:
                change = line.amount if line.destination == account else -line.amount
                held += change
                told.append((line, change, held))
        moved.append(Moved(entry, told))
    return moved[::-1]


async def _held_before(db: ReadSession, account: str, entry: LedgerEntry) -> Money:
    minor = col(LedgerPosting.amount_minor)
    signed = case((col(LedgerPosting.destination) == account, minor), else_=-minor)
    earlier = _earlier(literal(entry.at), entry.id)
    held = select(func.coalesce(func.sum(signed), 0)).join(LedgerEntry, _of_entry())
    held = held.where(col(LedgerPosting.book) == entry.book, _either_side(account), earlier)
    return Money(int((await db.exec(held)).one()))


async def journal(
    db: ReadSession,
    book: UUID,
    *,
    before: datetime,
    since: datetime | None = None,
    account: str | None = None,
    currency: str = "EUR",
) -> AsyncIterator[tuple[LedgerEntry, LedgerPosting]]:
    """Every posting with its entry, of the book or of one account, the first first; never all in memory."""
    told = select(LedgerEntry, LedgerPosting).join(LedgerPosting, _of_entry())
    told = told.where(_within(book, since, before), LedgerPosting.currency == currency)
    if account is not None:
        check_address(account)
        told = told.where(_either_side(account))
    told = told.order_by(col(LedgerEntry.at), col(LedgerEntry.id), col(LedgerPosting.position))
    async for entry, line in await db.stream(told.execution_options(yield_per=CHUNK)):
        yield entry, line


async def flows(
    db: ReadSession,
    book: UUID,
    prefixes: Sequence[str],
    *,
    since: datetime | None = None,
    before: datetime | None = None,
    currency: str = "EUR",
) -> dict[tuple[str, str, str], Money]:
    """What moved in or out of accounts at or under some addresses, by kind, source and destination.

    What was reversed is taken off what it reversed, on the day of the reversal: nothing is left of an
    entry that was given back whole.
    """
    reversed_, line = aliased(LedgerEntry), LedgerPosting
    undone = col(reversed_.id).is_not(None)
    kind = func.coalesce(col(reversed_.kind), col(LedgerEntry.kind))
    source = case((undone, col(line.destination)), else_=col(line.source))
    destination = case((undone, col(line.source)), else_=col(line.destination))
    minor = func.sum(case((undone, -col(line.amount_minor)), else_=col(line.amount_minor)))
    here = or_(*(under(side, one) for one in prefixes for side in (col(line.source), col(line.destination))))
    told: Any = select(kind, source, destination, minor).join(LedgerEntry, _of_entry())
    told = told.outerjoin(
        reversed_,
        and_(col(reversed_.book) == col(LedgerEntry.book), col(reversed_.id) == col(LedgerEntry.reverses)),
    ).where(_within(book, since, before), col(line.currency) == currency, here)
    rows = (await db.exec(told.group_by(text("1, 2, 3")).order_by(text("1, 2, 3")))).all()
    return {(of, from_, to): Money(int(moved), currency) for of, from_, to, moved in rows if moved}


def _within(book: UUID, since: datetime | None, before: datetime | None) -> ColumnElement[bool]:
    within = col(LedgerEntry.book) == book
    if since is not None:
        within &= col(LedgerEntry.at) >= since
    return within if before is None else within & (col(LedgerEntry.at) < before)


def _of_entry() -> ColumnElement[bool]:
    of_book = col(LedgerEntry.book) == col(LedgerPosting.book)
    return and_(of_book, col(LedgerEntry.id) == col(LedgerPosting.entry_id))


def _either_side(account: str) -> ColumnElement[bool]:
    return or_(col(LedgerPosting.source) == account, col(LedgerPosting.destination) == account)


def _touched(account: str) -> ColumnElement[bool]:
    return exists().where(_of_entry(), _either_side(account))


def _earlier(at: ColumnElement[datetime], entry_id: UUID) -> ColumnElement[bool]:
    """In the order of the journal: by the moment, then as recorded."""
    moment = col(LedgerEntry.at)
    return or_(moment < at, and_(moment == at, col(LedgerEntry.id) < entry_id))
