"""What is under way between us and Stripe: for the poll, for webhooks, and for people who watch over it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import and_, col, exists, not_, or_, select

from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.rules import ENDED, OperationKind, OperationStatus, PaymentStatus
from payments.sessions import ReadSession, WriteSession

PAGE = 50
BATCH = 100
"""Rows that one poll takes of each kind: what is left waits for the next."""


async def unsettled_payments(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Payment]:
    """Those without an end yet, and those that a person must see: in quarantine and not given back yet,
    disputed, or in part refunded by hand. Latest first.
    """
    given_back = exists().where(
        col(Operation.payment_id) == col(Payment.id),
        col(Operation.kind) == OperationKind.REFUND,
        col(Operation.status) != OperationStatus.FAILED,
    )
    flagged = and_(Payment.status == PaymentStatus.PAID, col(Payment.code).is_not(None))
    quarantined = and_(Payment.status == PaymentStatus.QUARANTINED, not_(given_back))
    awaited = select(Payment).where(
        Payment.book == book, or_(col(Payment.status).not_in(ENDED), quarantined, flagged)
    )
    if before is not None:
        awaited = awaited.where(col(Payment.id) < before)
    return (await db.exec(awaited.order_by(col(Payment.id).desc()).limit(limit))).all()


async def unsettled_operations(
    db: ReadSession, book: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Operation]:
    """Those that failed, wait for Stripe or are under way there, latest first; `code` says why."""
    awaited = select(Operation).where(Operation.book == book, Operation.status != OperationStatus.SUCCEEDED)
    if before is not None:
        awaited = awaited.where(col(Operation.id) < before)
    return (await db.exec(awaited.order_by(col(Operation.id).desc()).limit(limit))).all()


async def operations_of(db: ReadSession, purpose: str, subject: UUID) -> Sequence[Operation]:
    """All that was ever asked for a subject, in order."""
    asked = select(Operation).where(Operation.purpose == purpose, Operation.subject == subject)
    return (await db.exec(asked.order_by(col(Operation.id)))).all()


async def payments_of(db: ReadSession, purpose: str, subject: UUID) -> Sequence[Payment]:
    """All that were ever begun for a subject, in order; the last is the one that counts."""
    begun = select(Payment).where(Payment.purpose == purpose, Payment.subject == subject)
    return (await db.exec(begun.order_by(col(Payment.id)))).all()


async def account_of(db: ReadSession, purpose: str, subject: UUID) -> ConnectedAccount | None:
    held = select(ConnectedAccount).where(
        ConnectedAccount.purpose == purpose, ConnectedAccount.subject == subject
    )
    return (await db.exec(held)).first()


async def opening(db: ReadSession, payment_id: UUID) -> Operation:
    """The one operation that opens a payment's Checkout."""
    opening = select(Operation).where(
        Operation.payment_id == payment_id, Operation.kind == OperationKind.OPEN_CHECKOUT
    )
    return (await db.exec(opening)).one()


async def being_expired(db: ReadSession, payment_ids: Sequence[UUID]) -> set[UUID]:
    """Those whose payment page Stripe was asked to close."""
    asked = select(Operation.payment_id).where(
        col(Operation.payment_id).in_(payment_ids),
        Operation.kind == OperationKind.EXPIRE_CHECKOUT,
        Operation.status != OperationStatus.FAILED,
    )
    return {payment_id for payment_id in (await db.exec(asked)).all() if payment_id is not None}


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


async def accounts_due(db: WriteSession, at: datetime) -> Sequence[ConnectedAccount]:
    due = (
        select(ConnectedAccount)
        .where(col(ConnectedAccount.next_check_at) <= at)
        .order_by(col(ConnectedAccount.next_check_at))
    )
    return (await db.exec(due.limit(BATCH).with_for_update(skip_locked=True))).all()
