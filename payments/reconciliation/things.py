"""What belongs together in the ledger: a payment with all that went back of it, a transfer, a line alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, or_, select

from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.money import Money, total
from payments.operations.models import Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus
from payments.reconciliation.accounts import ADJUSTED, MIRRORED, STRIPE
from payments.reconciliation.models import Difference, StripeLine
from payments.reconciliation.rules import Booked, Movement
from payments.sessions import ReadSession

Key = tuple[UUID, str]
"""An entry's: its book, and what happened."""

EntryKinds = Mapping[Movement, Sequence[str]]
"""Under which kinds each movement is posted by those who are told of it; an entry's key is its kind, a colon,
and the payment's subject, the operation or, of a dispute, Stripe's line.
"""


@dataclass(slots=True)
class Thing:
    """`lines` are Stripe's, `keys` those under which the ledger may have it. `pending` lines are not to be
    booked yet; `awaited` are rows of ours whose line Stripe was not heard of yet.
    """

    book: UUID
    lines: list[StripeLine] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    posted: Money = field(default_factory=Money.zero)

    @property
    def moved(self) -> Money:
        return total([line.net for line in self.lines])

    @property
    def booked(self) -> Booked:
        """As far as it is to be booked by now."""
        return Booked(self.posted, total([line.net for line in self.lines if line.id not in self.pending]))

    def is_settled(self, until: datetime) -> bool:
        """Whether both sides have had the time to tell of everything."""
        return not self.awaited and all(line.created_at < until for line in self.lines)

    @property
    def off(self) -> Money:
        """How much more the ledger says that Stripe holds for it than Stripe does."""
        return self.posted - self.moved


async def of_payments(db: ReadSession, kinds: EntryKinds, payments: Collection[Payment]) -> dict[UUID, Thing]:
    """By payment."""
    if not payments:
        return {}
    things = {payment.id: Thing(payment.book) for payment in payments}
    by_intent = {payment.intent_id: payment.id for payment in payments if payment.intent_id}
    for line in await lines_of(db, intents=set(by_intent)):
        things[by_intent[line.intent_id or ""]].lines.append(line)
    for payment in payments:
        _keyed(things[payment.id], kinds[Movement.CHARGE], payment.subject)
    for refund in await _refunds(db, set(things)):
        thing = things[_of(refund)]
        _keyed(thing, kinds[Movement.REFUND], refund.id)
        own = {line.id for line in thing.lines if line.key == refund.stripe_id}
        if refund.status is OperationStatus.PENDING:
            thing.pending |= own
        elif refund.status is OperationStatus.SUCCEEDED and not own:
            thing.awaited.add(str(refund.stripe_id))
    disputed = select(Dispute.payment_id, DisputeLine.stripe_id).join(DisputeLine)
    for payment_id, line_id in await db.exec(disputed.where(col(Dispute.payment_id).in_(things))):
        thing = things[payment_id]
        _keyed(thing, kinds[Movement.DISPUTE], line_id)
        thing.awaited |= {line_id} - {line.id for line in thing.lines}
    await _adjusted(db, Difference.payment_id, things)
    await _posted(db, things.values())
    return things


def _of(refund: Operation) -> UUID:
    assert refund.payment_id is not None  # noqa: S101 (a constraint says so)
    return refund.payment_id


async def _refunds(db: ReadSession, payment_ids: Collection[UUID]) -> Sequence[Operation]:
    asked = select(Operation).where(
        col(Operation.payment_id).in_(payment_ids), Operation.kind == OperationKind.REFUND
    )
    return (await db.exec(asked)).all()


async def of_operations(
    db: ReadSession, kinds: EntryKinds, operations: Collection[Operation]
) -> dict[UUID, Thing]:
    """Of transfers and reversals, each for itself."""
    if not operations:
        return {}
    things = {one.id: Thing(one.book) for one in operations}
    by_key = {one.stripe_id: one.id for one in operations if one.stripe_id}
    for line in await lines_of(db, keys=set(by_key)):
        things[by_key[line.key]].lines.append(line)
    for one in operations:
        transferred = one.kind is OperationKind.TRANSFER
        _keyed(things[one.id], kinds[Movement.TRANSFER if transferred else Movement.REVERSAL], one.id)
    await _adjusted(db, Difference.operation_id, things)
    await _posted(db, things.values())
    return things


async def of_keys(db: ReadSession, book: UUID, keys: Collection[str]) -> dict[str, Thing]:
    """Of what no row of ours knows: by what tells it apart at Stripe."""
    if not keys:
        return {}
    things = {key: Thing(book) for key in keys}
    for line in await lines_of(db, keys=keys):
        things[line.key].lines.append(line)
    await _adjusted(db, Difference.key, things)
    await _posted(db, things.values())
    return things


async def of_entry(db: ReadSession, difference: Difference) -> Thing:
    """Of one that moves what Stripe holds for nothing that we know of."""
    told = select(LedgerEntry).where(LedgerEntry.id == difference.entry_id)
    entry = (await db.exec(told)).one()
    thing = Thing(entry.book, keys={(entry.book, entry.key), (entry.book, f"{ADJUSTED}:{difference.id}")})
    await _posted(db, [thing])
    return thing


async def lines_of(
    db: ReadSession, *, keys: Collection[str] = (), intents: Collection[str] = ()
) -> Sequence[StripeLine]:
    wanted = or_(col(StripeLine.key).in_(keys), col(StripeLine.intent_id).in_(intents))
    return (await db.exec(select(StripeLine).where(wanted).order_by(col(StripeLine.id)))).all()


def _keyed(thing: Thing, kinds: Sequence[str], what: object) -> None:
    thing.keys |= {(thing.book, f"{kind}:{what}") for kind in kinds}


async def _adjusted(
    db: ReadSession, column: object, things: Mapping[UUID, Thing] | Mapping[str, Thing]
) -> None:
    """What the ledger has only of Stripe's lines, and what a person's closing has put right."""
    for thing in things.values():
        for line in thing.lines:
            _keyed(thing, [MIRRORED], line.id)
    closed = select(column, Difference.id).where(  # type: ignore[call-overload]
        col(column).in_(things), col(Difference.reason).is_not(None)
    )
    for whose, difference_id in await db.exec(closed):
        _keyed(things[whose], [ADJUSTED], difference_id)


async def _posted(db: ReadSession, things: Iterable[Thing]) -> None:
    """What all these entries moved of Stripe's balance, and whatever was reversed of it."""
    by_key = {key: thing for thing in things for key in thing.keys}
    for key, effect in (await effects(db, set(by_key))).items():
        by_key[key].posted += effect


async def effects(db: ReadSession, keys: Collection[Key]) -> dict[Key, Money]:
    """Of the entries under these keys, together with their reversals.

    Books are few: asked for apart from the keys, which the index takes at once, and not pair by pair.
    """
    books = {book for book, _ in keys}
    entry, line = col(LedgerEntry.book).in_(books), col(LedgerPosting.book).in_(books)
    told = select(LedgerEntry.book, LedgerEntry.id, LedgerEntry.key)
    told = told.where(entry, col(LedgerEntry.key).in_({key for _, key in keys}))
    ids = {entry_id: (book, key) for book, entry_id, key in await db.exec(told) if (book, key) in keys}
    found: dict[Key, Money] = defaultdict(Money.zero)
    if not ids:
        return found
    undone = select(LedgerEntry.id, LedgerEntry.reverses).where(entry, col(LedgerEntry.reverses).in_(ids))
    for entry_id, reversed_id in (await db.exec(undone)).all():
        if reversed_id is not None:
            ids[entry_id] = ids[reversed_id]
    moved = select(LedgerPosting.entry_id, func.sum(signed()))
    moved = moved.where(line, col(LedgerPosting.entry_id).in_(ids), touches())
    for entry_id, effect in (await db.exec(moved.group_by(col(LedgerPosting.entry_id)))).all():
        found[ids[entry_id]] += Money(int(effect))
    return found


def signed() -> ColumnElement[int]:
    """A posting's effect on Stripe's balance, in cents."""
    minor = col(LedgerPosting.amount_minor)
    return case((col(LedgerPosting.destination) == STRIPE, minor), else_=-minor)


def touches() -> ColumnElement[bool]:
    return or_(col(LedgerPosting.source) == STRIPE, col(LedgerPosting.destination) == STRIPE)
