"""What accounts hold and how it came there, derived from the postings at each question."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import col, exists, select
from sqlmodel.sql.expression import Select

from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.ledger.rules import check_address
from payments.money import Money
from payments.sessions import ReadSession

PAGE = 50


async def balance(db: ReadSession, book: UUID, account: str, *, currency: str = "EUR") -> Money:
    """What came into the account less what went out of it; zero where nothing did."""
    check_address(account)
    source, destination = col(LedgerPosting.source), col(LedgerPosting.destination)
    moved = func.sum(LedgerPosting.amount_minor)
    minor: Decimal = await db.scalar(
        select(
            func.coalesce(moved.filter(destination == account), 0)
            - func.coalesce(moved.filter(source == account), 0)
        ).where(
            LedgerPosting.book == book,
            LedgerPosting.currency == currency,
            or_(source == account, destination == account),
        )
    )
    return Money(int(minor), currency)


async def balances(
    db: ReadSession, book: UUID, prefix: str = "", *, currency: str = "EUR"
) -> dict[str, Money]:
    """The balance of each account at or under an address (`campaign:7` is not under `campaign:71`).

    In the order of addresses; every account of the book without a prefix. Those back at zero are there too.
    """
    sides = union_all(
        _side(col(LedgerPosting.destination), 1, book, prefix, currency),
        _side(col(LedgerPosting.source), -1, book, prefix, currency),
    ).subquery()
    rows = await db.exec(
        select(sides.c.account, func.sum(sides.c.minor)).group_by(sides.c.account).order_by(sides.c.account)
    )
    return {account: Money(int(minor), currency) for account, minor in rows}


def _side(account: Mapped[str], sign: int, book: UUID, prefix: str, currency: str) -> Select[str, int]:
    signed = literal(sign) * col(LedgerPosting.amount_minor)
    side: Select[str, int] = select(account.label("account"), signed.label("minor")).where(
        LedgerPosting.book == book, LedgerPosting.currency == currency
    )
    return side.where(_under(account, prefix)) if prefix else side


def _under(account: Mapped[str], prefix: str) -> ColumnElement[bool]:
    """At the address or under it. As a range, which the index serves: `;` follows `:` in ASCII."""
    check_address(prefix)
    return or_(account == prefix, account.between(f"{prefix}:", f"{prefix};"))


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
        or_(_under(col(line.source), account), _under(col(line.destination), account)),
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
