"""A run between bounds: what everybody has at least and at most, in whole numbers of 64 bits.

Least amounts are rounded down and most amounts up, so that the true price of a project lies between the one
that its supporters could pay with the most that they have and the one with the least. What is decided by
these bounds is proven. What is not is left to whoever asked: a single share to a run in rationals, an
interval of shares to shorter ones. Bounds hold for every share of an interval at once as long as all of
them buy the same in the same order, since then who begins with more never has less.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.ties import Order

BITS = 62
"""No amount has more: their sums are exact."""
FINEST = 24
"""Binary places below the smallest part of the currency without which nothing is worth trying."""
BELOW, ABOVE = 1 - 2**-50, 1 + 2**-50
"""More than what is lost in the division of two whole numbers and one more rounding."""

Amounts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The supporters of one project. `weights` count voters; `parts` also what it is worth to each."""

    groups: NDArray[np.intp]
    weights: Amounts
    parts: Amounts
    utilities: Amounts | None
    total: int
    most: int
    """That it is worth to anybody, in points; 1 where its cost is."""
    cost: int
    utility: int


class Bounds:
    """An electorate of which many runs are asked."""

    def __init__(self, electorate: Electorate) -> None:
        self.electorate = electorate
        weights = np.array(electorate.weights, np.int64)
        self.crowds: dict[int, Crowd] = {}
        for place in electorate.priced:
            one = electorate.supporters[place]
            groups = np.array(one.groups, np.intp)
            utilities = None if one.utilities is None else np.array(one.utilities, np.int64)
            held = weights[groups]
            parts = held if utilities is None else held * utilities
            cost, most = electorate.costs[place], max(one.utilities or (1,))
            self.crowds[place] = Crowd(groups, held, parts, utilities, one.total, most, cost, one.utility)

    def winners(self, low: Fraction, high: Fraction, order: Order) -> tuple[int, ...] | None:
        """What every share from `low` to `high` buys, in the same order; None where the bounds don't tell."""
        dearest = max((crowd.cost * crowd.most for crowd in self.crowds.values()), default=1)
        most = max(dearest, max(1, self.electorate.voters) * (int(high) + 1))
        places = BITS - most.bit_length()
        return _Pass(self, low, high, order, places).winners() if places >= FINEST else None


class _Pass:
    """One pass over all rounds, between two shares."""

    def __init__(self, bounds: Bounds, low: Fraction, high: Fraction, order: Order, places: int) -> None:
        self.crowds, self.order, self.places = bounds.crowds, order, places
        size = len(bounds.electorate.weights)
        self.least = np.full(size, (low.numerator << places) // low.denominator, np.int64)
        self.most = np.full(size, -((-high.numerator << places) // high.denominator), np.int64)
        self.found = {place: (crowd.cost << places) // crowd.total for place, crowd in self.crowds.items()}
        self.waiting = [(self._key(place), place) for place in self.crowds]
        heapq.heapify(self.waiting)

    def _key(self, place: int) -> float:
        """Not above its price for each part of utility, to compare projects by."""
        return self.found[place] / self.crowds[place].utility * BELOW

    def winners(self) -> tuple[int, ...] | None:
        bought: list[int] = []
        while (place := self._lowest()) is not None:
            highest = self._highest(place)
            if highest is None:
                return None
            rivals = self._rivals(highest / self.crowds[place].utility * ABOVE)
            if rivals:
                first = self._settled([place, *rivals])
                if first is None:
                    return None
                for other in (place, *rivals):
                    if other != first:
                        heapq.heappush(self.waiting, (self._key(other), other))
                if first != place:
                    place, highest = first, self._highest(first)
                    if highest is None:
                        return None
            self._pay(place, highest)
            bought.append(place)
        return tuple(bought)

    def _lowest(self) -> int | None:
        """The project whose lowest possible price is lowest of all, now; taken out of those that wait."""
        while self.waiting:
            _, place = heapq.heappop(self.waiting)
            enough = self.waiting[0][0] if self.waiting else float("inf")
            if not self._refresh(place, enough):
                continue
            key = self._key(place)
            if key <= enough:
                return place
            heapq.heappush(self.waiting, (key, place))
        return None

    def _rivals(self, limit: float) -> list[int]:
        """Who else might cost no more than that; taken out of those that wait."""
        rivals = []
        while self.waiting and self.waiting[0][0] <= limit:
            _, place = heapq.heappop(self.waiting)
            if not self._refresh(place, limit):
                continue
            if self._key(place) <= limit:
                rivals.append(place)
            else:
                heapq.heappush(self.waiting, (self._key(place), place))
        return rivals

    def _refresh(self, place: int, enough: float) -> bool:
        """Raise its lowest price as money spent allows, at least beyond what is `enough` if it goes so far.

        What supporters pay at a price grows ever less with it, so that a tangent never leads too far. False
        where it can't be paid at all.
        """
        crowd = self.crowds[place]
        left = self.most[crowd.groups]
        while True:
            missing, rich = self._missing(crowd, left, self.found[place])
            if not rich:
                return missing <= 0
            self.found[place] += missing // rich
            if missing < rich or self._key(place) > enough:
                return True

    def _highest(self, place: int) -> int | None:
        """A price that suffices with the least its supporters may have; None if there might be none."""
        crowd, highest = self.crowds[place], self.found[place]
        left = self.least[crowd.groups]
        while True:
            missing, rich = self._missing(crowd, left, highest)
            if missing <= 0:
                return highest
            if not rich:
                return None
            highest -= -missing // rich

    def _missing(self, crowd: Crowd, left: Amounts, price: int) -> tuple[int, int]:
        """Of its cost, where all pay that price or what they have; and the parts of who could pay more."""
        full = price if crowd.utilities is None else crowd.utilities * price
        paid = crowd.weights @ np.minimum(left, full)
        return (crowd.cost << self.places) - int(paid), int(crowd.parts @ (left > full))

    def _settled(self, places: Sequence[int]) -> int | None:
        """Whose price is lowest for certain, if all of these are paid by whoever has anything, alike."""
        exact = {place: self._plain(place) for place in places}
        known = {place: price for place, price in exact.items() if price is not None}
        if len(known) < len(exact):
            return None
        lowest = min(known.values())
        return self.order.first(place for place in places if known[place] == lowest)

    def _plain(self, place: int) -> Fraction | None:
        """Its exact price, where each supporter either has nothing or can pay a full part for certain."""
        crowd = self.crowds[place]
        some = self.most[crowd.groups] > 0
        rich = int(crowd.parts[some].sum())
        if not rich:
            return None
        full = -((-crowd.cost << self.places) // rich)
        needed = full if crowd.utilities is None else crowd.utilities[some] * full
        if not bool((self.least[crowd.groups][some] >= needed).all()):
            return None
        return Fraction(crowd.cost, rich * crowd.utility)

    def _pay(self, place: int, highest: int) -> None:
        crowd, lowest = self.crowds[place], self.found[place]
        groups, utilities = crowd.groups, 1 if crowd.utilities is None else crowd.utilities
        self.least[groups] = np.maximum(self.least[groups] - utilities * highest, 0)
        self.most[groups] = np.maximum(self.most[groups] - utilities * lowest, 0)
