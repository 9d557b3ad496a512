"""What an offer promises about money: the goal, the threshold, the operator's commission."""

from dataclasses import dataclass
from enum import StrEnum

from payments.errors import DomainError
from payments.money import BASIS_POINTS, Money


class Base(StrEnum):
    """What a percentage bears on; the law is silent, so a territory says it and every page shows it."""

    ALL = "all"
    PLEDGES = "pledges"

    def of(self, pledged: Money, matched: Money) -> Money:
        return pledged + matched if self is Base.ALL else pledged


class OwnPeople(StrEnum):
    """What becomes of what a holder's or a partner's own people give: each territory says (funding.md, 5.8).

    It counts and is matched as any other; it counts, but no partner adds to it; or it is not taken.
    """

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    REFUSED = "refused"


class TermsOutOfRangeError(DomainError):
    """Parameter: `field`, the term that is refused."""

    code = "terms_out_of_range"


@dataclass(frozen=True, slots=True)
class Terms:
    """Frozen with the offer. Percentages are in basis points: 7 500 is 75 %.

    The commission includes VAT at `vat_bp`, so that what is announced is what is taken.
    """

    goal: Money
    threshold_bp: int
    threshold_on: Base
    commission_bp: int
    commission_on: Base
    vat_bp: int

    def __post_init__(self) -> None:
        within = {
            "goal": self.goal.minor > 0,
            "threshold_bp": 0 < self.threshold_bp <= BASIS_POINTS,
            "commission_bp": 0 <= self.commission_bp <= BASIS_POINTS,
            "vat_bp": 0 <= self.vat_bp <= BASIS_POINTS,
        }
        for field, holds in within.items():
            if not holds:
                raise TermsOutOfRangeError(field=field)

    @property
    def threshold(self) -> Money:
        """The least amount that reaches the threshold: rounded up, since a cent less does not."""
        return Money(-(-self.goal.minor * self.threshold_bp // BASIS_POINTS), self.goal.currency)

    def reached(self, pledged: Money, matched: Money) -> bool:
        """At the threshold or above: `raised · 10 000 ≥ goal · threshold`, in integers (funding.md, 5.25)."""
        return self.threshold_on.of(pledged, matched) >= self.threshold

    def commission(self, pledged: Money, matched: Money) -> Money:
        """What the operator keeps if the campaign succeeds, VAT included; one rounding, half up."""
        return self.commission_on.of(pledged, matched).share(self.commission_bp)


@dataclass(frozen=True, slots=True)
class Example:
    """A campaign that reaches its threshold."""

    terms: Terms
    pledged: Money
    matched: Money

    @property
    def raised(self) -> Money:
        return self.pledged + self.matched

    @property
    def commission(self) -> Money:
        return self.terms.commission(self.pledged, self.matched)

    @property
    def received(self) -> Money:
        """By the project."""
        return self.raised - self.commission


def example(terms: Terms) -> Example:
    """A third from people, the rest from partners; where people alone decide, as much as they must give."""
    third = Money(terms.goal.minor // 3, terms.goal.currency)
    pledged = terms.threshold if terms.threshold_on is Base.PLEDGES else third
    return Example(terms, pledged, terms.goal - third)
