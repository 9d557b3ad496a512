"""From movements' keys to what differs: Stripe's lines beside our rows, then both beside the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select

from payments.money import Money, total
from payments.operations.models import Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.reconciliation import rules, things
from payments.reconciliation.models import StripeLine
from payments.reconciliation.rules import BETWEEN_THEM, Held, Kind, Movement, Standing, Told
from payments.reconciliation.things import EntryKinds, Thing
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


@dataclass(frozen=True, slots=True)
class Found:
    """One movement that differs, with the rows that know of it; `book` is None where none does."""

    key: str
    kind: Kind
    told: Told | None = None
    held: Held | None = None
    line: StripeLine | None = None
    payment: Payment | None = None
    operation: Operation | None = None
    posted: Money | None = None

    @property
    def book(self) -> UUID | None:
        known = self.operation or self.payment
        return None if known is None else known.book


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


async def compare(
    db: ReadSession, kinds: EntryKinds, book: UUID, keys: Collection[str], *, until: datetime
) -> list[Found]:
    """Of these movements and of all that belongs to the same payments before `until`, those that differ.

    What went on since then, as a refund that has failed meanwhile, is for the next time. `book` is the
    operator's own, where what nobody's rows know is booked.
    """
    known = await _with_payments_whole(db, keys)
    lines = [line for line in known if line.created_at < until]
    went_on = {line.key for line in known if line.created_at >= until}
    by_key: defaultdict[str, list[StripeLine]] = defaultdict(list)
    for line in lines:
        by_key[line.key].append(line)
    rows = await rows_of(db, {*keys, *by_key}, lines)
    told = [_told(by_key[key]) for key in sorted(by_key) if by_key[key][0].movement in rules.OURS]
    held = _held(rows, by_key)
    found = [
        _found(rows, by_key, kind, theirs, ours)
        for theirs, ours in rules.paired(told, [held[key] for key in sorted(held)])
        if (kind := rules.difference(theirs, ours)) is not None
    ]
    found = [one for one in found if one.key not in went_on]
    found = await _without_refunds_in_parts(db, found, lines)
    return [
        *found,
        *await _booked(db, kinds, rows, found, until),
        *await _between_them(db, book, [line for line in lines if line.movement not in rules.OURS]),
    ]


async def _with_payments_whole(db: ReadSession, keys: Collection[str]) -> Sequence[StripeLine]:
    first = await things.lines_of(db, keys=keys)
    intents = {line.intent_id for line in first if line.intent_id}
    refunded = select(Operation.payment_id).where(
        col(Operation.stripe_id).in_(keys), Operation.kind == OperationKind.REFUND
    )
    of = (await db.exec(refunded)).all()
    paid = select(Payment.intent_id).where(or_(col(Payment.charge_id).in_(keys), col(Payment.id).in_(of)))
    intents |= {intent for intent in await db.exec(paid) if intent is not None}
    return await things.lines_of(db, keys=keys, intents=intents)


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


def _told(lines: Sequence[StripeLine]) -> Told:
    """Of one movement, all that Stripe has moved; what was taken back again came to nothing."""
    first, amounts = lines[0], [line.amount for line in lines]
    return Told(
        first.key,
        first.movement,
        total(amounts),
        total([line.fee for line in lines]),
        undone=len(lines) > 1 and not total(amounts),
        marked=any(line.marked for line in lines),
    )


def _held(rows: Rows, by_key: Mapping[str, Sequence[StripeLine]]) -> dict[str, Held]:
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


def _found(
    rows: Rows,
    by_key: Mapping[str, Sequence[StripeLine]],
    kind: Kind,
    told: Told | None,
    held: Held | None,
) -> Found:
    key = told.key if told else held.key if held else ""
    line = by_key[key][0] if told else None
    if line is not None:
        payment, operation = rows.payment(line), rows.operation(line) if line.movement in NOTED else None
    else:
        _, payment = rows.disputed.get(key, (None, rows.by_charge.get(key)))
        operation = rows.by_stripe_id.get(key)
    if operation is not None and operation.payment_id is not None:
        payment = rows.payments.get(operation.payment_id, payment)
    return Found(key, kind, told, held, line, payment, operation)


async def _without_refunds_in_parts(
    db: ReadSession, found: list[Found], lines: Sequence[StripeLine]
) -> list[Found]:
    """A refund of ours may stand for several made by hand that come to it: told apart, they would differ."""
    doubtful = {
        one.payment.id: one.payment
        for one in found
        if one.kind in {Kind.REFUND_UNKNOWN, Kind.REFUND_DIFFERS} and one.payment is not None
    }
    asked = select(Operation).where(
        col(Operation.payment_id).in_(doubtful),
        Operation.kind == OperationKind.REFUND,
        col(Operation.status).in_([OperationStatus.SUCCEEDED, OperationStatus.PENDING]),
    )
    refunded: defaultdict[UUID | None, Money] = defaultdict(Money.zero)
    for operation in (await db.exec(asked)).all() if doubtful else ():
        refunded[operation.payment_id] += operation.amount
    whole = {
        payment.id
        for payment in doubtful.values()
        if refunded[payment.id]
        == -total(
            [
                line.amount
                for line in lines
                if line.movement is Movement.REFUND and line.intent_id == payment.intent_id
            ]
        )
    }
    return [
        one
        for one in found
        if one.kind not in {Kind.REFUND_UNKNOWN, Kind.REFUND_DIFFERS}
        or one.payment is None
        or one.payment.id not in whole
    ]


async def _booked(
    db: ReadSession, kinds: EntryKinds, rows: Rows, found: Sequence[Found], until: datetime
) -> list[Found]:
    """Where Stripe and our rows agree: whether the ledger says the same of each payment and each transfer."""
    differing = {one.payment.id for one in found if one.payment} | {
        one.operation.id for one in found if one.operation
    }
    paid = [
        one
        for one in rows.payments.values()
        if one.status in PAYMENTS and one.charge_id and one.id not in differing
    ]
    moved = [
        one
        for one in rows.operations.values()
        if one.kind is not OperationKind.REFUND
        and one.status is OperationStatus.SUCCEEDED
        and one.id not in differing
    ]
    wrong = []
    for payment_id, thing in (await things.of_payments(db, kinds, paid)).items():
        payment = rows.payments[payment_id]
        put_aside = payment.status is PaymentStatus.QUARANTINED
        kind = rules.booked_wrongly(thing.booked, put_aside=put_aside)
        if kind is not None and thing.is_settled(until):
            wrong.append(_wrong(thing, kind, payment.charge_id or "", payment=payment))
    for operation_id, thing in (await things.of_operations(db, kinds, moved)).items():
        kind = rules.booked_wrongly(thing.booked)
        if kind is not None and thing.lines and thing.is_settled(until):
            operation = rows.operations[operation_id]
            wrong.append(_wrong(thing, kind, operation.stripe_id or "", operation=operation))
    return wrong


def _wrong(
    thing: Thing,
    kind: Kind,
    key: str,
    *,
    payment: Payment | None = None,
    operation: Operation | None = None,
) -> Found:
    first = thing.lines[0]
    told = Told(key, first.movement, thing.booked.moved, Money.zero())
    return Found(key, kind, told, None, first, payment, operation, posted=thing.booked.posted)


async def _between_them(db: ReadSession, book: UUID, lines: Sequence[StripeLine]) -> list[Found]:
    """What Stripe and the operator settle between them, and what we do not know, unless the ledger has it."""
    booked = await things.of_keys(db, book, {line.key for line in lines})
    return [
        Found(
            line.key, BETWEEN_THEM[line.movement], _told([line]), None, line, posted=booked[line.key].posted
        )
        for line in lines
        if booked[line.key].off
    ]
