"""The Method of Equal Shares, in whole numbers: one run, exact to the last part.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (NeurIPS 2021).
Every voter has the same share. Of the projects that their supporters can pay for, the one that costs them
least for what they get of it is bought, again and again: each supporter pays alike for each part of utility,
or all that is left to them.
"""

import heapq
from dataclasses import dataclass
from fractions import Fraction

from consultations.ballots.tally.electorate import Electorate, Supporters
from consultations.ballots.tally.ties import Order, Tie


class Purses:
    """What each group's voters have left, exactly: whole numbers of which `parts` make a smallest part."""

    def __init__(self, electorate: Electorate, share: Fraction) -> None:
        self.electorate = electorate
        self.parts = share.denominator
        self.left = [share.numerator] * len(electorate.weights)

    def price(self, place: int) -> Fraction | None:
        """What a part of its utility costs each supporter who can pay that; None if they can't, together."""
        one = self.electorate.supporters[place]
        missing = self.electorate.costs[place] * self.parts
        found = self._alike(one, missing) if one.utilities is None else self._by_points(one, missing)
        if found is None:
            return None
        missing, rich = found
        return Fraction(missing, rich * self.parts * self.electorate.utility(place))

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

    def pay(self, place: int, price: Fraction) -> None:
        """Every supporter pays that much for each part of its utility, or all they have."""
        one = self.electorate.supporters[place]
        each = price * self.electorate.utility(place) * self.parts
        if each.denominator != 1:
            self.parts *= each.denominator
            self.left = [left * each.denominator for left in self.left]
        left = self.left
        utilities = one.utilities or (1,) * len(one.groups)
        for group, utility in zip(one.groups, utilities, strict=True):
            left[group] = max(0, left[group] - each.numerator * utility)


@dataclass(frozen=True, slots=True)
class Run:
    """What was bought, in that order, and at which price of a part of utility; not what costs nothing."""

    winners: tuple[int, ...]
    prices: tuple[Fraction, ...]
    ties: tuple[Tie, ...]


def run(electorate: Electorate, share: Fraction, order: Order) -> Run:
    """All that is bought when everybody has that share.

    A price only rises as money is spent, so one that was found earlier is at most what it is now: what is
    looked at anew are those that could be cheapest.
    """
    purses, waiting = Purses(electorate, share), _first_prices(electorate)
    winners: list[int] = []
    prices: list[Fraction] = []
    ties: list[Tie] = []
    while True:
        best, tied = _cheapest(purses, waiting)
        if best is None:
            return Run(tuple(winners), tuple(prices), tuple(ties))
        first = tied[0]
        if len(tied) > 1:
            first = order.first(tied)
            ties.append(order.resolved(len(winners) + 1, tied))
            for place in tied:
                if place != first:
                    heapq.heappush(waiting, (best, place))
        purses.pay(first, best)
        winners.append(first)
        prices.append(best)


def prices_along(
    electorate: Electorate, share: Fraction, order: Order, known: Run
) -> tuple[Fraction, ...] | None:
    """The prices with that larger share, if all from that of `known` to it buy the same in the same order.

    As long as they do, whoever begins with more never has less, so that no price is higher: between the two
    shares each price lies between its two prices. Where the bought project's higher price is lower than the
    lower price of every other, nothing in between can change what is bought; where they are equal, the order
    of ties must be for it. None says that this is not certain.
    """
    purses, waiting = Purses(electorate, share), _first_prices(electorate)
    prices: list[Fraction] = []
    bought: set[int] = set()
    for winner, highest in zip(known.winners, known.prices, strict=True):
        level = []
        bought.add(winner)
        while waiting and waiting[0][0] <= highest:
            _, place = heapq.heappop(waiting)
            price = None if place in bought else purses.price(place)
            if price is None:
                continue
            if price < highest or (price == highest and order.rank[place] < order.rank[winner]):
                return None
            if price == highest:
                level.append((price, place))
            else:
                heapq.heappush(waiting, (price, place))
        for one in level:
            heapq.heappush(waiting, one)
        price = purses.price(winner)
        if price is None:
            raise AssertionError("who has more can pay for what others could")
        purses.pay(winner, price)
        prices.append(price)
    left = {place for _, place in waiting} - bought
    return tuple(prices) if all(purses.price(place) is None for place in left) else None


def _first_prices(electorate: Electorate) -> list[tuple[Fraction, int]]:
    """As long as everybody can pay alike: the lowest that a price can be."""
    waiting = [
        (Fraction(electorate.costs[place], one.total * electorate.utility(place)), place)
        for place, one in electorate.supporters.items()
        if electorate.costs[place]
    ]
    heapq.heapify(waiting)
    return waiting


def _cheapest(purses: Purses, waiting: list[tuple[Fraction, int]]) -> tuple[Fraction | None, list[int]]:
    """The least price of all that can be paid for, and whose it is; those are taken out of `waiting`."""
    best: Fraction | None = None
    tied: list[int] = []
    while waiting and (best is None or waiting[0][0] <= best):
        _, place = heapq.heappop(waiting)
        price = purses.price(place)
        if price is None:
            continue
        if best is None or price < best:
            waiting += [(best, other) for other in tied if best is not None]
            heapq.heapify(waiting)
            best, tied = price, [place]
        elif price == best:
            tied.append(place)
        else:
            heapq.heappush(waiting, (price, place))
    return best, tied
