"""What the page promises before anyone pays: "your 20 € bring 60 €, 55,20 € after 8 %"."""

from collections.abc import Sequence
from dataclasses import dataclass

from okote.funding.terms.rules import Terms
from payments.money import Money, total


@dataclass(frozen=True, slots=True)
class Brought:
    """Gross is the pledge with what partners add to it; net is what is left for the project."""

    pledge: Money
    matched: Money
    commission: Money

    @property
    def gross(self) -> Money:
        return self.pledge + self.matched

    @property
    def net(self) -> Money:
        return self.gross - self.commission


def what_is_brought(terms: Terms, pledge: Money, matches: Sequence[Money]) -> Brought:
    """If the campaign succeeds. `matches` is what each partner adds because of this pledge.

    The commission is rounded here for one pledge, so that a donor can check the sentence; what is
    taken in the end is rounded once, on the campaign's total.
    """
    matched = total(matches, pledge.currency)
    return Brought(pledge, matched, terms.commission(pledge, matched))
