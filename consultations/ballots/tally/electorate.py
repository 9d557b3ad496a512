"""Who shares the money: voters who say the same as one group, and of each project its supporters."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from consultations.ballots.tally.election import Ballot


class Price(NamedTuple):
    """What each part of a project's utility costs whoever can pay it: exactly `over` by `under`.

    `rough` is that quotient as Python divides whole numbers, rounded to the nearest float: of two prices
    whose floats differ, the lower float is the lower price. Where they are equal, all of it is compared.
    """

    rough: float
    place: int
    over: int
    under: int

    def below(self, other: "Price") -> bool:
        if self.rough != other.rough:
            return self.rough < other.rough
        return self.over * other.under < other.over * self.under

    @property
    def exact(self) -> Fraction:
        return Fraction(self.over, self.under)


@dataclass(frozen=True, slots=True)
class Supporters:
    """Of one project: which groups of like voters, and what a support is worth to them.

    It is `utility` where it is alike for all, which is the project's cost; or else it is in `utilities`, and
    `utility` is 1. `total` counts their voters, each as often as the project is worth to them in points.
    """

    groups: Sequence[int]
    utilities: Sequence[int] | None
    utility: int
    total: int


class Electorate:
    """Voters in groups that say the same, and the projects that somebody supports."""

    def __init__(
        self, costs: Sequence[int], ballots: Mapping[Ballot, int], candidates: frozenset[int], *, points: bool
    ) -> None:
        self.costs = costs
        self.voters = sum(ballots.values())
        cast = _alike(ballots, candidates, points=points)
        self.weights = [times for _, _, times in cast]
        self.supporters = dict(self._supporters(cast, points=points))
        self.free = tuple(place for place in self.supporters if not costs[place])
        """What costs nothing and is wished for: taken before anything is paid."""
        self.priced = tuple(place for place in self.supporters if costs[place])
        self.size = sum(len(one.groups) for one in self.supporters.values())
        """How many supports there are to go through."""
        self.first_prices = [self._first_price(place) for place in self.priced]
        """As long as everybody can pay alike: the lowest that prices can be, as a heap."""
        heapq.heapify(self.first_prices)

    def _supporters(self, cast: "Cast", *, points: bool) -> Iterator[tuple[int, Supporters]]:
        groups: list[list[int]] = [[] for _ in self.costs]
        given: list[list[int]] = [[] for _ in self.costs]
        for group, (choices, utilities, _) in enumerate(cast):
            for choice in choices:
                groups[choice].append(group)
            for choice, utility in zip(choices, utilities, strict=False):
                given[choice].append(utility)
        weight = self.weights.__getitem__
        for place, of in enumerate(groups):
            if of and points:
                total = sum(map(int.__mul__, map(weight, of), given[place]))
                yield place, Supporters(of, given[place], 1, total)
            elif of:
                yield place, Supporters(of, None, self.costs[place], sum(map(weight, of)))

    def _first_price(self, place: int) -> Price:
        over, under = self.costs[place], self.supporters[place].total * self.supporters[place].utility
        return Price(over / under, place, over, under)


Cast = list[tuple[tuple[int, ...], tuple[int, ...], int]]
"""Projects that a group of voters supports, what each is worth to them in points, and how many they are."""


def _alike(ballots: Mapping[Ballot, int], candidates: frozenset[int], *, points: bool) -> Cast:
    """Where points don't count, those who gave other points to the same projects are one group."""
    if points:
        return [(*_points(ballot, candidates), times) for ballot, times in ballots.items()]
    if all(ballot.points is None for ballot in ballots):
        return [(_supports(ballot.choices, candidates), (), times) for ballot, times in ballots.items()]
    found: Counter[tuple[int, ...]] = Counter()
    for ballot, times in ballots.items():
        found[tuple(sorted(_supports(ballot.choices, candidates)))] += times
    return [(choices, (), times) for choices, times in found.items()]


def _supports(choices: tuple[int, ...], candidates: frozenset[int]) -> tuple[int, ...]:
    return choices if candidates.issuperset(choices) else tuple(candidates.intersection(choices))


def _points(ballot: Ballot, candidates: frozenset[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    given = ballot.points or ()
    if all(given) and candidates.issuperset(ballot.choices):
        return ballot.choices[: len(given)], given
    pairs = [
        (place, part)
        for place, part in zip(ballot.choices, given, strict=False)
        if part and place in candidates
    ]
    return tuple([place for place, _ in pairs]), tuple([part for _, part in pairs])
