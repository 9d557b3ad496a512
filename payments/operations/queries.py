"""What is under way between us and Stripe: for the poll, for webhooks, and for people who watch over it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, func, not_, select
from sqlmodel.sql.expression import SelectOfScalar

from payments.money import Money, total
from payments.operations.models import FLAGGED, ConnectedAccount, Dispute, Operation, Payment
from payments.operations.rules import (
    DISPUTED,
    ENDED,
    FINISHED,
    GIVEN_BACK,
    OperationKind,
    OperationStatus,
    PaymentStatus,
)
from payments.sessions import ReadSession, WriteSession

Row = TypeVar("Row")

PAGE = 50
BATCH = 100
"""Rows that one poll takes of each kind: what is left waits for the next."""


async def payments_under_way(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Payment]:
    """Those without an end yet, latest first."""
    awaited = select(Payment).where(Payment.book == book, col(Payment.status).not_in(ENDED))
    return (await db.exec(_latest(awaited, Payment, before, limit))).all()


async def payments_by(db: ReadSession, payment_ids: Sequence[UUID]) -> Sequence[Payment]:
    """Those of these identifiers, in their order."""
    known = select(Payment).where(col(Payment.id).in_(payment_ids))
    return (await db.exec(known.order_by(col(Payment.id)))).all()


async def flagged_payments(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Payment]:
    """Those that a person must look at, latest first: in quarantine and not given back yet, disputed, or
    in part refunded by hand; `code` says which.
    """
    return (await db.exec(_latest(_flagged(select(Payment), book), Payment, before, limit))).all()


def _flagged(what: SelectOfScalar[Row], book: UUID) -> SelectOfScalar[Row]:
    given_back = exists().where(
        col(Operation.payment_id) == col(Payment.id),
        col(Operation.kind) == OperationKind.REFUND,
        col(Operation.status) != OperationStatus.FAILED,
    )
    settled = and_(Payment.status == PaymentStatus.QUARANTINED, given_back)
    return what.where(Payment.book == book, text(f"({FLAGGED})"), not_(settled))


async def is_quarantined(db: ReadSession, book: UUID, payment_id: UUID) -> bool:
    """Whether such a payment is in the book."""
    asked = exists().where(
        col(Payment.id) == payment_id,
        col(Payment.book) == book,
        col(Payment.status) == PaymentStatus.QUARANTINED,
    )
    return bool(await db.scalar(select(asked)))


async def operations_under_way(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Operation]:
    """Those that wait for Stripe or are under way there, latest first; `code` says why they wait."""
    asked = select(Operation).where(Operation.book == book, col(Operation.status).not_in(FINISHED))
    return (await db.exec(_latest(asked, Operation, before, limit))).all()


async def failed_operations(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Operation]:
    """Movements of money that failed and that nobody asked for anew, latest first; `code` says why."""
    return (await db.exec(_latest(_failed(select(Operation), book), Operation, before, limit))).all()


def _failed(what: SelectOfScalar[Row], book: UUID) -> SelectOfScalar[Row]:
    anew = aliased(Operation)
    asked_anew = exists().where(
        col(anew.purpose) == col(Operation.purpose),
        col(anew.subject) == col(Operation.subject),
        col(anew.kind) == col(Operation.kind),
        col(anew.id) > col(Operation.id),
    )
    return what.where(
        Operation.book == book,
        Operation.status == OperationStatus.FAILED,
        col(Operation.amount_minor).is_not(None),
        not_(asked_anew),
    )


async def waiting_for_a_person(db: ReadSession, book: UUID) -> int:
    """How many payments are flagged and movements of money failed: nobody else will take them up."""
    payments = _flagged(select(func.count()).select_from(Payment), book)
    operations = _failed(select(func.count()).select_from(Operation), book)
    return (await db.exec(payments)).one() + (await db.exec(operations)).one()


def _latest(
    what: SelectOfScalar[Row], table: type[Payment | Operation], before: UUID | None, limit: int
) -> SelectOfScalar[Row]:
    if before is not None:
        what = what.where(col(table.id) < before)
    return what.order_by(col(table.id).desc()).limit(limit)


async def account_of(db: ReadSession, purpose: str, subject: UUID) -> ConnectedAccount | None:
    held = select(ConnectedAccount).where(
        ConnectedAccount.purpose == purpose, ConnectedAccount.subject == subject
    )
    return (await db.exec(held)).first()


async def opening(db: ReadSession, payment_id: UUID, *, held: bool = False) -> Operation:
    """The one operation that opens a payment's Checkout; `held` until the transaction ends."""
    opening = select(Operation).where(
        Operation.payment_id == payment_id, Operation.kind == OperationKind.OPEN_CHECKOUT
    )
    return (await db.exec(opening.with_for_update() if held else opening)).one()


async def being_expired(db: ReadSession, payment_ids: Sequence[UUID]) -> set[UUID]:
    """Those whose payment page Stripe was asked to close."""
    asked = select(Operation.payment_id).where(
        col(Operation.payment_id).in_(payment_ids),
        Operation.kind == OperationKind.EXPIRE_CHECKOUT,
        Operation.status != OperationStatus.FAILED,
    )
    return {payment_id for payment_id in (await db.exec(asked)).all() if payment_id is not None}


async def taken_by_banks(db: ReadSession, payment_id: UUID) -> Money | None:
    """What a payer's bank has of a payment for good; None while it has any that is not decided."""
    found = select(Dispute).where(Dispute.payment_id == payment_id).order_by(col(Dispute.id))
    disputes = (await db.exec(found)).all()
    if any(one.status in DISPUTED for one in disputes):
        return None
    currency = (await db.get_one(Payment, payment_id)).currency
    return total([one.amount for one in disputes if one.status in GIVEN_BACK], currency)


async def refunds_made(db: ReadSession, payment_id: UUID) -> Sequence[UUID]:
    """Those that are with its payer as far as we know, the earliest first."""
    made = select(Operation.id).where(
        Operation.payment_id == payment_id,
        Operation.kind == OperationKind.REFUND,
        Operation.status == OperationStatus.SUCCEEDED,
    )
    return (await db.exec(made.order_by(col(Operation.id)))).all()


async def payments_due(db: WriteSession, at: datetime) -> Sequence[Payment]:
    """Payments to look at again, locked; those that someone else has locked are being looked at."""
    due = select(Payment).where(col(Payment.next_check_at) <= at).order_by(col(Payment.next_check_at))
    return (await db.exec(due.limit(BATCH).with_for_update(skip_locked=True))).all()


async def operations_due(db: WriteSession, at: datetime) -> Sequence[Operation]:
    """What has not ended yet before what is only read again."""
    due = (
        select(Operation)
        .where(col(Operation.next_attempt_at) <= at)
        .order_by(col(Operation.status) == OperationStatus.SUCCEEDED, col(Operation.next_attempt_at))
    )
    return (await db.exec(due.limit(BATCH).with_for_update(skip_locked=True))).all()


async def disputes_due(db: WriteSession, at: datetime) -> Sequence[Dispute]:
    """Those that are not closed, now and then: a message may have been lost."""
    due = select(Dispute).where(col(Dispute.next_check_at) <= at).order_by(col(Dispute.next_check_at))
    return (await db.exec(due.limit(BATCH).with_for_update(skip_locked=True))).all()


async def accounts_due(db: WriteSession, at: datetime) -> Sequence[ConnectedAccount]:
    due = (
        select(ConnectedAccount)
        .where(col(ConnectedAccount.next_check_at) <= at)
        .order_by(col(ConnectedAccount.next_check_at))
    )
    return (await db.exec(due.limit(BATCH).with_for_update(skip_locked=True))).all()
