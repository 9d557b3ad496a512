"""Stripe's own ledger, read page by page and kept as it was told."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from payments.gateway.gateway import StripeGateway
from payments.gateway.results import BalanceTransaction
from payments.reconciliation import rules
from payments.reconciliation.models import StripeLine
from payments.reconciliation.rules import Movement
from payments.sessions import ReadSession, UnitOfWork, WriteSession

PAGE = 100
"""As many as Stripe tells at once."""


class Reader:
    """One question after another, never two at once: far below what Stripe allows."""

    def __init__(self, unit_of_work: UnitOfWork, gateway: StripeGateway) -> None:
        self._unit_of_work = unit_of_work
        self._gateway = gateway

    async def read(self, since: datetime | None, until: datetime) -> None:
        """Every line of `[since, until)`, each page in a transaction of its own; what is kept stays so."""
        page: list[BalanceTransaction] = []
        async for line in self._gateway.balances.transactions(since, until):
            page.append(line)
            if len(page) == PAGE:
                await self._keep(page)
                page = []
        await self._keep(page)

    async def read_source(self, source: str) -> None:
        """All lines of one object, however old."""
        await self._keep([line async for line in self._gateway.balances.of_source(source)])

    async def _keep(self, page: Sequence[BalanceTransaction]) -> None:
        if page:
            async with self._unit_of_work() as db:
                await keep(db, page)


async def keep(db: WriteSession, page: Sequence[BalanceTransaction]) -> None:
    rows = [_row(line) for line in page]
    await db.exec(insert(StripeLine).values(rows).on_conflict_do_nothing(index_elements=["id"]))


def _row(line: BalanceTransaction) -> dict[str, Any]:
    movement = rules.movement(line.type, line.source)
    return {
        "id": line.id,
        "type": line.type,
        "movement": movement,
        "key": line.id if line.source is None or movement in rules.BY_LINE else line.source,
        "intent_id": line.intent_id,
        "marked": _marked(line.metadata, "payment_id" if movement is Movement.CHARGE else "operation_id"),
        "amount_minor": line.amount.minor,
        "fee_minor": line.fee.minor,
        "currency": line.amount.currency,
        "created_at": line.created,
    }


def _marked(metadata: Mapping[str, str], name: str) -> UUID | None:
    """Whoever has Stripe's own pages may write anything there."""
    with suppress(KeyError, ValueError):
        return UUID(metadata[name])
    return None


async def lines_after(
    db: ReadSession, after: tuple[datetime, str] | None, since: datetime | None, until: datetime, limit: int
) -> Sequence[StripeLine]:
    """Of the period, the earliest after that one."""
    wanted = select(StripeLine).where(col(StripeLine.created_at) < until)
    if since is not None:
        wanted = wanted.where(col(StripeLine.created_at) >= since)
    if after is not None:
        at, line_id = after
        wanted = wanted.where(
            (col(StripeLine.created_at) > at)
            | ((col(StripeLine.created_at) == at) & (col(StripeLine.id) > line_id))
        )
    ordered = wanted.order_by(col(StripeLine.created_at), col(StripeLine.id)).limit(limit)
    return (await db.exec(ordered)).all()
