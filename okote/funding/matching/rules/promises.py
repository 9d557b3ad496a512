"""What a partner may promise: so much for each euro, a sum at once, or the last part of the goal."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from okote.funding.partners.rules import PartnerKind
from payments.errors import DomainError
from payments.money import BASIS_POINTS, Money

LARGEST_RATE_BP = 10 * BASIS_POINTS
"""Ten euros for one: beyond it, a percentage was typed for a rate."""

MOST_DONORS = 1_000_000
"""More than any territory has people."""


class Rule(StrEnum):
    """How a partner adds (funding.md, 1): by euro (Okoté), at once (Eppela, Goteo), at last (Forlì)."""

    PER_EURO = "per_euro"
    LUMP = "lump"
    COMPLETION = "completion"


class Measure(StrEnum):
    """What a condition looks at: a share of the goal in basis points, cents, or people."""

    SHARE = "share"
    AMOUNT = "amount"
    DONORS = "donors"


class RateOutOfRangeError(DomainError):
    """Parameter: `most`, in basis points."""

    code = "rate_out_of_range"


class CeilingNotPositiveError(DomainError):
    """Parameter: `field`, which of the two ceilings: `ceiling` or `ceiling_per_donor`."""

    code = "ceiling_not_positive"


class ConditionOutOfRangeError(DomainError):
    code = "condition_out_of_range"


@dataclass(frozen=True, slots=True)
class Condition:
    """What residents must have in force: never what a partner adds, so no promise waits for another.

    `least` is in the unit of its measure.
    """

    measure: Measure
    least: int

    def __post_init__(self) -> None:
        most = {Measure.SHARE: BASIS_POINTS, Measure.DONORS: MOST_DONORS}.get(self.measure)
        if self.least <= 0 or (most is not None and self.least > most):
            raise ConditionOutOfRangeError

    def amount(self, goal: Money) -> Money:
        """The least that fulfils a condition about money: a share is rounded up, as a cent less is not it."""
        if self.measure is Measure.SHARE:
            return Money(-(-goal.minor * self.least // BASIS_POINTS), goal.currency)
        return Money(self.least, goal.currency)


@dataclass(frozen=True, slots=True)
class PerEuro:
    """So much for each euro of residents. `rate_bp` is in basis points: 10 000 adds one euro to each.

    `ceiling_per_donor` is the part of a donor's pledges that counts, before the rate: at 100 € and 2 for
    1, a donor of 150 € brings 200 €.
    """

    rate_bp: int
    ceiling_per_donor: Money | None = None

    rule = Rule.PER_EURO

    def __post_init__(self) -> None:
        if not 0 < self.rate_bp <= LARGEST_RATE_BP:
            raise RateOutOfRangeError(most=LARGEST_RATE_BP)
        if self.ceiling_per_donor is not None and self.ceiling_per_donor.minor <= 0:
            raise CeilingNotPositiveError(field="ceiling_per_donor")

    def of(self, amount: Money) -> Money:
        """What the rate makes of an amount, ceilings aside; floored, for nobody owes a part of a cent."""
        return amount.scaled(Fraction(self.rate_bp, BASIS_POINTS))


@dataclass(frozen=True, slots=True)
class Lump:
    """A sum at once, which is the commitment's ceiling: all of it when the condition holds, else nothing."""

    condition: Condition

    rule = Rule.LUMP


@dataclass(frozen=True, slots=True)
class Completion:
    """What is missing to the goal, up to the commitment's ceiling, when the condition holds."""

    condition: Condition

    rule = Rule.COMPLETION


Promise = PerEuro | Lump | Completion


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one partner promises one campaign; a partner promises it once.

    `ceiling` is the most that the partner ever owes: zero once it has withdrawn. `signed` is what it was when
    it was signed, if another: by it partners share what they complete, whatever became of it since.
    """

    id: UUID
    partner: UUID
    kind: PartnerKind
    promise: Promise
    ceiling: Money
    signed: Money | None = None

    def __post_init__(self) -> None:
        if self.ceiling.minor < 0:
            raise CeilingNotPositiveError(field="ceiling")

    @property
    def weight(self) -> int:
        """Its part of what is shared, in cents."""
        return (self.ceiling if self.signed is None else self.signed).minor

    def matchable(self, given: Money) -> Money:
        """The part of all that one donor has in force on which this partner looks."""
        most = self.promise.ceiling_per_donor if isinstance(self.promise, PerEuro) else None
        return given if most is None else min(given, most)
