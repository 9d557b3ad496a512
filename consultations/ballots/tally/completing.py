"""Add1: everybody's share grows step by step, until the outcome is exhaustive or costs more than there is.

One run for each step would take hours: a share of 35 000 forints grows by thousands of steps of one forint.
Runs are made where what is bought may change; in between it is proven that it can't.
"""

from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Protocol

from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.equal_shares import Run, alike, run
from consultations.ballots.tally.ties import Order

FEW = 1_000
"""Supports, up to which rationals are quicker than arrays."""

Progress = Callable[[int], None]


class Budget:
    """When a run is exhaustive, and when it costs too much."""

    def __init__(self, electorate: Electorate, budget: int) -> None:
        self.costs, self.budget = electorate.costs, budget
        self.by_cost = sorted(electorate.priced, key=electorate.costs.__getitem__)

    def exceeded(self, winners: tuple[int, ...]) -> bool:
        return sum(self.costs[place] for place in winners) > self.budget

    def exhausted(self, winners: tuple[int, ...]) -> bool:
        """No further project that anybody supports fits."""
        left = self.budget - sum(self.costs[place] for place in winners)
        taken = set(winners)
        cheapest = next((place for place in self.by_cost if place not in taken), None)
        return cheapest is None or self.costs[cheapest] > left


class Runs(Protocol):
    """What shares buy, one by one, and whether it is the same all the way between two of them."""

    def winners(self, share: Fraction) -> tuple[int, ...]: ...

    def alike(self, low: Fraction, high: Fraction) -> bool:
        """For certain; `low` is the share that was asked about last. False says that nothing is certain."""
        ...

    def run(self, share: Fraction) -> Run:
        """In full, with its ties."""
        ...


class InRationals:
    """Quickest where few ballots differ."""

    def __init__(self, electorate: Electorate, order: Order) -> None:
        self.electorate, self.order = electorate, order
        self.last = Run(())
        self.share: Fraction | None = None

    def winners(self, share: Fraction) -> tuple[int, ...]:
        self.last, self.share = run(self.electorate, share, self.order), share
        return self.last.winners

    def alike(self, low: Fraction, high: Fraction) -> bool:  # noqa: ARG002 (it is the share of the last run)
        found = alike(self.electorate, high, self.order, self.last)
        if found is not None:
            self.last, self.share = found, None
        return found is not None

    def run(self, share: Fraction) -> Run:
        return self.last if self.share == share else run(self.electorate, share, self.order)


class InBounds:
    """Quickest where many do; what bounds of 64 bits don't decide is settled in rationals."""

    def __init__(self, electorate: Electorate, order: Order) -> None:
        from consultations.ballots.tally.near import Bounds  # noqa: PLC0415 (numpy is for large counts alone)

        self.electorate, self.order, self.bounds = electorate, order, Bounds(electorate)

    def winners(self, share: Fraction) -> tuple[int, ...]:
        found = self.bounds.winners(share, share, self.order)
        return run(self.electorate, share, self.order).winners if found is None else found

    def alike(self, low: Fraction, high: Fraction) -> bool:
        return self.bounds.winners(low, high, self.order) is not None

    def run(self, share: Fraction) -> Run:
        return run(self.electorate, share, self.order)


def quickest(electorate: Electorate, order: Order) -> Runs:
    return InBounds(electorate, order) if electorate.size > FEW else InRationals(electorate, order)


def add1(runs: Runs, start: Fraction, step: Fraction, budget: Budget, tell: Progress) -> int:
    """After how many steps a run is exhaustive, or is the last before one that exceeds the budget.

    Leaps double as long as they are certain. Where one is not, half of it is tried, and then the rest.
    """
    parts = lcm(start.denominator, step.denominator)
    first, more = int(start * parts), int(step * parts)

    def share(steps: int) -> Fraction:
        return Fraction(first + steps * more, parts)

    at, width, doubtful = 0, 1, 0
    winners, ended = runs.winners(start), False
    while not (ended or budget.exhausted(winners)):
        while width > 1:
            tell(at)
            if runs.alike(share(at), share(at + width)):
                at += width
                width = doubtful - at if doubtful > at else width * 2
            else:
                doubtful, width = at + width, width // 2
        tell(at)
        following = runs.winners(share(at + 1))
        ended = budget.exceeded(following)
        if not ended:
            at, width, winners = at + 1, 2 if following == winners else 1, following
    return at
