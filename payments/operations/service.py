"""Use cases: each records what is to be asked of Stripe, in the caller's transaction, with its job.

Nothing has happened when they return; what becomes of it is told to the subscriber of the purpose, who
runs while the payment is locked. So whoever locks rows of their own as well locks the payment first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from payments.failpoints import reached
from payments.gateway.limits import check_payable, statement_suffix
from payments.money import Money
from payments.operations import rules
from payments.operations.holding import operation_for_update, payment_for_update
from payments.operations.models import ConnectedAccount, Dispute, Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.sessions import WriteSession

PERFORM = "payments.perform"
REFRESH = "payments.refresh"
REFRESH_TOGETHER = "payments.refresh_together"
REFRESH_ACCOUNT = "payments.refresh_account"
FIND_RETURNS = "payments.find_returns"
FIND_DISPUTES = "payments.find_disputes"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """What the payer sees, and where they come back to.

    `title` stands beside the amount; `statement` ends the bank's line, which the seller's begins,
    shortened to what banks show; `expires_at` lies between 30 minutes and 24 hours ahead; `locale` is
    one of Stripe's.
    `transfer_group` ties together, at Stripe, the payments and transfers of one thing.
    """

    title: str
    statement: str
    transfer_group: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    locale: str = "auto"

    @property
    def details(self) -> dict[str, str | None]:
        return {
            "title": self.title,
            "statement_suffix": statement_suffix(self.statement),
            "transfer_group": self.transfer_group,
            "success_url": self.success_url,
            "cancel_url": self.cancel_url,
            "locale": self.locale,
        }


@dataclass(frozen=True, slots=True)
class Opening:
    """A payment; with what opens its page, where that was asked for just now."""

    payment: Payment
    operation: Operation | None = None


async def open_checkout(
    db: WriteSession,
    *,
    book: UUID,
    purpose: str,
    subject: UUID,
    amount: Money,
    account_id: UUID,
    page: CheckoutPage,
    is_new: bool = False,
) -> Opening:
    """A payment for the subject, or the one that is being made already, or was: one at most ever is.

    Of a subject that `is_new`, written in this very transaction, nobody else knows: nothing is looked for.

    The payer of a new one waits for its page, so it is on record as called at once: whoever does so needs not
    write that down. `account_id` is who appears as the seller. Raises `amount_not_payable`;
    `payment_conflict` where the other one is of another amount, or in quarantine.
    """
    check_payable(amount)
    standing = None if is_new else await _standing_payment(db, purpose, subject)
    if standing is not None:
        if standing.amount != amount or standing.status is PaymentStatus.QUARANTINED:
            raise rules.PaymentConflictError(payment=standing.id)
        return Opening(standing)
    at = await db.now()
    payment = Payment(
        book=book,
        purpose=purpose,
        subject=subject,
        amount_minor=amount.minor,
        currency=amount.currency,
        status=PaymentStatus.CREATED,
        created_at=at,
        expires_at=page.expires_at,
        next_check_at=rules.next_check(at, at),
    )
    await db.write(payment)
    operation = await _ask(
        db,
        OperationKind.OPEN_CHECKOUT,
        payment,
        payment_id=payment.id,
        account_id=account_id,
        details=page.details,
        key_since=at,
        called_at=at,
    )
    return Opening(payment, operation)


async def _standing_payment(db: WriteSession, purpose: str, subject: UUID) -> Payment | None:
    """What stands in the way of another payment for the subject; nobody else asks for one meanwhile."""
    await db.lock(f"payment:{purpose}:{subject}")
    standing = select(Payment).where(
        Payment.purpose == purpose, Payment.subject == subject, col(Payment.status).not_in(rules.UNPAID)
    )
    return (await db.exec(standing.order_by(col(Payment.id).desc()))).first()


async def expire_checkout(db: WriteSession, payment_id: UUID) -> None:
    """Nobody can pay it any more, unless they have already: the outcome says which. Of no effect twice."""
    payment = await payment_for_update(db, payment_id)
    if payment.status in rules.ENDED or await _operations(db, OperationKind.EXPIRE_CHECKOUT, payment_id):
        return
    await _ask(db, OperationKind.EXPIRE_CHECKOUT, payment, payment_id=payment.id)


async def refund(
    db: WriteSession,
    payment_id: UUID,
    *,
    reason: str,
    amount: Money | None = None,
    purpose: str | None = None,
    subject: UUID | None = None,
    by: UUID | None = None,
) -> Operation:
    """Give back that part of a payment, or all that is left; at once several parts, never more than came.

    Of a payment in quarantine, that is what the payer gave, not what was asked. The outcome goes to the
    payment's purpose and subject unless others are named. `reason`, and `by` whom it was decided where a
    person did, stay with us. Raises `not_refundable`.
    """
    payment = await payment_for_update(db, payment_id)
    refunds = [refund.amount for refund in await _operations(db, OperationKind.REFUND, payment_id)]
    amount = rules.refundable(payment.received, refunds + await _taken_back(db, payment_id), amount)
    return await _ask(
        db,
        OperationKind.REFUND,
        payment,
        purpose=purpose or payment.purpose,
        subject=subject or payment.subject,
        payment_id=payment.id,
        amount=amount,
        details={"reason": reason} if by is None else {"reason": reason, "by": str(by)},
    )


async def _taken_back(db: WriteSession, payment_id: UUID) -> list[Money]:
    """What the payer's bank has of a payment."""
    held = col(Dispute.status).in_(rules.DISPUTED | rules.GIVEN_BACK)
    taken = select(Dispute).where(Dispute.payment_id == payment_id, held)
    return [dispute.amount for dispute in await db.exec(taken)]


async def refund_at_stripe(db: WriteSession, payment: Payment, amount: Money, at: datetime) -> Operation:
    """The row of a refund that someone made in Stripe's own pages; the caller holds the payment's lock."""
    operation = Operation(
        book=payment.book,
        purpose=payment.purpose,
        subject=payment.subject,
        kind=OperationKind.REFUND,
        status=OperationStatus.WAITING,
        payment_id=payment.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        details={"reason": "at_stripe"},
        created_at=at,
        next_attempt_at=at,
    )
    db.add(operation)
    await db.flush()
    return operation


async def create_account(
    db: WriteSession,
    *,
    book: UUID,
    purpose: str,
    subject: UUID,
    name: str,
    email: str | None = None,
    statement: str | None = None,
) -> ConnectedAccount:
    """The subject's account at Stripe, made once; `name` is how payers know it.

    `statement` begins the lines on their banks' statements, shortened to what banks show.
    """
    await db.lock(f"account:{purpose}:{subject}")
    made = select(ConnectedAccount).where(
        ConnectedAccount.purpose == purpose, ConnectedAccount.subject == subject
    )
    account = (await db.exec(made)).first()
    if account is not None:
        return account
    at = await db.now()
    account = ConnectedAccount(book=book, purpose=purpose, subject=subject, created_at=at, changed_at=at)
    db.add(account)
    prefix = None if statement is None else statement_suffix(statement)
    details = {"name": name, "email": email, "statement_prefix": prefix}
    await _ask(db, OperationKind.CREATE_ACCOUNT, account, account_id=account.id, details=details)
    return account


async def onboarding_link(
    db: WriteSession, account_id: UUID, *, return_url: str, refresh_url: str
) -> Operation:
    """A page of Stripe's for one visit of the account's holder; who waits for it asks the desk now."""
    account = await db.get_one(ConnectedAccount, account_id)
    return await _ask(
        db,
        OperationKind.ONBOARDING_LINK,
        account,
        account_id=account.id,
        details={"return_url": return_url, "refresh_url": refresh_url},
    )


async def transfer(
    db: WriteSession,
    *,
    purpose: str,
    subject: UUID,
    account_id: UUID,
    amount: Money,
    transfer_group: str,
    payment_id: UUID | None = None,
) -> Operation:
    """Move money from our balance at Stripe to an account's.

    With a payment, the money is that payment's: at most its amount, and no balance is needed yet.
    Without, what the balance does not cover waits until it does. Raises `not_paid`.
    """
    account = await db.get_one(ConnectedAccount, account_id)
    if payment_id and (await payment_for_update(db, payment_id)).status is not PaymentStatus.PAID:
        raise rules.NotPaidError(payment=payment_id)
    return await _ask(
        db,
        OperationKind.TRANSFER,
        account,
        purpose=purpose,
        subject=subject,
        payment_id=payment_id,
        account_id=account.id,
        amount=amount,
        details={"transfer_group": transfer_group},
    )


async def withdraw(db: WriteSession, operation_id: UUID) -> bool:
    """Ask Stripe no more for what it has not done; whether that is sure, and nothing moves.

    Not while it is being asked, or may have acted on what it was asked: that is found out first.
    """
    operation = await operation_for_update(db, operation_id)
    if operation.status is OperationStatus.FAILED:
        return True
    at = await db.now()
    if not rules.is_idle(
        operation.status,
        key_since=operation.key_since,
        doubtful=operation.doubtful,
        called_at=operation.called_at,
        at=at,
    ):
        return False
    operation.status, operation.code = OperationStatus.FAILED, rules.WITHDRAWN
    operation.ended_at, operation.next_attempt_at = at, None
    return True


async def reverse_transfer(
    db: WriteSession, transfer_id: UUID, *, reason: str, amount: Money | None = None
) -> Operation:
    """Take that part of a transfer back, or all that is left. Raises `not_reversible`."""
    transferred = await operation_for_update(db, transfer_id)
    if transferred.kind is not OperationKind.TRANSFER:
        raise ValueError(f"{transferred.kind} is no transfer")
    reversals = await db.exec(
        select(Operation).where(Operation.reverses == transfer_id, Operation.status != OperationStatus.FAILED)
    )
    taken = [reversal.amount for reversal in reversals]
    return await _ask(
        db,
        OperationKind.REVERSE_TRANSFER,
        transferred,
        account_id=transferred.account_id,
        reverses=transferred.id,
        amount=rules.reversible(transferred.status, transferred.amount, taken, amount),
        details={"reason": reason},
    )


async def pay_out(
    db: WriteSession, *, purpose: str, subject: UUID, account_id: UUID, amount: Money
) -> Operation:
    """Send money from the account's balance to its bank; what is not available yet waits until it is."""
    account = await db.get_one(ConnectedAccount, account_id)
    return await _ask(
        db,
        OperationKind.PAY_OUT,
        account,
        purpose=purpose,
        subject=subject,
        account_id=account.id,
        amount=amount,
    )


async def refresh_soon(db: WriteSession, payment_ids: Sequence[UUID]) -> None:
    """Have Stripe asked how these payments stand; several in one go."""
    match [str(payment_id) for payment_id in payment_ids]:
        case [alone]:
            await db.defer(REFRESH, payment_id=alone)
        case [_, *_] as several:
            await db.defer(REFRESH_TOGETHER, payment_ids=several)


async def _operations(db: WriteSession, kind: OperationKind, payment_id: UUID) -> Sequence[Operation]:
    """Those of a payment that have not failed."""
    asked = select(Operation).where(
        Operation.payment_id == payment_id,
        Operation.kind == kind,
        Operation.status != OperationStatus.FAILED,
    )
    return (await db.exec(asked)).all()


async def _ask(
    db: WriteSession,
    kind: OperationKind,
    owner: Payment | ConnectedAccount | Operation,
    *,
    amount: Money | None = None,
    **columns: Any,
) -> Operation:
    at = await db.now()
    operation = Operation(
        **{"book": owner.book, "purpose": owner.purpose, "subject": owner.subject, **columns},
        kind=kind,
        status=OperationStatus.WAITING,
        amount_minor=None if amount is None else amount.minor,
        currency=None if amount is None else amount.currency,
        created_at=at,
        next_attempt_at=at + rules.QUIET,
    )
    await db.write(operation)
    reached("operation.written", kind)
    if kind is not OperationKind.ONBOARDING_LINK:
        await db.defer(PERFORM, operation_id=str(operation.id))
    return operation
