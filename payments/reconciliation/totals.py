"""What Stripe holds in all beside what the ledger says, and whether what differs explains the rest."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from payments.ledger.queries import balance
from payments.money import Money, total
from payments.operations.models import MOVED, Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import MADE, OperationKind, OperationStatus
from payments.reconciliation.accounts import STRIPE
from payments.reconciliation.lines import lines_after
from payments.reconciliation.models import Difference, StripeLine
from payments.reconciliation.rows import NOTED, Rows, rows_of
from payments.reconciliation.rules import OURS, Kind
from payments.reconciliation.service import Bookkeeping
from payments.reconciliation.things import of_entry, of_keys, of_operations, of_payments
from payments.sessions import ReadSession

Thing = TypeVar("Thing")

BATCH = 200
FOREVER = datetime.max.replace(tzinfo=UTC)

BOOKS = text("""
    WITH RECURSIVE books AS (
        (SELECT book FROM ledger_entry ORDER BY book LIMIT 1)
        UNION ALL
        SELECT (SELECT book FROM ledger_entry e WHERE e.book > b.book ORDER BY book LIMIT 1)
        FROM books b WHERE b.book IS NOT NULL
    ) SELECT book FROM books WHERE book IS NOT NULL
""")
"""Each once, from one to the next by the index."""


@dataclass(frozen=True, slots=True)
class Totals:
    """`unexplained` is what neither an open difference nor what is under way accounts for."""

    stripe: Money
    ledger: Money
    unexplained: Money


async def ledger_total(db: ReadSession) -> Money:
    """What all books together say that Stripe holds."""
    books = (await db.exec(BOOKS)).scalars().all()  # type: ignore[call-overload]
    whole = Money.zero()
    for book in books:
        whole += await balance(db, book, STRIPE)
    return whole


async def totals(db: ReadSession, house: Bookkeeping, stripe: Money, until: datetime) -> Totals | None:
    """None where money moved meanwhile: what was read does not belong together."""
    ledger = await ledger_total(db)
    explained = await _explained(db, house, until)
    if await ledger_total(db) != ledger:
        return None
    return Totals(stripe, ledger, ledger - stripe - explained)


async def _explained(db: ReadSession, house: Bookkeeping, until: datetime) -> Money:
    """By how much the ledger is off for what is known to differ, and for what is on its way."""
    about = About()
    for one in (await db.exec(select(Difference).where(col(Difference.ended_at).is_(None)))).all():
        about.add_difference(one)
    after: tuple[datetime, str] | None = None
    while page := await lines_after(db, after, until, FOREVER, BATCH):
        about.add_lines(page, await rows_of(db, {line.key for line in page}, page))
        after = page[-1].created_at, page[-1].id
    about.payments |= set((await db.exec(select(Payment.id).where(col(Payment.paid_at) >= until))).all())
    moved = select(Operation).where(
        (Operation.kind == OperationKind.REFUND) & (Operation.status == OperationStatus.PENDING)
        | text(MOVED) & (col(Operation.ended_at) >= until)
    )
    for operation in (await db.exec(moved)).all():
        about.add_operation(operation)
    disputed = select(Dispute.payment_id).join(DisputeLine).where(col(DisputeLine.at) >= until)
    about.payments |= set((await db.exec(disputed)).all())
    return await about.off(db, house)


@dataclass(slots=True)
class About:
    """Things, each once, by what tells them apart."""

    payments: set[UUID] = field(default_factory=set)
    operations: set[UUID] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    entries: list[Difference] = field(default_factory=list)

    def add_difference(self, one: Difference) -> None:
        if one.entry_id is not None:
            self.entries.append(one)
        elif one.kind is Kind.PAYMENT_NOT_LEARNT:
            self.keys.add(one.key)
        elif one.payment_id is not None:
            self.payments.add(one.payment_id)
        elif one.operation_id is not None:
            self.operations.add(one.operation_id)
        else:
            self.keys.add(one.key)

    def add_operation(self, one: Operation) -> None:
        if one.payment_id is not None and one.kind is OperationKind.REFUND:
            self.payments.add(one.payment_id)
        else:
            self.operations.add(one.id)

    def add_lines(self, lines: Sequence[StripeLine], rows: Rows) -> None:
        for line in lines:
            payment = rows.payment(line) if line.movement in OURS else None
            operation = rows.operation(line) if line.movement in NOTED else None
            if payment is not None and payment.status in MADE:
                self.payments.add(payment.id)
            elif operation is not None:
                self.add_operation(operation)
            else:
                self.keys.add(line.key)

    async def off(self, db: ReadSession, house: Bookkeeping) -> Money:
        """By how much more than Stripe the ledger has of all of them."""
        whole, book = Money.zero(), await house.book(db)
        for ids in _batches(self.payments):
            rows = (await db.exec(select(Payment).where(col(Payment.id).in_(ids)))).all()
            whole += total([one.off for one in (await of_payments(db, house.kinds, rows)).values()])
        for ids in _batches(self.operations):
            moved = (await db.exec(select(Operation).where(col(Operation.id).in_(ids)))).all()
            whole += total([one.off for one in (await of_operations(db, house.kinds, moved)).values()])
        for keys in _batches(self.keys):
            whole += total([one.off for one in (await of_keys(db, book, keys)).values()])
        for entry in self.entries:
            whole += (await of_entry(db, entry)).off
        return whole


def _batches(things: Collection[Thing]) -> Iterator[list[Thing]]:
    ordered = list(things)
    for first in range(0, len(ordered), BATCH):
        yield ordered[first : first + BATCH]
