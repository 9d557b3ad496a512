"""Who is matched, by how much and until when: pure arithmetic on whole cents and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from okote.funding.partners.rules import PartnerKind
from payments.errors import DomainError
from payments.money import BASIS_POINTS, Money, total

LARGEST_RATE_BP = 10 * BASIS_POINTS
"""Ten euros for one: beyond it, a percentage was typed for a rate."""

FUNDS_DUE = timedelta(days=60)
"""A public partner pays a subsidy within 60 days (law 2021-875, art. 10); we ask the same of all."""

ByDonor = Mapping[UUID, Money]
"""What each donor has in force on one campaign, all pledges of that donor together."""


class RateOutOfRangeError(DomainError):
    """Parameter: `most`, in basis points."""

    code = "rate_out_of_range"


class CeilingNotPositiveError(DomainError):
    """Parameter: `field`, which of the two ceilings: `ceiling` or `ceiling_per_donor`."""

    code = "ceiling_not_positive"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one partner promises one campaign; a partner promises it once.

    `rate_bp` is in basis points: 10 000 adds one euro to each euro. `ceiling` is the most that the
    partner ever owes. `ceiling_per_donor` is the part of a donor's pledges that the partner
    matches, before the rate: at 100 € and 2 for 1, a donor of 150 € brings 200 €.
    """

    id: UUID
    partner: UUID
    kind: PartnerKind
    rate_bp: int
    ceiling: Money
    ceiling_per_donor: Money | None = None

    def __post_init__(self) -> None:
        if not 0 < self.rate_bp <= LARGEST_RATE_BP:
            raise RateOutOfRangeError(most=LARGEST_RATE_BP)
        for field in ("ceiling", "ceiling_per_donor"):
            amount = getattr(self, field)
            if amount is not None and amount.minor <= 0:
                raise CeilingNotPositiveError(field=field)

    def rate(self, amount: Money) -> Money:
        """What the rate makes of an amount, ceilings aside; floored, for nobody owes a part of a cent."""
        return amount.scaled(Fraction(self.rate_bp, BASIS_POINTS))

    def matchable(self, given: Money) -> Money:
        """The part of all that one donor has in force which this partner matches."""
        return given if self.ceiling_per_donor is None else min(given, self.ceiling_per_donor)


@dataclass(frozen=True, slots=True)
class Match:
    """What one partner adds, by its commitment."""

    commitment: UUID
    partner: UUID
    kind: PartnerKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment, and the `base` that it is applied to: the matchable part of each donor, summed."""

    commitment: Commitment
    base: Money

    @property
    def owed(self) -> Money:
        """What the partner owes: the rate on the base, floored once, up to the ceiling.

        A function of what each donor has in force, so neither the order of the pledges nor how a
        donor splits them changes it, and a refund lowers it by itself; no cent is lost to rounding
        pledge by pledge (funding.md, 5.1 and 5.4).
        """
        return min(self.commitment.rate(self.base), self.commitment.ceiling)

    @property
    def match(self) -> Match:
        return Match(self.commitment.id, self.commitment.partner, self.commitment.kind, self.owed)


def standing(commitment: Commitment, by_donor: ByDonor) -> Standing:
    """Where a commitment stands on the pledges in force; `progress/queries.py` sums the same in SQL."""
    base = total([commitment.matchable(given) for given in by_donor.values()], commitment.ceiling.currency)
    return Standing(commitment, base)


def brings(standing: Standing, given: Money, pledge: Money) -> Money:
    """What the partner adds because of one more pledge: owed with it, less owed without it.

    `given` is what the same donor has in force already. A report and not a state: summed over the
    pledges in the order of their payments, it gives what is owed, ceilings included.
    """
    more = standing.commitment.matchable(given + pledge) - standing.commitment.matchable(given)
    return Standing(standing.commitment, standing.base + more).owed - standing.owed


def of_kind(matches: Sequence[Match], kind: PartnerKind, currency: str = "EUR") -> Money:
    """What all partners of a kind add."""
    return total([match.amount for match in matches if match.kind is kind], currency)


class FundsCallStatus(StrEnum):
    """Where a partner's payment stands, "hors plateforme"."""

    CALLED = "called"
    LATE = "late"
    RECEIVED = "received"


def funds_due_on(called_on: date) -> date:
    return called_on + FUNDS_DUE


def funds_call_status(due: date, received_on: date | None, *, today: date) -> FundsCallStatus:
    """Late from the day after the due one, until the holder says that the money came."""
    if received_on is not None:
        return FundsCallStatus.RECEIVED
    return FundsCallStatus.LATE if today > due else FundsCallStatus.CALLED
