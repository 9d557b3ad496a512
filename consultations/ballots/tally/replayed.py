"""One run of equal shares once more, to see what supporters of each project paid, or what they had left."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from consultations.ballots.tally.electorate import Electorate, Price
from consultations.ballots.tally.equal_shares import Purses, run
from consultations.ballots.tally.ties import Order

Best = tuple[Fraction, int | None]


@dataclass(frozen=True, slots=True)
class Paid:
    """By the supporters of a project that was bought.

    `full` voters paid alike for each part of utility (`each`, where that is the cost), `some` gave the less
    that they had left, and `nothing` had nothing left. `held` is what all of them had before, together.
    `effective_votes` counts who paid in full as one and the others for the part that they paid: the rule buys
    what has most of them.
    """

    each: Fraction
    full: int
    some: int
    nothing: int
    held: Fraction
    effective_votes: Fraction


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the supporters of a project that was not bought could have paid.

    `support` is the largest part of its cost that they could have paid at the price of whatever was bought
    instead, in any round, or with all that they had in the end: below one, or one where it lost a tie. `left`
    is what they have in the end, `missing` what the cost is beyond it, and `joining` how many more voters who
    had their share untouched would have sufficed; None where nobody has a share.
    """

    support: Fraction
    left: Fraction
    missing: Fraction
    joining: int | None


def replayed(
    electorate: Electorate, share: Fraction, order: Order
) -> tuple[Mapping[int, Paid], Mapping[int, Lacking]]:
    """Of those that were bought, and of those that were not but cost something."""
    done = run(electorate, share, order)
    purses = Purses(electorate, share)
    losers = [place for place in electorate.priced if place not in done.winners]
    best: dict[int, Best] = dict.fromkeys(losers, (Fraction(0), None))
    paid = {}
    for price in done.prices:
        for place in losers:
            first = order.rank[place] < order.rank[price.place]
            best[place] = _better(best[place], _at_price(purses, place, price, share, first=first))
        paid[price.place] = _paid(purses, price)
        purses.pay(price)
    lacking = {}
    for place in losers:
        left = _held(purses, place)
        cost = electorate.costs[place]
        joining = ceil((cost - left) / share) if share else None
        support, fewest = _better(best[place], (left / cost, joining))
        lacking[place] = Lacking(support, left, cost - left, fewest)
    return paid, lacking


def _better(one: Best, other: Best) -> Best:
    """The larger support and the fewer voters, which may be of different rounds."""
    fewest = min((joining for joining in (one[1], other[1]) if joining is not None), default=None)
    return max(one[0], other[0]), fewest


def _at_price(purses: Purses, place: int, price: Price, share: Fraction, *, first: bool) -> Best:
    """The part of its cost that supporters could pay at that price of another; how many would have to join.

    Where they reach just that price, it is a tie: then it suffices if it comes `first`.
    """
    one, cost = purses.electorate.supporters[place], purses.electorate.costs[place]
    each = price.exact * one.utility
    full = each * purses.parts
    weights, left = purses.electorate.weights, purses.left
    sure, rich = 0, 0
    for group, utility in zip(one.groups, one.utilities or (1,) * len(one.groups), strict=True):
        if left[group] * full.denominator < full.numerator * utility:
            sure += weights[group] * left[group]
        else:
            rich += weights[group] * utility
    covered = (sure + rich * full) / purses.parts
    joining = (cost - covered) / min(share, each)
    enough = first or (not rich and share < each)
    return covered / cost, ceil(joining) if enough else floor(joining) + 1


def _held(purses: Purses, place: int) -> Fraction:
    one, weights = purses.electorate.supporters[place], purses.electorate.weights
    return Fraction(sum(weights[group] * purses.left[group] for group in one.groups), purses.parts)


def _paid(purses: Purses, price: Price) -> Paid:
    one, weights = purses.electorate.supporters[price.place], purses.electorate.weights
    each = price.exact * one.utility
    full, some, nothing, effective = 0, 0, 0, Fraction(0)
    for group, utility in zip(one.groups, one.utilities or (1,) * len(one.groups), strict=True):
        left, voters = purses.left[group], weights[group]
        if not left:
            nothing += voters
        elif left * each.denominator < each.numerator * utility * purses.parts:
            some += voters
            effective += voters * Fraction(left, purses.parts) / (each * utility)
        else:
            full += voters
    return Paid(each, full, some, nothing, _held(purses, price.place), full + effective)
