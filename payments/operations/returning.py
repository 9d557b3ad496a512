"""Money that goes back at Stripe without our asking, by hand in its own pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from payments.failpoints import reached
from payments.gateway.gateway import StripeGateway
from payments.gateway.results import Refund
from payments.money import total
from payments.operations import service
from payments.operations.calls import free_refunds, known, refund_answer
from payments.operations.holding import payment_for_update
from payments.operations.models import Operation, Payment
from payments.operations.recording import Recorder
from payments.operations.rules import FINISHED, OperationKind, OperationStatus, PaymentStatus
from payments.sessions import ReadSession, UnitOfWork, WriteSession

IN_PART = "refunded_in_part_at_stripe"
TAKEN = (OperationStatus.PENDING, OperationStatus.SUCCEEDED)


class Returning:
    def __init__(self, unit_of_work: UnitOfWork, gateway: StripeGateway, recorder: Recorder) -> None:
        self._unit_of_work = unit_of_work
        self._gateway = gateway
        self._recorder = recorder

    async def look(self, payment: Payment) -> None:
        """Record what Stripe gave back of a payment that was made, and flag what a person must see.

        A refund of ours that takes all of it leaves nothing to look for: that spares Stripe a question
        for each of a campaign's refunds.
        """
        async with self._unit_of_work() as db:
            given_back = [refund.amount for refund in await _refunds(db, payment) if refund.status in TAKEN]
        if total(given_back, payment.currency) == payment.received:
            return
        intent_id = known(payment.intent_id)
        intent = await self._gateway.intents.retrieve(intent_id)
        refunds = [refund async for refund in self._gateway.refunds.of_intent(intent_id)]
        reached("returns.seen")
        async with self._unit_of_work() as db:
            payment = await payment_for_update(db, payment.id)
            if intent.charge is not None and intent.charge.disputed:
                await db.defer(service.FIND_DISPUTES, payment_id=str(payment.id))
            await self._record(db, payment, refunds, await db.now())

    async def _record(
        self, db: WriteSession, payment: Payment, refunds: Sequence[Refund], at: datetime
    ) -> None:
        """All of it went back, so it is told as a refund of ours; a part of it is for a person to see.

        A refund that we are about to ask for finds by itself what was made by hand.
        """
        ours = await _refunds(db, payment)
        free = free_refunds(refunds, {refund.stripe_id for refund in ours if refund.stripe_id})
        standing = [refund for refund in ours if refund.status is not OperationStatus.FAILED]
        if not free or any(refund.status not in FINISHED for refund in standing):
            return
        parts = [refund.amount for refund in standing] + [refund.amount for refund in free]
        if total(parts, payment.currency) != payment.received:
            _flag(payment, IN_PART)
            return
        if payment.code == IN_PART:
            payment.code = None
        for refund in free:
            operation = await service.refund_at_stripe(db, payment, refund.amount, at)
            await self._recorder.operation(db, operation, payment, refund_answer(refund), at)


async def _refunds(db: ReadSession, payment: Payment) -> Sequence[Operation]:
    asked = select(Operation).where(
        Operation.payment_id == payment.id, Operation.kind == OperationKind.REFUND
    )
    return (await db.exec(asked.order_by(col(Operation.id)))).all()


def _flag(payment: Payment, code: str) -> None:
    """What is in quarantine is seen by a person already."""
    if payment.status is PaymentStatus.PAID:
        payment.code = code
