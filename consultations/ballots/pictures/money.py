"""What the money went to, drawn: one project's cost, the whole budget, and what another rule would fund."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from consultations.ballots.minutes.rules import tenths_of_percent
from consultations.ballots.pictures.stack import Part, Pattern, Stack
from consultations.measures.statistics.shares import Share
from okote.web.gauge import percent
from payments.money import Money, total

Came = Literal["alike", "all_they_had", "missing"]

APART = 12
"""Winners with a part of their own; a bar of more could not be read."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A project's cost under equal shares, filled with what its supporters paid, or with what they had left.

    `alike` paid `each`; others paid all that they had left, which was less. Of a project that was not bought,
    all that its supporters had left is in `left`, and nobody paid.
    """

    cost: Money
    supporters: int
    alike: int = 0
    each: Money | None = None
    """Down to a whole cent; None where it is not the same for all who could pay it."""
    alike_paid: Money | None = None
    left: Money | None = None

    @property
    def won(self) -> bool:
        return self.alike_paid is not None

    @property
    def others(self) -> int:
        """Supporters who had less than that left."""
        return self.supporters - self.alike if self.won else 0

    @property
    def others_paid(self) -> Money:
        return self.cost - self.alike_paid if self.alike_paid is not None else Money.zero(self.cost.currency)

    @property
    def missing(self) -> Money:
        left = Money.zero(self.cost.currency) if self.left is None else self.left
        return Money.zero(self.cost.currency) if self.won else self.cost - left

    @property
    def parts(self) -> Sequence[tuple[Came, Money, Pattern]]:
        """What the cost is made of; nothing that is nought."""
        if self.alike_paid is not None:
            made: list[tuple[Came, Money, Pattern]] = [
                ("alike", self.alike_paid, "full"),
                ("all_they_had", self.others_paid, "hatched"),
            ]
        else:
            left = Money.zero(self.cost.currency) if self.left is None else self.left
            made = [("all_they_had", left, "hatched"), ("missing", self.missing, "empty")]
        return [one for one in made if one[1]]

    @property
    def stack(self) -> Stack[Came]:
        return Stack([Part(came, paid.minor, pattern) for came, paid, pattern in self.parts], self.cost.minor)


@dataclass(frozen=True, slots=True)
class Spent:
    """The whole budget: each of the dearest winners, the others together, and what is left."""

    budget: Money
    won: Sequence[tuple[str, Money]]

    @property
    def dearest(self) -> Sequence[tuple[str, Money]]:
        return sorted(self.won, key=lambda one: -one[1].minor)[: self._apart]

    @property
    def others(self) -> int:
        return len(self.won) - len(self.dearest)

    @property
    def others_cost(self) -> Money:
        return self.spent - total([cost for _, cost in self.dearest], self.budget.currency)

    @property
    def spent(self) -> Money:
        return total([cost for _, cost in self.won], self.budget.currency)

    @property
    def left(self) -> Money:
        return self.budget - self.spent

    @property
    def rows(self) -> Sequence[tuple[str, Money, Pattern]]:
        """Those with a part of their own: neighbours take turns with two patterns."""
        return [
            (title, cost, "hatched" if place % 2 else "full")
            for place, (title, cost) in enumerate(self.dearest)
        ]

    @property
    def stack(self) -> Stack[str]:
        parts = [Part(title, cost.minor, pattern) for title, cost, pattern in self.rows]
        return Stack([*parts, Part("", self.others_cost.minor, "dotted")], self.budget.minor)

    @property
    def _apart(self) -> int:
        """One more than there is room for is no reason to tell it as "one other"."""
        return len(self.won) if len(self.won) <= APART + 1 else APART


What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Compared(Generic[What]):
    """What the rule of the vote funds beside what another would have, each in its order."""

    ours: Sequence[What]
    theirs: Sequence[What]

    @property
    def only_ours(self) -> Sequence[What]:
        return _without(self.ours, self.theirs)

    @property
    def only_theirs(self) -> Sequence[What]:
        return _without(self.theirs, self.ours)

    @property
    def both(self) -> Sequence[What]:
        return [one for one in self.ours if one in self.theirs]


def _without(some: Sequence[What], others: Collection[What]) -> Sequence[What]:
    return [one for one in some if one not in others]


@dataclass(frozen=True, slots=True)
class Reached:
    """Of those who voted, how many see a project of theirs funded, under the rule of the vote and another."""

    ours: Share
    theirs: Share

    @property
    def difference(self) -> int:
        """People; below nought where the other rule would have reached more."""
        return self.ours.count - self.theirs.count

    @property
    def told(self) -> Sequence[tuple[int | None, str]]:
        """Of each rule, in basis points and as the width of its bar."""
        shares = [tenths_of_percent(one) for one in (self.ours, self.theirs)]
        return [(one, percent(one or 0)) for one in shares]
