"""Amounts: whole minor units of one currency, exact in every operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import Self

from payments.errors import DomainError

BASIS_POINTS = 10_000
"""One whole, in the unit in which shares are configured: 800 is 8 %."""

MINOR_PER_MAJOR = {"EUR": 100}
"""Currencies that the ledger keeps, and how many minor units make one of them."""


EXACT = Context(prec=28, traps=[Inexact, InvalidOperation])
"""Arithmetic that raises rather than rounds."""


class CurrencyMismatchError(DomainError):
    code = "currency_mismatch"


class UnknownCurrencyError(DomainError):
    code = "unknown_currency"


@dataclass(frozen=True, slots=True)
class Money:
    """So many cents, signed; a sum of two currencies is refused."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("an amount is a whole number of minor units")
        if self.currency not in MINOR_PER_MAJOR:
            raise UnknownCurrencyError(currency=self.currency)

    @classmethod
    def zero(cls, currency: str = "EUR") -> Self:
        return cls(0, currency)

    @classmethod
    def of(cls, major: Decimal | str | int, currency: str = "EUR") -> Self:
        """From major units; what has no exact number of minor units raises ValueError."""
        per_major = cls(0, currency).minor_per_major
        try:
            minor = int(EXACT.quantize(EXACT.multiply(Decimal(major), per_major), Decimal(1)))
        except (Inexact, InvalidOperation, ValueError):
            raise ValueError(f"{major} {currency} is not a whole number of minor units") from None
        return cls(minor, currency)

    @property
    def minor_per_major(self) -> int:
        return MINOR_PER_MAJOR[self.currency]

    @property
    def major(self) -> Decimal:
        """In major units, with all decimals, for display and for people's spreadsheets."""
        least = Decimal(1) / self.minor_per_major
        return (self.minor * least).quantize(least)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(left=self.currency, right=other.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    def scaled(self, rate: Fraction) -> "Money":
        """Times a rate, floored: nobody ever owes a part of a cent."""
        return Money(self.minor * rate.numerator // rate.denominator, self.currency)

    def share(self, basis_points: int) -> "Money":
        """That share, with one rounding, half up (away from zero)."""
        doubled = abs(self.minor) * basis_points * 2 + BASIS_POINTS
        rounded = doubled // (2 * BASIS_POINTS)
        return Money(rounded if self.minor >= 0 else -rounded, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """In parts proportional to the weights, by largest remainder; the parts make the whole.

        Equal remainders go to the earlier part, so the order of the weights is the tie order. All
        weights zero, or one negative, raises ValueError.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be positive, one at least")
        sign = 1 if self.minor >= 0 else -1
        amount = abs(self.minor)
        parts = [amount * weight // whole for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
        for i in by_remainder[: amount - sum(parts)]:
            parts[i] += 1
        return [Money(sign * part, self.currency) for part in parts]


def total(amounts: Sequence[Money], currency: str = "EUR") -> Money:
    """Their sum; of none, zero in the currency named."""
    result = Money.zero(amounts[0].currency if amounts else currency)
    for amount in amounts:
        result += amount
    return result
