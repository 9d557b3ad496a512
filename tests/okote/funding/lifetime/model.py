"""What must become of everybody's money, told without the service's own code: whole cents and plain sums."""

from dataclasses import dataclass, field
from uuid import UUID

GRACE = 30 * 60
"""Seconds after the deadline in which what was begun in time may still be paid."""

PLATFORM_BP, THRESHOLD_BP, WHOLE_BP = 800, 7_500, 10_000


def fee(cents: int) -> int:
    """What Stripe takes of a card payment, and never gives back: 1,5 % and 25 cents, half a cent up."""
    return (cents * 15 + 500) // 1000 + 25


@dataclass
class Promise:
    """A partner's: so much per euro, up to a ceiling."""

    rate_bp: int
    ceiling: int

    def match(self, base: int) -> int:
        return min(base * self.rate_bp // WHOLE_BP, self.ceiling)


@dataclass
class Given:
    """One pledge, by card or by cheque. `own`: of the holder's people, so nobody adds to it."""

    id: UUID
    cents: int
    own: bool = False
    cheque: bool = False
    charged: bool = False
    """Whether the card was charged, ever."""
    counts: bool = False
    bounced: bool = False
    """It counted, went to the holder, and its bank did not pay."""
    stuck: bool = False
    """The donor's bank sent the refund back, and nobody has asked for another yet."""

    @property
    def to_come_back(self) -> bool:
        """Charged, and not the project's."""
        return self.charged and not self.counts


@dataclass
class Expected:
    """Of one campaign. Moments are seconds since 1970, by Stripe's clock."""

    goal: int
    ends_at: float
    promises: list[Promise]
    given: list[Given] = field(default_factory=list)
    cancelled: bool = False

    def charge(self, pledge: Given, at: float) -> None:
        """A card was charged: it counts if that was in time, and nobody has cancelled the campaign."""
        pledge.charged = True
        pledge.counts = at < self.ends_at + GRACE and not self.cancelled

    def cancel(self) -> None:
        self.cancelled = True
        for pledge in self.given:
            pledge.counts = False

    @property
    def residents(self) -> int:
        return sum(one.cents for one in self.given if one.counts)

    def matches(self, *, decided: bool = False) -> list[int]:
        """By partner; `decided`: on what counted at the deadline, whatever has bounced since."""
        base = sum(one.cents for one in self._counted(decided=decided) if not one.own)
        return [promise.match(base) for promise in self.promises]

    def _counted(self, *, decided: bool) -> list[Given]:
        return [one for one in self.given if one.counts or (decided and one.bounced)]

    @property
    def raised_at_the_end(self) -> int:
        residents = sum(one.cents for one in self._counted(decided=True))
        return residents + sum(self.matches(decided=True))

    @property
    def succeeds(self) -> bool:
        return not self.cancelled and self.raised_at_the_end * WHOLE_BP >= self.goal * THRESHOLD_BP

    @property
    def to_the_holder(self) -> int:
        """By the operator: what cards brought, less its share of the whole, as far as that goes."""
        by_card = sum(one.cents for one in self.given if one.counts and not one.cheque)
        commission = (2 * self.raised_at_the_end * PLATFORM_BP + WHOLE_BP) // (2 * WHOLE_BP)
        return by_card - min(commission, by_card)

    def at_stripe(self, *, transferred: bool) -> int:
        """What this campaign leaves with the operator, once what is to come back has been asked for."""
        charged = [one for one in self.given if one.charged]
        kept = sum(one.cents - fee(one.cents) for one in charged)
        back = sum(one.cents for one in charged if one.to_come_back and not one.stuck)
        return kept - back - (self.to_the_holder if transferred else 0)
