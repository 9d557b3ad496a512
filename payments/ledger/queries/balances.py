"""What accounts hold, derived from the postings at each question."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, literal, or_, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from payments.ledger.models import LedgerPosting
from payments.ledger.queries.addresses import under
from payments.ledger.rules import check_address
from payments.money import Money
from payments.sessions import ReadSession


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
    return side.where(under(account, prefix)) if prefix else side
