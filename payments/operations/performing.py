"""How an intent becomes a call: a transaction that decides, the call, a transaction that records.

Between any two of them the process may die: the key is the row's own, so that asking again is the same
request, and where the key no longer protects, Stripe is searched before it is asked anew.
"""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import select

from payments.failpoints import reached
from payments.gateway.errors import GatewayError, TemporaryError
from payments.gateway.gateway import StripeGateway
from payments.operations import holding, rules
from payments.operations.calls import Answer, Work, ask, known
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.recording import Recorder
from payments.operations.rules import OperationKind, OperationStatus, Step, Verdict
from payments.sessions import UnitOfWork, WriteSession

Row = TypeVar("Row", Payment, ConnectedAccount, Operation)


class Performer:
    def __init__(self, unit_of_work: UnitOfWork, gateway: StripeGateway, recorder: Recorder) -> None:
        self._unit_of_work = unit_of_work
        self._gateway = gateway
        self._recorder = recorder

    async def perform(self, operation_id: UUID) -> Answer | None:
        """As far as Stripe allows now; safe at any time, by anyone, again. What Stripe said, if it did."""
        return await self.performed(await self._decided(operation_id))

    async def performed(self, work: Work | None) -> Answer | None:
        """The same, of what was `decided` in a transaction that has ended; `url` as it is then known."""
        while work:
            reached("operation.decided", work.operation.kind)
            try:
                answer = await ask(self._gateway, work)
            except GatewayError as error:
                return await self._stopped(work, error)
            reached("operation.called", work.operation.kind)
            if answer is not None:
                return await self._answered(work, answer)
            await self._not_found(work)
            work = await self._decided(work.operation.id)
        return None

    async def _decided(self, operation_id: UUID) -> Work | None:
        async with self._unit_of_work() as db:
            return await decided(db, await holding.operation_for_update(db, operation_id))

    async def _answered(self, work: Work, answer: Answer) -> Answer:
        async with self._unit_of_work() as db:
            payment, operation = await holding.both_for_update(db, work.operation)
            await self._recorder.operation(db, operation, payment, answer, await db.now())
            reached("operation.recorded", operation.kind)
        reached("operation.committed", operation.kind)
        return answer if payment is None else replace(answer, url=payment.url)

    async def _not_found(self, work: Work) -> None:
        """Nothing came of the earlier calls: the next one is made under a new key."""
        async with self._unit_of_work() as db:
            _, operation = await holding.both_for_update(db, work.operation)
            if operation.key_number == work.operation.key_number:
                _renew_key(operation)
            reached("operation.renewed", operation.kind)

    async def _stopped(self, work: Work, error: GatewayError) -> Answer | None:
        """Refused for good; or asked again later, after a search where Stripe left us in doubt.

        What had succeeded and can't be read now, when a bank may just have sent it back, is asked again too.
        """
        async with self._unit_of_work() as db:
            payment, operation = await holding.both_for_update(db, work.operation)
            at = await db.now()
            if operation.key_number != work.operation.key_number:
                return None
            if operation.ended_at is not None:
                _read_later(operation, error, at)
                return None
            waits = rules.waits_for_money(operation.kind, drawn_on_payment=payment is not None)
            verdict = rules.verdict(work.step, error, waits=waits)
            if verdict is Verdict.REFUSED:
                refused = Answer(OperationStatus.FAILED, code=error.code)
                await self._recorder.operation(db, operation, payment, refused, at)
                return refused
            operation.code = error.code
            operation.failures += 1
            operation.next_attempt_at = at + rules.wait(verdict, operation.failures)
            if verdict is Verdict.DOUBTFUL:
                operation.doubtful = True
            if verdict is Verdict.SHORT_OF_MONEY:
                _renew_key(operation)
            reached("operation.stopped", operation.kind)
        return None


async def decided(db: WriteSession, operation: Operation) -> Work | None:
    """What to ask now, and under which key: on record before it is asked. The caller holds its lock."""
    if rules.is_settled(operation.kind, operation.status):
        return None
    at = await db.now()
    step = rules.next_step(
        made=operation.stripe_id is not None,
        doubtful=operation.doubtful,
        key_since=operation.key_since,
        called_at=operation.called_at,
        at=at,
    )
    if step is None:
        return None
    operation.called_at, operation.key_since = at, operation.key_since or at
    return await _work(db, step, operation)


def _read_later(operation: Operation, error: GatewayError, at: datetime) -> None:
    """Soon where Stripe gave no answer; another will hardly say something else within a day."""
    if rules.is_settled(operation.kind, operation.status):
        return
    if isinstance(error, TemporaryError):
        operation.failures += 1
        operation.next_attempt_at = at + rules.wait(Verdict.AGAIN, operation.failures)
    else:
        operation.next_attempt_at = rules.next_attempt(
            operation.kind,
            operation.status,
            at,
            asked_at=operation.created_at,
            ended_at=known(operation.ended_at),
        )


def _renew_key(operation: Operation) -> None:
    operation.key_number += 1
    operation.key_since, operation.doubtful = None, False


async def _work(db: WriteSession, step: Step, operation: Operation) -> Work:
    async def row(table: type[Row], row_id: UUID | None) -> Row | None:
        return None if row_id is None else await db.get_one(table, row_id)

    return Work(
        step,
        operation,
        payment=await row(Payment, operation.payment_id),
        account=await row(ConnectedAccount, operation.account_id),
        original=await row(Operation, operation.reverses),
        taken=await _taken(db, operation) if operation.kind is OperationKind.REFUND else frozenset(),
    )


async def _taken(db: WriteSession, operation: Operation) -> frozenset[str]:
    others = select(Operation.stripe_id).where(
        Operation.payment_id == operation.payment_id, Operation.id != operation.id
    )
    return frozenset(stripe_id for stripe_id in (await db.exec(others)).all() if stripe_id is not None)
