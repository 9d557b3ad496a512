"""Rows as they now are, held until the transaction ends: payments first, then what is asked about them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.sessions import MOMENT, WriteSession

Row = TypeVar("Row", Payment, ConnectedAccount, Operation)


async def payments_for_update(db: WriteSession, payment_ids: Iterable[UUID]) -> Sequence[Payment]:
    """In the order of their identifiers, in which everyone locks several."""
    held = select(Payment).where(col(Payment.id).in_(list(payment_ids))).order_by(col(Payment.id))
    return (await db.exec(held.with_for_update().execution_options(populate_existing=True))).all()


def _held(table: type[Row]) -> SelectOfScalar[Row]:
    """Each written once: writing such a statement takes longer than asking it."""
    by_key = select(table).where(col(table.id) == bindparam("id")).with_for_update()
    return by_key.execution_options(populate_existing=True)


PAYMENT_HELD, OPERATION_HELD, ACCOUNT_HELD = _held(Payment), _held(Operation), _held(ConnectedAccount)
PAYMENT_AND_OPERATION_HELD = (
    select(Payment, Operation, func.okote_now())
    .join(Operation, col(Operation.payment_id) == Payment.id)
    .where(col(Operation.id) == bindparam("id"))
    .with_for_update(of=(Payment, Operation))
    .execution_options(populate_existing=True)
)


async def both_for_update(db: WriteSession, operation: Operation) -> tuple[Payment | None, Operation]:
    """An operation with the payment that it is about: the payment first, as everyone who locks both.

    PostgreSQL locks the rows of a statement in the order in which their tables are named for it.
    """
    if operation.payment_id is None:
        return None, await operation_for_update(db, operation.id)
    found = await db.exec(PAYMENT_AND_OPERATION_HELD, params={"id": operation.id})
    payment, held, moment = found.one()
    db.info.setdefault(MOMENT, moment)
    return payment, held


async def payment_for_update(db: WriteSession, payment_id: UUID) -> Payment:
    return (await db.exec(PAYMENT_HELD, params={"id": payment_id})).one()


async def operation_for_update(db: WriteSession, operation_id: UUID) -> Operation:
    return (await db.exec(OPERATION_HELD, params={"id": operation_id})).one()


async def account_for_update(db: WriteSession, account_id: UUID) -> ConnectedAccount:
    return (await db.exec(ACCOUNT_HELD, params={"id": account_id})).one()
