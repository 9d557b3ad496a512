"""Use cases: what differs is kept and ended, Stripe's lines are mirrored, a person closes what is left."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from payments.errors import DomainError
from payments.ledger.rules import Posting
from payments.ledger.service import post
from payments.money import Money
from payments.operations.models import Operation, Payment
from payments.reconciliation import things
from payments.reconciliation.accounts import ADJUSTED, MIRRORED, STRIPE, STRIPE_OWN_FEES, SUSPENSE
from payments.reconciliation.comparing import Found
from payments.reconciliation.missing import Alone
from payments.reconciliation.models import Difference, StripeLine
from payments.reconciliation.rules import CONTRA, Held, Kind
from payments.reconciliation.things import EntryKinds
from payments.sessions import ReadSession, WriteSession

RECONCILE = "payments.reconcile"

OperatorsBook = Callable[[ReadSession], Awaitable[UUID]]


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """How the house keeps its books: under which kinds movements are posted, for which purposes people pay,
    and which book is the operator's own.
    """

    kinds: EntryKinds
    purposes: Collection[str]
    book: OperatorsBook


class AlreadyEndedError(DomainError):
    """Both sides agree by now, or somebody has closed it."""

    code = "difference_ended"


async def record(db: WriteSession, run_id: UUID, looked_at: Collection[str], found: Sequence[Found]) -> None:
    """Of the movements looked at, keep what differs and end what does not any more.

    What a person has closed is not raised again as long as it is the same. One difference a movement: of
    two comparisons at once, the second sees what the first has kept.
    """
    await db.lock(RECONCILE)
    at = await db.now()
    new = {one.key: one for one in (_difference(run_id, one, at) for one in found)}
    looked_at = {*looked_at, *new}
    known = select(Difference).where(
        col(Difference.key).in_(looked_at),
        col(Difference.ended_at).is_(None) | col(Difference.reason).is_not(None),
    )
    closed = set[tuple[object, ...]]()
    for before in (await db.exec(known.with_for_update())).all():
        if before.ended_at is not None:
            closed.add((before.key, *before.figures))
        elif before.key in new and new[before.key].figures == before.figures:
            del new[before.key]
        else:
            before.ended_at = at
    await db.flush()
    db.add_all(one for one in new.values() if (one.key, *one.figures) not in closed)


def _difference(run_id: UUID, found: Found, at: datetime) -> Difference:
    told, held, row = found.told, found.held, found.operation or found.payment
    ours = held.amount if held else found.posted
    return Difference(
        reconciliation_id=run_id,
        kind=found.kind,
        movement=told.movement if told else held.movement if held else None,
        key=found.key,
        type=found.line.type if found.line else None,
        book=found.book,
        payment_id=found.payment.id if found.payment else None,
        operation_id=found.operation.id if found.operation else None,
        theirs_minor=told.amount.minor if told else None,
        theirs_fee_minor=told.fee.minor if told else None,
        ours_minor=None if ours is None else ours.minor,
        ours_fee_minor=_fee(held),
        currency="EUR",
        stands=row.status if row and held else None,
        moved_at=found.line.created_at if found.line else None,
        found_at=at,
    )


def _fee(held: Held | None) -> int | None:
    return None if held is None or held.fee is None else held.fee.minor


async def record_alone(db: WriteSession, run_id: UUID, alone: Iterable[Alone]) -> None:
    """Keep those entries that nothing at Stripe accounts for, unless they were seen before."""
    await db.lock(RECONCILE)
    at = await db.now()
    new = {one.key: one for one in alone}
    known = select(Difference.key).where(
        col(Difference.key).in_(new), col(Difference.ended_at).is_(None) | col(Difference.reason).is_not(None)
    )
    for key in (await db.exec(known)).all() if new else ():
        new.pop(key, None)
    db.add_all(
        Difference(
            reconciliation_id=run_id,
            kind=Kind.BOOKED_ALONE,
            key=one.key,
            type=one.kind,
            book=one.book,
            entry_id=one.id,
            ours_minor=one.effect.minor,
            currency=one.effect.currency,
            moved_at=one.at,
            found_at=at,
        )
        for one in new.values()
    )


async def end_entry(db: WriteSession, difference_id: UUID, alone: Alone | None) -> None:
    """Once it has a movement, or was reversed."""
    difference = await db.get_one(Difference, difference_id, with_for_update=True, populate_existing=True)
    if alone is None and difference.ended_at is None:
        difference.ended_at = await db.now()


async def mirror(db: WriteSession, line: StripeLine, book: UUID) -> None:
    """Post a line of Stripe's as it is; of no effect twice.

    Payouts to the operator's bank and top-ups are between Stripe and that bank, fees are the operator's,
    whatever else is put aside.
    """
    postings = [
        *_moved(CONTRA.get(line.movement, SUSPENSE), line.amount),
        *_moved(STRIPE_OWN_FEES, -line.fee),
    ]
    if postings:
        await post(
            db,
            book=book,
            key=f"{MIRRORED}:{line.id}",
            kind=MIRRORED,
            postings=postings,
            at=line.created_at,
        )


def _moved(contra: str, amount: Money) -> list[Posting]:
    """Into Stripe's balance, or where it is negative out of it."""
    if not amount:
        return []
    inwards = Posting(contra, STRIPE, Money(abs(amount.minor), amount.currency))
    return [inwards if amount.minor > 0 else inwards.mirrored()]


async def close(db: WriteSession, difference: Difference, reason: str, house: Bookkeeping) -> Difference:
    """A person has explained it: the ledger takes Stripe's figure, against what is put aside.

    The caller holds the row. Raises `difference_ended`.
    """
    if difference.ended_at is not None:
        raise AlreadyEndedError(difference=difference.id)
    off = await off_by(db, difference, house)
    at = await db.now()
    difference.ended_at, difference.reason = at, reason
    if off:
        await post(
            db,
            book=difference.book or await house.book(db),
            key=f"{ADJUSTED}:{difference.id}",
            kind=ADJUSTED,
            postings=_moved(SUSPENSE, -off),
            at=at,
            reference=difference.id,
        )
    return difference


async def off_by(db: ReadSession, one: Difference, house: Bookkeeping) -> Money:
    """How much more than Stripe the ledger has on account of the thing that differs."""
    if one.entry_id is not None:
        return (await things.of_entry(db, one)).off
    if one.payment_id is not None and one.kind is not Kind.PAYMENT_NOT_LEARNT:
        payment = await db.get_one(Payment, one.payment_id)
        return (await things.of_payments(db, house.kinds, [payment]))[payment.id].off
    if one.operation_id is not None:
        operation = await db.get_one(Operation, one.operation_id)
        return (await things.of_operations(db, house.kinds, [operation]))[operation.id].off
    return (await things.of_keys(db, await house.book(db), [one.key]))[one.key].off
