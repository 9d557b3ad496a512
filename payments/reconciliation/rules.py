"""What Stripe tells beside what we hold: paired, compared, and what differs named. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from payments.money import Money
from payments.reconciliation import accounts


class Movement(StrEnum):
    """What a line of Stripe's own ledger is about; `OTHER` is whatever we do not know."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    TRANSFER = "transfer"
    REVERSAL = "reversal"
    OWN_FEE = "own_fee"
    BANK = "bank"
    TOP_UP = "top_up"
    OTHER = "other"


BY_TYPE = {
    "charge": Movement.CHARGE,
    "payment": Movement.CHARGE,
    "refund": Movement.REFUND,
    "payment_refund": Movement.REFUND,
    "refund_failure": Movement.REFUND,
    "transfer": Movement.TRANSFER,
    "transfer_refund": Movement.REVERSAL,
    "stripe_fee": Movement.OWN_FEE,
    "stripe_fx_fee": Movement.OWN_FEE,
    "tax_fee": Movement.OWN_FEE,
    "payout": Movement.BANK,
    "payout_cancel": Movement.BANK,
    "payout_failure": Movement.BANK,
    "topup": Movement.TOP_UP,
    "topup_reversal": Movement.TOP_UP,
}
"""docs.stripe.com/reports/balance-transaction-types"""

ADJUSTED = {
    "du": Movement.DISPUTE,
    "dp": Movement.DISPUTE,
    "re": Movement.REFUND,
    "pyr": Movement.REFUND,
}
"""An `adjustment` is a dispute's, or that of a refund which failed, by what it is about."""

OURS = frozenset({Movement.CHARGE, Movement.REFUND, Movement.DISPUTE, Movement.TRANSFER, Movement.REVERSAL})
"""What only our asking, or a payer, brings about; the rest is between Stripe and the operator."""

BY_LINE = frozenset({Movement.DISPUTE}) | (frozenset(Movement) - OURS)
"""Each line of these is a movement; of the others all lines of one object are."""


def movement(kind: str, source: str | None) -> Movement:
    """Of a line, by Stripe's `type` and what it is about."""
    if kind == "adjustment":
        return ADJUSTED.get((source or "").partition("_")[0], Movement.OTHER)
    found = BY_TYPE.get(kind, Movement.OTHER)
    return Movement.OTHER if found in OURS and source is None else found


class Kind(StrEnum):
    """What may differ; `REMEDIES` says what mends it by itself."""

    CHARGE_UNKNOWN = "charge_unknown"
    PAYMENT_LOST = "payment_lost"
    PAYMENT_NOT_LEARNT = "payment_not_learnt"
    PAYMENT_MISSING = "payment_missing"
    PAYMENT_DIFFERS = "payment_differs"
    FEE_DIFFERS = "fee_differs"
    PUT_ASIDE = "put_aside"
    REFUND_UNKNOWN = "refund_unknown"
    REFUND_NOT_LEARNT = "refund_not_learnt"
    REFUND_FAILED = "refund_failed"
    REFUND_MISSING = "refund_missing"
    REFUND_DIFFERS = "refund_differs"
    DISPUTE_UNKNOWN = "dispute_unknown"
    DISPUTE_MISSING = "dispute_missing"
    DISPUTE_DIFFERS = "dispute_differs"
    TRANSFER_UNKNOWN = "transfer_unknown"
    TRANSFER_NOT_LEARNT = "transfer_not_learnt"
    TRANSFER_MISSING = "transfer_missing"
    TRANSFER_DIFFERS = "transfer_differs"
    REVERSAL_UNKNOWN = "reversal_unknown"
    REVERSAL_NOT_LEARNT = "reversal_not_learnt"
    REVERSAL_MISSING = "reversal_missing"
    REVERSAL_DIFFERS = "reversal_differs"
    OWN_FEE = "own_fee"
    BANK = "bank"
    TOP_UP = "top_up"
    TYPE_UNKNOWN = "type_unknown"
    NOT_BOOKED = "not_booked"
    BOOKED_DIFFERENTLY = "booked_differently"
    BOOKED_ALONE = "booked_alone"


class Remedy(StrEnum):
    """What mends a difference without a person: Stripe is asked again, or the ledger mirrors its line."""

    REFRESH = "refresh"
    FIND_RETURNS = "find_returns"
    FIND_DISPUTES = "find_disputes"
    PERFORM = "perform"
    MIRROR = "mirror"


REMEDIES: Mapping[Kind, Remedy] = {
    Kind.PAYMENT_NOT_LEARNT: Remedy.REFRESH,
    Kind.REFUND_UNKNOWN: Remedy.FIND_RETURNS,
    Kind.REFUND_NOT_LEARNT: Remedy.PERFORM,
    Kind.REFUND_FAILED: Remedy.PERFORM,
    Kind.DISPUTE_UNKNOWN: Remedy.FIND_DISPUTES,
    Kind.TRANSFER_NOT_LEARNT: Remedy.PERFORM,
    Kind.REVERSAL_NOT_LEARNT: Remedy.PERFORM,
    Kind.PUT_ASIDE: Remedy.MIRROR,
    Kind.OWN_FEE: Remedy.MIRROR,
    Kind.BANK: Remedy.MIRROR,
    Kind.TOP_UP: Remedy.MIRROR,
}

CONTRA = {
    Movement.OWN_FEE: accounts.STRIPE_OWN_FEES,
    Movement.BANK: accounts.BANK,
    Movement.TOP_UP: accounts.BANK,
}
"""Where the other side of a mirrored line goes; what nobody has explained yet is put aside."""


OVERLAP = timedelta(days=2)
"""What a period takes again of the one before."""


def beginning(asked: datetime | None, read_until: datetime | None) -> datetime | None:
    """Of a period: None is the beginning of all, where nothing was read from there on yet."""
    return read_until - OVERLAP if asked is None and read_until is not None else asked


class Standing(StrEnum):
    """How far we hold a movement to have come: `UNDER_WAY` is at Stripe, and not in the ledger yet."""

    DONE = "done"
    PUT_ASIDE = "put_aside"
    UNDER_WAY = "under_way"
    UNDONE = "undone"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Told:
    """A movement as Stripe tells it: all its lines together, signed as Stripe's balance moves.

    `undone`: one of them took back what another did. `marked`: it bears an identifier of ours.
    """

    key: str
    movement: Movement
    amount: Money
    fee: Money
    undone: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The same movement as our rows have it; without `amount` or `fee`, we do not know these."""

    key: str
    movement: Movement
    standing: Standing
    amount: Money | None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger has of Stripe's balance on account of one thing, and what it should have."""

    posted: Money
    moved: Money

    @property
    def off(self) -> Money:
        return self.posted - self.moved


def paired(told: Iterable[Told], held: Iterable[Held]) -> Iterator[tuple[Told | None, Held | None]]:
    """Each movement once; None where one side does not know it.

    Both come in the order of their keys, each key once, and are read no further than is needed.
    """
    theirs, ours = iter(told), iter(held)
    here, there = next(theirs, None), next(ours, None)
    while here is not None or there is not None:
        if there is None or (here is not None and here.key < there.key):
            yield here, None
            here = next(theirs, None)
        elif here is None or there.key < here.key:
            yield None, there
            there = next(ours, None)
        else:
            yield here, there
            here, there = next(theirs, None), next(ours, None)


UNKNOWN = {
    Movement.CHARGE: Kind.CHARGE_UNKNOWN,
    Movement.REFUND: Kind.REFUND_UNKNOWN,
    Movement.DISPUTE: Kind.DISPUTE_UNKNOWN,
    Movement.TRANSFER: Kind.TRANSFER_UNKNOWN,
    Movement.REVERSAL: Kind.REVERSAL_UNKNOWN,
}
NOT_LEARNT = {
    Movement.CHARGE: Kind.PAYMENT_NOT_LEARNT,
    Movement.REFUND: Kind.REFUND_NOT_LEARNT,
    Movement.DISPUTE: Kind.DISPUTE_UNKNOWN,
    Movement.TRANSFER: Kind.TRANSFER_NOT_LEARNT,
    Movement.REVERSAL: Kind.REVERSAL_NOT_LEARNT,
}
MISSING = {
    Movement.CHARGE: Kind.PAYMENT_MISSING,
    Movement.REFUND: Kind.REFUND_MISSING,
    Movement.DISPUTE: Kind.DISPUTE_MISSING,
    Movement.TRANSFER: Kind.TRANSFER_MISSING,
    Movement.REVERSAL: Kind.REVERSAL_MISSING,
}
DIFFERS = {
    Movement.CHARGE: Kind.PAYMENT_DIFFERS,
    Movement.REFUND: Kind.REFUND_DIFFERS,
    Movement.DISPUTE: Kind.DISPUTE_DIFFERS,
    Movement.TRANSFER: Kind.TRANSFER_DIFFERS,
    Movement.REVERSAL: Kind.REVERSAL_DIFFERS,
}
BETWEEN_THEM = {
    Movement.OWN_FEE: Kind.OWN_FEE,
    Movement.BANK: Kind.BANK,
    Movement.TOP_UP: Kind.TOP_UP,
    Movement.OTHER: Kind.TYPE_UNKNOWN,
}


def difference(told: Told | None, held: Held | None) -> Kind | None:
    """How what we hold of a movement differs from what Stripe tells; None where it does not."""
    if told is None:
        return None if held is None else _without_line(held)
    return _without_row(told) if held is None else _of_both(told, held)


def _of_both(told: Told, held: Held) -> Kind | None:
    if told.undone:
        return None if held.standing is Standing.UNDONE else Kind.REFUND_FAILED
    if held.standing in {Standing.NOT_DONE, Standing.UNDONE}:
        return NOT_LEARNT[told.movement]
    if held.amount is not None and held.amount != told.amount:
        return DIFFERS[told.movement]
    if held.fee is not None and held.fee != told.fee:
        return Kind.FEE_DIFFERS if told.movement is Movement.CHARGE else DIFFERS[told.movement]
    return None


def _without_line(held: Held) -> Kind | None:
    return MISSING[held.movement] if held.standing in {Standing.DONE, Standing.PUT_ASIDE} else None


def _without_row(told: Told) -> Kind | None:
    """A refund that Stripe made and took back is nothing to us; a charge may be of a row that was lost."""
    if told.undone:
        return None
    if told.movement is Movement.CHARGE and told.marked:
        return Kind.PAYMENT_LOST
    return UNKNOWN.get(told.movement)


def booked_wrongly(booked: Booked, *, put_aside: bool = False) -> Kind | None:
    """How the ledger differs from what Stripe moved for one thing on which Stripe and our rows agree."""
    if not booked.off:
        return None
    if put_aside:
        return Kind.PUT_ASIDE
    return Kind.BOOKED_DIFFERENTLY if booked.posted else Kind.NOT_BOOKED
