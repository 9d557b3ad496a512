"""A subscriber that books what it is told as funding does, and a reconciler of these books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import col, select

from payments.ledger import queries as ledger
from payments.ledger.rules import Posting
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.operations import service
from payments.operations.models import Operation, Payment
from payments.operations.outcomes import (
    DisputeMoved,
    Outcome,
    PaymentPaid,
    RefundFailed,
    RefundSucceeded,
    TransferReversed,
    TransferSucceeded,
)
from payments.reconciliation.accounts import STRIPE
from payments.reconciliation.models import Difference, Reconciliation
from payments.reconciliation.reconciler import Reconciler
from payments.reconciliation.rules import Movement
from payments.reconciliation.service import Bookkeeping
from payments.reconciliation.totals import ledger_total
from payments.sessions import ReadSession, WriteSession
from payments.tables import uuid7
from tests.payments.office import Office

KINDS = {
    Movement.CHARGE: ("paid",),
    Movement.REFUND: ("refunded",),
    Movement.DISPUTE: ("disputed",),
    Movement.TRANSFER: ("transferred",),
    Movement.REVERSAL: ("reversed",),
}
THEIRS, FEES = "payers", "fees"


async def book(db: WriteSession, outcome: Outcome) -> None:
    """What came and went is told by entries under keys that name the payment's subject or the operation."""

    async def tell(key: str, *moves: tuple[str, str, Money]) -> None:
        postings = [
            Posting(*((a, b) if amount.minor > 0 else (b, a)), Money(abs(amount.minor)))
            for a, b, amount in moves
            if amount
        ]
        kind = key.partition(":")[0]
        await post(db, book=outcome.book, key=key, kind=kind, postings=postings, at=outcome.at)

    match outcome:
        case PaymentPaid():
            await tell(
                f"paid:{outcome.subject}", (THEIRS, STRIPE, outcome.amount), (STRIPE, FEES, outcome.fee)
            )
        case RefundSucceeded():
            paid = (await db.get_one(Payment, outcome.payment_id)).fee_minor is not None
            if paid:
                await tell(f"refunded:{outcome.operation_id}", (STRIPE, THEIRS, outcome.amount))
        case RefundFailed(revoked=True):
            entry = await ledger.entry_of(db, outcome.book, f"refunded:{outcome.operation_id}")
            await reverse(db, entry, key=f"sent-back:{outcome.operation_id}", at=outcome.at)
        case DisputeMoved():
            paid = (await db.get_one(Payment, outcome.payment_id)).fee_minor is not None
            if paid:
                await tell(
                    f"disputed:{outcome.line_id}",
                    (STRIPE, THEIRS, outcome.moved),
                    (STRIPE, FEES, outcome.fee),
                )
        case TransferSucceeded():
            await tell(f"transferred:{outcome.operation_id}", (STRIPE, THEIRS, outcome.amount))
        case TransferReversed():
            await tell(f"reversed:{outcome.operation_id}", (THEIRS, STRIPE, outcome.amount))


OPERATOR = UUID(int=7)


async def operators_book(_db: ReadSession) -> UUID:
    return OPERATOR


@dataclass
class CountingHouse:
    """Time passes before each reconciliation, so that everything has had time to be told."""

    office: Office
    reconciler: Reconciler

    async def reconcile(self, since: datetime | None = None, until: datetime | None = None) -> Reconciliation:
        await self.office.pass_time(minutes=16)
        return await self.reconciler.run(since, until)

    async def differences(self) -> Sequence[Difference]:
        async with self.office.database.reading() as db:
            return (await db.exec(select(Difference).order_by(col(Difference.id)))).all()

    async def open(self) -> set[str]:
        return {one.kind.value for one in await self.differences() if one.ended_at is None}

    async def ledger(self) -> Money:
        async with self.office.database.reading() as db:
            return await ledger_total(db)

    async def stripe(self) -> Money:
        held = await self.office.stripe.gateway.balances.retrieve()
        return held.available + held.pending

    async def refunded(self, payment: Payment, **named: object) -> Operation:
        refund = await self.office.ask(service.refund, payment.id, reason="donor", **named)
        await self.office.desk.perform(refund.id)
        return await self.office.operation(refund)

    async def transferred(self, amount: Money, payment: Payment | None = None) -> Operation:
        account = await self.office.account()
        transfer = await self.office.ask(
            service.transfer,
            purpose="payout",
            subject=uuid7(),
            account_id=account.id,
            amount=amount,
            transfer_group="campaign:1",
            payment_id=payment and payment.id,
        )
        await self.office.desk.perform(transfer.id)
        return await self.office.operation(transfer)

    async def reversed(self, transfer: Operation) -> Operation:
        reversal = await self.office.ask(service.reverse_transfer, transfer.id, reason="dispute")
        await self.office.desk.perform(reversal.id)
        return await self.office.operation(reversal)


@pytest.fixture
def counting_house(office: Office) -> CountingHouse:
    for purpose in office.subscribers:
        office.subscribers[purpose] = book
    house = Bookkeeping(KINDS, tuple(office.subscribers), operators_book)
    reconciler = Reconciler(office.database.unit_of_work, office.stripe.gateway, office.desk, house)
    return CountingHouse(office, reconciler)
