"""What the operator tells of a year: Monetary and Financial Code, R548-4 II, for donations alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from payments.errors import DomainError
from payments.money import Money

DUE = (6, 30)
"""Month and day of the next year by which it is published."""


class YearNotOverError(DomainError):
    """Parameter: `from_`, the day from which it can be published."""

    code = "report_year_not_over"


class ReportPublishedError(DomainError):
    """What was published stays as it is."""

    code = "report_published"


@dataclass(frozen=True, slots=True)
class Counted:
    number: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Activity:
    """`received` and `accepted` with what they asked for, `financed` with what came together for them.

    `given` is what was paid in the year and was in force when this was counted, `donors` who gave it, each
    once; `backings` counts each of them once for each of the `backed` projects that they gave to.
    """

    received: Counted
    accepted: Counted
    financed: Counted
    given: Money
    donors: int
    backed: int
    backings: int

    @property
    def donors_per_project(self) -> Decimal:
        """To one decimal."""
        if not self.backed:
            return Decimal(0)
        return (Decimal(self.backings) / self.backed).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def given_per_donor(self) -> Money:
        return average(self.given, self.donors)

    @property
    def given_per_project(self) -> Money:
        return average(self.given, self.backed)


@dataclass(frozen=True, slots=True)
class Financed:
    """A project that succeeded in the year, as its closing counted it."""

    title: str
    holder: str
    place: str
    decided_on: date
    given: Money
    public: Money
    companies: Money

    @property
    def total(self) -> Money:
        return self.given + self.public + self.companies


@dataclass(frozen=True, slots=True)
class Operator:
    """As the site named it when the report was published."""

    name: str
    form: str
    address: str
    email: str
    siren: str
    orias: str
    insurer: str
    payment_institution: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the report says but how the operator is governed; kept as it was published."""

    territory: str
    operator: Operator
    activity: Activity
    projects: Sequence[Financed]


def average(amount: Money, among: int) -> Money:
    """Half up to the cent; nothing among nobody."""
    if not among:
        return Money.zero(amount.currency)
    return Money((2 * amount.minor + among) // (2 * among), amount.currency)


def check_publishable(year: int, today: date, *, published: bool) -> None:
    """YearNotOverError, ReportPublishedError."""
    if published:
        raise ReportPublishedError
    if today.year <= year:
        raise YearNotOverError(from_=date(year + 1, 1, 1))
