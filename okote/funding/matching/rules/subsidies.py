"""What a public body gives one organisation in a calendar year, and when the two must agree in writing.

Law no. 2000-321 of 12 April 2000, article 10, and decree no. 2001-495 of 6 June 2001, article 1: the sum of
the year, whatever the number of projects.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from payments.money import Money

AGREEMENT_ABOVE = Money.of(23_000)


@dataclass(frozen=True, slots=True, order=True)
class Granted:
    """By whom to whom, in the year of the signature."""

    year: int
    partner: UUID
    holder: UUID


def by_year(grants: Iterable[tuple[Granted, Money]]) -> Mapping[Granted, Money]:
    """Nothing of what came to nothing."""
    sums = defaultdict[Granted, Money](Money.zero)
    for granted, amount in grants:
        if amount:
            sums[granted] += amount
    return dict(sums)


def needs_agreement(amount: Money) -> bool:
    return amount > AGREEMENT_ABOVE
