"""From movements' keys to what differs: Stripe's lines beside our rows, then both beside the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select

from payments.money import Money, total
from payments.operations.models import Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.reconciliation import rules, things
from payments.reconciliation.models import StripeLine
from payments.reconciliation.rows import NOTED, PAYMENTS, Rows, held_in, rows_of
from payments.reconciliation.rules import BETWEEN_THEM, Held, Kind, Movement, Told
from payments.reconciliation.things import EntryKinds, Thing
from payments.sessions import ReadSession


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
    held = held_in(rows, by_key)
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
