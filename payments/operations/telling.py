"""From a row that has just moved on to the outcome that its subscriber is told."""

from datetime import datetime
from typing import Any

from payments.operations.calls import known
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.outcomes import (
    AccountUpdated,
    Outcome,
    PaymentExpired,
    PaymentFailed,
    PaymentPaid,
    PaymentProcessing,
    PaymentQuarantined,
    PayoutFailed,
    PayoutPaid,
    RefundFailed,
    RefundSucceeded,
    TransferFailed,
    TransferReversalFailed,
    TransferReversed,
    TransferSucceeded,
)
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus, Seen


def of_payment(payment: Payment, seen: Seen, at: datetime) -> Outcome | None:
    """None of a payment that may now be made: nobody waits for that but whoever is to pay it."""
    about: dict[str, Any] = {**_whose(payment, at), "payment_id": payment.id, "amount": payment.amount}
    match payment.status:
        case PaymentStatus.PROCESSING:
            return PaymentProcessing(**about)
        case PaymentStatus.PAID:
            return PaymentPaid(**about, fee=known(payment.fee), charged_at=known(seen.charged_at))
        case PaymentStatus.FAILED:
            return PaymentFailed(**about, code=known(payment.code))
        case PaymentStatus.EXPIRED:
            return PaymentExpired(**about)
        case PaymentStatus.QUARANTINED:
            return PaymentQuarantined(**about, code=known(payment.code))
        case _:
            return None


def of_account(account: ConnectedAccount, at: datetime) -> Outcome:
    return AccountUpdated(
        **_whose(account, at),
        account_id=account.id,
        ready=account.ready,
        payouts_enabled=account.payouts_enabled,
        due=tuple(account.due),
        code=account.code,
    )


def of_movement(operation: Operation, at: datetime, *, revoked: bool) -> Outcome | None:
    """None of an operation that moves no money: its payment or its account is told of."""
    if operation.amount_minor is None:
        return None
    about: dict[str, Any] = {
        **_whose(operation, at),
        "operation_id": operation.id,
        "stripe_id": operation.stripe_id,
        "amount": operation.amount,
    }
    if operation.status is OperationStatus.SUCCEEDED:
        return _succeeded(operation, about)
    return _failed(operation, {**about, "code": known(operation.code)}, revoked=revoked)


def _succeeded(operation: Operation, about: dict[str, Any]) -> Outcome:
    match operation.kind:
        case OperationKind.REFUND:
            return RefundSucceeded(**about, payment_id=known(operation.payment_id))
        case OperationKind.TRANSFER:
            return TransferSucceeded(**about, account_id=known(operation.account_id))
        case OperationKind.REVERSE_TRANSFER:
            return TransferReversed(**about, **_reversed(operation))
        case _:
            return PayoutPaid(**about, account_id=known(operation.account_id))


def _failed(operation: Operation, about: dict[str, Any], *, revoked: bool) -> Outcome:
    match operation.kind:
        case OperationKind.REFUND:
            return RefundFailed(**about, payment_id=known(operation.payment_id), revoked=revoked)
        case OperationKind.TRANSFER:
            return TransferFailed(**about, account_id=known(operation.account_id))
        case OperationKind.REVERSE_TRANSFER:
            return TransferReversalFailed(**about, **_reversed(operation))
        case _:
            return PayoutFailed(**about, account_id=known(operation.account_id), revoked=revoked)


def _reversed(operation: Operation) -> dict[str, Any]:
    return {"account_id": known(operation.account_id), "reverses": known(operation.reverses)}


def _whose(row: Payment | ConnectedAccount | Operation, at: datetime) -> dict[str, Any]:
    return {"book": row.book, "purpose": row.purpose, "subject": row.subject, "at": at}
