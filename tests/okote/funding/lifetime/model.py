"""What must become of everybody's money, told without the service's own code: whole cents and plain sums."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from okote.funding.matching.rules import Measure, Rule

GRACE = 30 * 60
"""Seconds after the deadline in which what was begun in time may still be paid."""

PLATFORM_BP, THRESHOLD_BP, WHOLE_BP = 800, 7_500, 10_000

DISPUTE_FEE = 20_00
"""What Stripe takes for each dispute, won or lost."""


def fee(cents: int) -> int:
    """What Stripe takes of a card payment, and never gives back: 1,5 % and 25 cents, half a cent up."""
    return (cents * 15 + 500) // 1000 + 25


@dataclass
class Promise:
    """A partner's, up to a ceiling: so much per euro, or all of it at once, or what is missing at last.

    `least` is in cents, or of donors where `of_donors`.
    """

    ceiling: int
    rule: Rule = Rule.PER_EURO
    rate_bp: int = 0
    least: int = 0
    of_donors: bool = False
    paid: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        """Of the commitment that a partner signs."""
        if self.rule is Rule.PER_EURO:
            return {"rate_bp": self.rate_bp, "ceiling_minor": self.ceiling}
        return {
            "rule": self.rule,
            "rate_bp": None,
            "ceiling_minor": self.ceiling,
            "condition_on": Measure.DONORS if self.of_donors else Measure.AMOUNT,
            "condition_least": self.least,
        }

    def match(self, base: int, donors: int, missing: int) -> int:
        if self.rule is Rule.PER_EURO:
            return min(base * self.rate_bp // WHOLE_BP, self.ceiling)
        if (donors if self.of_donors else base) < self.least:
            return 0
        return self.ceiling if self.rule is Rule.LUMP else min(missing, self.ceiling)


@dataclass
class Given:
    """One pledge, by card or by cheque. `own`: of the holder's people, so nobody adds to it.

    `donor` is a person by their first pledge; for a company they are somebody else.
    """

    id: UUID
    cents: int
    donor: tuple[UUID, bool]
    own: bool = False
    cheque: bool = False
    charged: bool = False
    """Whether the card was charged, ever."""
    counts: bool = False
    banked: bool = False
    """Its holder has it, whatever becomes of the campaign."""
    bounced: bool = False
    """It counted, went to the holder, and its bank did not pay."""
    reclaimed: bool = False
    """It counted, and was given back when its campaign had succeeded: the holder owes all of it."""
    stuck: bool = False
    """The donor's bank sent the refund back, and nobody has asked for another yet."""
    asked_about: bool = False
    """The donor's bank asks, and has taken nothing."""
    disputed: int = 0
    """What the donor's bank has of it until it is decided."""
    disputes: int = 0
    """How often it has taken anything."""
    lost: int = 0
    """What it keeps for good."""
    owed_by_holder: int = 0
    """Of that, what the holder had been promised already."""
    charged_back: bool = False
    given_back: bool = False
    """Its donor had all of it from us before their bank took any."""
    by_bank: bool = False
    """The operator's own bank has paid it, since no refund did: Stripe knows nothing of that."""

    @property
    def back(self) -> int:
        """What its donor has from us, once all is done that can be."""
        if self.by_bank:
            return 0
        if self.given_back:
            return self.cents
        if not self.charged or self.counts or self.stuck or self.disputed:
            return 0
        return self.cents - self.lost

    def dispute(self, cents: int, *, passed_on: bool, given_back: bool) -> None:
        """Its bank takes so much of it: it counts no longer, unless it was counted for good."""
        self.asked_about, self.disputed, self.given_back = False, cents, given_back
        self.disputes += 1
        self.counts = self.counts and passed_on

    def win(self, *, was_aside: bool, undecided: bool) -> None:
        """It counts again where nothing is decided yet; what could not be given back now is."""
        self.disputed = 0
        self.counts = self.counts or (was_aside and undecided)
        self.stuck = self.stuck and self.given_back

    def lose(self) -> None:
        """What was counted for good, the holder owes; of anything else the rest is given back."""
        self.lost += self.disputed
        if self.counts:
            self.owed_by_holder += self.disputed
            self.charged_back = self.lost == self.cents
        elif not self.given_back:
            self.charged_back, self.stuck = True, False
        self.disputed = 0


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
            pledge.counts = pledge.counts and pledge.banked

    def undo(self) -> None:
        """It had succeeded: nobody owes the holder anything, nor it them; what banks have, they keep."""
        for pledge in self.given:
            pledge.charged_back |= pledge.counts and pledge.lost > 0
            pledge.reclaimed, pledge.owed_by_holder = False, 0
        self.cancel()

    @property
    def residents(self) -> int:
        return sum(one.cents for one in self.given if one.counts)

    def matches(self, *, decided: bool = False) -> list[int]:
        """By partner; `decided`: on what counted at the deadline, whatever has bounced since.

        Only the last may complete: what nobody else has added is missing, and shared with nobody.
        """
        counted = self._counted(decided=decided)
        base = sum(one.cents for one in counted if not one.own)
        donors = len({one.donor for one in counted if not one.own})
        missing, added = self.goal - sum(one.cents for one in counted), []
        for promise in self.promises:
            added.append(promise.match(base, donors, max(missing, 0)))
            missing -= added[-1]
        return added

    def _counted(self, *, decided: bool) -> list[Given]:
        return [one for one in self.given if one.counts or (decided and (one.bounced or one.reclaimed))]

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
        counted = self._counted(decided=True)
        by_card = sum(one.cents for one in counted if not one.cheque)
        commission = (2 * self.raised_at_the_end * PLATFORM_BP + WHOLE_BP) // (2 * WHOLE_BP)
        return by_card - min(commission, by_card)

    def at_stripe(self, *, transferred: bool) -> int:
        """What this campaign leaves with the operator, once what is to come back has been asked for."""
        charged = [one for one in self.given if one.charged]
        kept = sum(one.cents - fee(one.cents) - one.back for one in charged)
        taken = sum(one.disputed + one.lost + one.disputes * DISPUTE_FEE for one in charged)
        return kept - taken - (self.to_the_holder if transferred else 0)

    @property
    def owed_by_holder(self) -> int:
        return sum(one.cents if one.reclaimed else one.owed_by_holder for one in self.given)
