"""How far a campaign is: what is in force, its share of the goal, and whether the threshold is reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from okote.funding.matching.rules import Match, of_kind
from okote.funding.partners.rules import PartnerKind
from okote.funding.terms.rules import Terms
from payments.money import BASIS_POINTS, Money


@dataclass(frozen=True, slots=True)
class Progress:
    """What is shown is what is in force: pledges and the matches they bring, nothing else.

    `pledges` counts the pledges in force, `donors` the people and companies who made them.
    """

    terms: Terms
    pledged: Money
    public_match: Money
    private_match: Money
    donors: int
    pledges: int

    @property
    def matched(self) -> Money:
        return self.public_match + self.private_match

    @property
    def total(self) -> Money:
        return self.pledged + self.matched

    @property
    def share_bp(self) -> int:
        """Of the goal, in basis points, floored: 99.99 % never reads 100 %; may exceed 10 000."""
        return self.total.minor * BASIS_POINTS // self.terms.goal.minor

    @property
    def counted(self) -> Money:
        """What is compared with the threshold."""
        return self.terms.threshold_on.of(self.pledged, self.matched)

    @property
    def threshold_reached(self) -> bool:
        return self.counted >= self.terms.threshold

    @property
    def missing_to_threshold(self) -> Money:
        return max(self.terms.threshold - self.counted, Money.zero(self.counted.currency))


def measure(terms: Terms, pledged: Money, matches: Sequence[Match], *, donors: int, pledges: int) -> Progress:
    """Derive it anew from what is in force and what partners owe on it."""
    return Progress(
        terms=terms,
        pledged=pledged,
        public_match=of_kind(matches, PartnerKind.PUBLIC, pledged.currency),
        private_match=of_kind(matches, PartnerKind.PRIVATE, pledged.currency),
        donors=donors,
        pledges=pledges,
    )
