"""What our rows hold of Stripe's movements: payments, operations, and what disputes moved."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, or_, select

from payments.money import Money
from payments.operations.models import Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.reconciliation.models import StripeLine
from payments.reconciliation.rules import Held, Movement, Standing
from payments.sessions import ReadSession

MOVING = {
    OperationKind.REFUND: (Movement.REFUND, -1),
    OperationKind.TRANSFER: (Movement.TRANSFER, -1),
    OperationKind.REVERSE_TRANSFER: (Movement.REVERSAL, 1),
}
"""What each operation is at Stripe, and whether its balance grows or shrinks by it."""
NOTED = frozenset(movement for movement, _ in MOVING.values())

PAYMENTS = {PaymentStatus.PAID: Standing.DONE, PaymentStatus.QUARANTINED: Standing.PUT_ASIDE}
OPERATIONS = {
    OperationStatus.SUCCEEDED: Standing.DONE,
    OperationStatus.PENDING: Standing.UNDER_WAY,
    OperationStatus.FAILED: Standing.UNDONE,
}


class Rows:
    """What we hold, by Stripe's identifiers and by our own."""

    def __init__(
        self,
        payments: Sequence[Payment],
        operations: Sequence[Operation],
        disputed: Sequence[tuple[DisputeLine, Payment]],
    ) -> None:
        self.payments = {payment.id: payment for payment in payments}
        self.operations = {one.id: one for one in operations}
        self.disputed = {line.stripe_id: (line, payment) for line, payment in disputed}
        self.by_intent = {one.intent_id: one for one in payments if one.intent_id}
        self.by_charge = {one.charge_id: one for one in payments if one.charge_id}
        self.by_stripe_id = {one.stripe_id: one for one in operations if one.stripe_id}

    def payment(self, line: StripeLine) -> Payment | None:
        """Whose charge it is, or of what it gives back."""
        payment = self.by_intent.get(line.intent_id or "")
        if line.movement is Movement.CHARGE:
            marked = None if line.marked is None else self.payments.get(line.marked)
            payment = self.by_charge.get(line.key) or payment or marked
            of_another = payment is not None and payment.charge_id not in {None, line.key}
            return None if of_another else payment
        return payment

    def operation(self, line: StripeLine) -> Operation | None:
        """Which of ours made it: by Stripe's identifier, or by what we wrote there while it is not learnt."""
        if line.key in self.by_stripe_id:
            return self.by_stripe_id[line.key]
        marked = None if line.marked is None else self.operations.get(line.marked)
        return marked if marked is not None and marked.stripe_id is None else None


async def rows_of(db: ReadSession, keys: Collection[str], lines: Sequence[StripeLine]) -> Rows:
    """What we hold of these movements, of what they give back, and of what they name."""
    intents = {line.intent_id for line in lines if line.intent_id}
    marked = {line.marked for line in lines if line.marked}
    moving = select(Operation).where(
        or_(col(Operation.stripe_id).in_(keys), col(Operation.id).in_(marked)),
        col(Operation.kind).in_(MOVING),
    )
    operations = (await db.exec(moving)).all()
    of = {one.payment_id for one in operations if one.kind is OperationKind.REFUND}
    paid = select(Payment).where(
        or_(
            col(Payment.charge_id).in_(keys),
            col(Payment.intent_id).in_(intents),
            col(Payment.id).in_(marked | of),
        )
    )
    disputed = (
        select(DisputeLine, Payment)
        .join(Dispute, col(Dispute.id) == col(DisputeLine.dispute_id))
        .join(Payment, col(Payment.id) == col(Dispute.payment_id))
        .where(col(DisputeLine.stripe_id).in_(keys))
    )
    return Rows((await db.exec(paid)).all(), operations, (await db.exec(disputed)).all())


def held_in(rows: Rows, by_key: Mapping[str, Sequence[StripeLine]]) -> dict[str, Held]:
    """Under the key that Stripe knows it by: of what we have not learnt, that of the line which names it."""
    held = [
        *(_of_charge(one, one.charge_id) for one in rows.payments.values() if one.charge_id),
        *(_of_operation(one, one.stripe_id) for one in rows.operations.values() if one.stripe_id),
        *(_of_dispute(line) for line, _ in rows.disputed.values()),
    ]
    for key, (line, *_) in by_key.items():
        if line.movement is Movement.CHARGE and (payment := rows.payment(line)) is not None:
            held.append(_of_charge(payment, key))
        elif line.movement in NOTED and (operation := rows.operation(line)) is not None:
            held.append(_of_operation(operation, key))
    return {one.key: one for one in held}


def _of_charge(payment: Payment, key: str) -> Held:
    known = bool(payment.received)
    standing = PAYMENTS.get(payment.status, Standing.NOT_DONE)
    return Held(key, Movement.CHARGE, standing, payment.received if known else None, payment.fee)


def _of_operation(operation: Operation, key: str) -> Held:
    movement, sign = MOVING[operation.kind]
    standing = OPERATIONS.get(operation.status, Standing.NOT_DONE)
    return Held(key, movement, standing, Money(sign * operation.amount.minor, operation.amount.currency))


def _of_dispute(line: DisputeLine) -> Held:
    return Held(
        line.stripe_id, Movement.DISPUTE, Standing.DONE, Money(line.amount_minor), Money(line.fee_minor)
    )
