"""Writing down what Stripe answered, and telling whom it concerns: one transition, one call, one transaction.

Return page, webhook and polling all end here; the row is locked, so the second to come finds it done.
"""

from collections.abc import Mapping
from datetime import datetime

from payments.failpoints import reached
from payments.gateway.results import Account
from payments.money import Money
from payments.operations import rules, telling
from payments.operations.calls import Answer, known
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.outcomes import Outcome, Subscriber
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus, Seen
from payments.operations.service import FIND_RETURNS, REFRESH
from payments.sessions import WriteSession

PERSONAL = frozenset({"email"})
"""Details that are forgotten as soon as no call needs them any more."""
TOO_LATE = "paid_after_end"


class Recorder:
    """`subscribers` maps each purpose to who is told of its outcomes."""

    def __init__(self, subscribers: Mapping[str, Subscriber]) -> None:
        self._subscribers = subscribers

    async def payment(self, db: WriteSession, payment: Payment, seen: Seen, at: datetime) -> None:
        """Move a payment on, if that is on; the caller holds its lock."""
        before = payment.status
        status = rules.advanced(before, seen.status)
        ended = status in rules.ENDED
        if before in rules.ENDED and status is before:
            return
        payment.intent_id = payment.intent_id or seen.intent_id
        payment.charge_id = payment.charge_id or seen.charge_id
        payment.next_check_at = None if ended else rules.next_check(payment.created_at, at)
        payment.code = TOO_LATE if before in rules.ENDED else seen.code
        if status is before:
            return
        payment.status = status
        payment.ended_at = at if ended else None
        if status is not PaymentStatus.OPEN:
            payment.url = None
        if status is PaymentStatus.PAID:
            payment.fee_minor, payment.paid_at = known(seen.fee).minor, at
        if status is PaymentStatus.QUARANTINED and seen.received is not None:
            payment.received_minor = _minor(seen.received, payment.currency)
        reached("payment.moved")
        await self.tell(db, telling.of_payment(payment, seen, at))
        if status in rules.MADE and seen.returned:
            await db.defer(FIND_RETURNS, payment_id=str(payment.id))

    async def account(self, db: WriteSession, account: ConnectedAccount, told: Account, at: datetime) -> None:
        """Keep what Stripe says of an account, and tell when that is something new."""
        state = {
            "stripe_id": told.id,
            "ready": told.ready,
            "payouts_enabled": told.payouts_enabled,
            "details_submitted": told.details_submitted,
            "due": list(told.currently_due),
            "code": told.disabled_reason,
        }
        changed = any(getattr(account, name) != value for name, value in state.items())
        if changed:
            account.sqlmodel_update(state | {"changed_at": at})
        account.next_check_at = rules.next_account_check(account.changed_at, at, ready=account.ready)
        if changed:
            await self.tell(db, telling.of_account(account, at))

    async def operation(
        self, db: WriteSession, operation: Operation, payment: Payment | None, answer: Answer, at: datetime
    ) -> None:
        """Move an operation on; the caller holds its lock, and before it the payment's."""
        before = operation.status
        status = rules.moved_on(operation.kind, before, answer.status)
        ended = status in rules.FINISHED
        operation.stripe_id = operation.stripe_id or answer.stripe_id
        operation.failures, operation.doubtful = 0, False
        operation.next_attempt_at = rules.next_attempt(
            operation.kind, status, at, asked_at=operation.created_at, ended_at=operation.ended_at or at
        )
        if status is before:
            operation.code = answer.code if status is OperationStatus.PENDING else operation.code
            return
        operation.status, operation.code = status, answer.code
        if ended:
            operation.ended_at = at
            operation.details = {
                name: value for name, value in operation.details.items() if name not in PERSONAL
            }
            reached("operation.moved", operation.kind)
            await self._ended(db, operation, payment, answer, at)
            revoked = before is OperationStatus.SUCCEEDED
            await self.tell(db, telling.of_movement(operation, at, revoked=revoked))

    async def _ended(
        self, db: WriteSession, operation: Operation, payment: Payment | None, answer: Answer, at: datetime
    ) -> None:
        """What an operation that moves no money of itself changes on the row that it serves."""
        match operation.kind:
            case OperationKind.OPEN_CHECKOUT:
                await self._opened(db, known(payment), answer, at)
            case OperationKind.EXPIRE_CHECKOUT:
                await db.defer(REFRESH, payment_id=str(operation.payment_id))
            case OperationKind.CREATE_ACCOUNT:
                await self._created(db, operation, answer, at)

    async def _opened(self, db: WriteSession, payment: Payment, answer: Answer, at: datetime) -> None:
        if answer.session is None:
            await self.payment(db, payment, Seen(PaymentStatus.FAILED, code=answer.code), at)
        else:
            payment.session_id, payment.url = answer.session.id, answer.session.url
            await self.payment(db, payment, Seen(PaymentStatus.OPEN, answer.session.intent_id), at)

    async def _created(self, db: WriteSession, operation: Operation, answer: Answer, at: datetime) -> None:
        account = await db.get_one(ConnectedAccount, operation.account_id, with_for_update=True)
        if answer.account is None:
            account.code, account.changed_at = answer.code, at
            await self.tell(db, telling.of_account(account, at))
        else:
            await self.account(db, account, answer.account, at)

    async def tell(self, db: WriteSession, outcome: Outcome | None) -> None:
        await db.flush()
        if outcome is not None:
            await self._subscribers[outcome.purpose](db, outcome)


def _minor(received: Money, currency: str) -> int | None:
    """None of another currency's money, which the row can't hold: that is given back at Stripe, by hand."""
    return received.minor if received.currency == currency else None
