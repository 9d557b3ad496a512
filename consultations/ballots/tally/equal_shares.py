"""The Method of Equal Shares, in whole numbers: one run, exact to the last part.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (NeurIPS 2021).
Every voter has the same share. Of the projects that their supporters can pay for, the one that costs them
least for what they get of it is bought, again and again: each supporter pays alike for each part of utility,
or all that is left to them.
"""

import heapq
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from consultations.ballots.tally.electorate import Electorate, Price, Supporters
from consultations.ballots.tally.ties import Order, Tie


class Purses:
    """What each group's voters have left, exactly: whole numbers of which `parts` make a smallest part."""

    def __init__(self, electorate: Electorate, share: Fraction) -> None:
        self.electorate = electorate
        self.parts = share.denominator
        self.left = [share.numerator] * len(electorate.weights)

    def price(self, place: int) -> Price | None:
        """Of one project, now; None if its supporters can't pay for it, all together."""
        one = self.electorate.supporters[place]
        missing = self.electorate.costs[place] * self.parts
        found = self._alike(one, missing) if one.utilities is None else self._by_points(one, missing)
        if found is None:
            return None
        missing, rich = found
        under = rich * self.parts * one.utility
        return Price(missing / under, place, missing, under)

    def _alike(self, one: Supporters, missing: int) -> tuple[int, int] | None:
        left, weights, rich = self.left, self.electorate.weights, one.total
        able = [group for group in one.groups if left[group]]
        if len(able) < len(one.groups):
            rich = sum(map(weights.__getitem__, able))
        while rich:
            fair = -(-missing // rich)
            poor = [group for group in able if left[group] < fair]
            if not poor:
                return missing, rich
            for group in poor:
                missing -= weights[group] * left[group]
                rich -= weights[group]
            able = [group for group in able if left[group] >= fair]
        return None

    def _by_points(self, one: Supporters, missing: int) -> tuple[int, int] | None:
        left, weights, rich = self.left, self.electorate.weights, one.total
        able = list(zip(one.groups, one.utilities or (), strict=True))
        while rich:
            still = []
            paid, gone = 0, 0
            for pair in able:
                group, utility = pair
                if left[group] * rich < missing * utility:
                    paid += weights[group] * left[group]
                    gone += weights[group] * utility
                else:
                    still.append(pair)
            if not gone:
                return missing, rich
            missing, rich, able = missing - paid, rich - gone, still
        return None

    def pay(self, price: Price) -> None:
        """Every supporter pays that much for each part of its utility, or all they have."""
        one = self.electorate.supporters[price.place]
        each, rich = price.over, price.under // (self.parts * one.utility)
        common = gcd(each, rich)
        each, rich = each // common, rich // common
        if rich != 1:
            self.parts *= rich
            self.left = [left * rich for left in self.left]
        left = self.left
        if one.utilities is None:
            for group in one.groups:
                left[group] = left[group] - each if left[group] > each else 0
            return
        for group, utility in zip(one.groups, one.utilities, strict=True):
            left[group] = max(0, left[group] - each * utility)


@dataclass(frozen=True, slots=True)
class Run:
    """What was bought, at which prices, in that order; not what costs nothing."""

    prices: tuple[Price, ...]
    ties: tuple[Tie, ...] = ()

    @property
    def winners(self) -> tuple[int, ...]:
        return tuple(price.place for price in self.prices)


def run(electorate: Electorate, share: Fraction, order: Order) -> Run:
    """All that is bought when everybody has that share.

    A price only rises as money is spent, so one that was found earlier is at most what it is now: what is
    looked at anew are those that could be cheapest.
    """
    purses, waiting = Purses(electorate, share), electorate.first_prices.copy()
    prices: list[Price] = []
    ties: list[Tie] = []
    while level := _cheapest(purses, waiting):
        best = level[0]
        if len(level) > 1:
            places = [price.place for price in level]
            first = order.first(places)
            ties.append(order.resolved(len(prices) + 1, places))
            for price in level:
                if price.place == first:
                    best = price
                else:
                    heapq.heappush(waiting, price)
        purses.pay(best)
        prices.append(best)
    return Run(tuple(prices), tuple(ties))


def _cheapest(purses: Purses, waiting: list[Price]) -> list[Price]:
    """The least price of all that can be paid for, once for each whose it is; taken out of `waiting`."""
    level: list[Price] = []
    dearer: list[Price] = []
    while waiting and (not level or waiting[0].rough <= level[0].rough):
        price = purses.price(heapq.heappop(waiting).place)
        if price is None:
            continue
        if not level or price.below(level[0]):
            dearer += level
            level = [price]
        elif level[0].below(price):
            dearer.append(price)
        else:
            level.append(price)
    for price in dearer:
        heapq.heappush(waiting, price)
    return level


def alike(electorate: Electorate, share: Fraction, order: Order, known: Run) -> Run | None:
    """The run with that larger share, if all from that of `known` to it buy the same in the same order.

    As long as they do, whoever begins with more never has less, so that no price is higher: between the two
    shares each price lies between its two prices. Where the bought project's higher price is lower than the
    lower price of every other, nothing in between can change what is bought; where they are equal, the order
    of ties must be for it. None says that this is not certain.
    """
    purses, waiting = Purses(electorate, share), electorate.first_prices.copy()
    prices: list[Price] = []
    bought: set[int] = set()
    for highest in known.prices:
        bought.add(highest.place)
        dearer = []
        while waiting and waiting[0].rough <= highest.rough:
            place = heapq.heappop(waiting).place
            price = None if place in bought else purses.price(place)
            if price is None:
                continue
            if not highest.below(price) and (
                price.below(highest) or order.rank[place] < order.rank[highest.place]
            ):
                return None
            dearer.append(price)
        for price in dearer:
            heapq.heappush(waiting, price)
        price = purses.price(highest.place)
        if price is None:
            raise AssertionError("who has more can pay for what others could")
        purses.pay(price)
        prices.append(price)
    left = (price.place for price in waiting if price.place not in bought)
    return Run(tuple(prices)) if all(purses.price(place) is None for place in left) else None
