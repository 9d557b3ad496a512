"""Equal shares told project by project: every purse is followed anew through what was bought.

This is worked out apart from the count, with its own arithmetic: what doesn't come out is not told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, gcd

from consultations.ballots.explaining.reasons import Bought, Few, Free, Short, Taken, Unwanted, Why
from consultations.ballots.tally.counting import Outcome, candidates
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.rules import Settings, Utility
from consultations.ballots.tally.ties import Order


class MiscountedError(ValueError):
    """What was said to be bought can't be paid for as it was said."""


@dataclass(frozen=True, slots=True)
class Support:
    """So many voters alike, whose purse it is, and what the project is worth to each of them."""

    purse: int
    voters: int
    utility: int


class Shares:
    """Everybody's purses, and who supports what; of what is `left`, in whole numbers, `parts` make one."""

    def __init__(self, election: Election, share: Fraction, running: frozenset[int], *, points: bool) -> None:
        self.costs = [project.cost for project in election.projects]
        self.share, self.points = share, points
        self.parts = share.denominator
        self.left = [share.numerator] * len(election.ballots)
        self.supports: dict[int, list[Support]] = {place: [] for place in running}
        for purse, (ballot, voters) in enumerate(election.ballots.items()):
            given = ballot.points if points and ballot.points else (1,) * len(ballot.choices)
            for place, utility in zip(ballot.choices, given, strict=True):
                if place in running and utility and not (points and ballot.points is None):
                    self.supports[place].append(Support(purse, voters, utility))

    def supporters(self, place: int) -> int:
        return sum(one.voters for one in self.supports[place])

    def held(self, place: int) -> Fraction:
        """What its supporters have left, all together."""
        return Fraction(sum(one.voters * self.left[one.purse] for one in self.supports[place]), self.parts)

    def rate(self, place: int) -> Fraction:
        """What each part of utility costs whoever can pay it: poorer supporters give all they have."""
        left, supports = self.left, self.supports[place]
        missing = self.costs[place] * self.parts
        utility = sum(one.voters * one.utility for one in supports)
        if self.points:
            supports = sorted(supports, key=lambda one: Fraction(left[one.purse], one.utility))
        else:
            supports = sorted(supports, key=lambda one: left[one.purse])
        for one in supports:
            if left[one.purse] * utility >= missing * one.utility:
                return Fraction(missing, utility * self.parts)
            missing -= one.voters * left[one.purse]
            utility -= one.voters * one.utility
        raise MiscountedError(f"project {place} was not paid for")

    def buy(self, place: int, rate: Fraction) -> Bought:
        finer = rate.denominator // gcd(rate.denominator, self.parts)
        self.parts *= finer
        left = self.left = [one * finer for one in self.left]
        each = rate.numerator * (self.parts // rate.denominator)
        alike = paid = 0
        for one in self.supports[place]:
            full = each * one.utility
            if left[one.purse] >= full:
                alike += one.voters
                paid += one.voters * full
            left[one.purse] = max(left[one.purse] - full, 0)
        return Bought(self.supporters(place), self.costs[place], alike, rate, Fraction(paid, self.parts))


def shared(election: Election, settings: Settings, outcome: Outcome) -> Mapping[int, Why]:
    """For equal shares, by place; MiscountedError if the outcome is not what the votes say."""
    votes = election.votes()
    running = candidates(votes, settings)
    points = settings.utility is Utility.POINTS
    share = outcome.share or Fraction()
    shares = Shares(election, share, running, points=points)
    until = len(outcome.winners) - outcome.added
    winners = [place for place in outcome.winners[:until] if shares.costs[place]]
    bought = {place: shares.buy(place, shares.rate(place)) for place in winners}
    losers = [place for place in sorted(running - set(outcome.winners)) if shares.supports[place]]
    short = {
        place: Short(shares.supporters(place), shares.costs[place], shares.held(place), None)
        for place in losers
    }
    if share and not points:
        within = {place: one for place, one in short.items() if one.cost <= election.budget}
        again = Shares(election, share, running, points=False)
        needed = _needed(again, Order(election, settings, votes), bought, within)
        short |= {place: replace(one, needed=needed[place]) for place, one in within.items()}
    return bought | short | dict(_others(election, settings, outcome, shares, votes))


def _others(
    election: Election, settings: Settings, outcome: Outcome, shares: Shares, votes: Sequence[int]
) -> Iterator[tuple[int, Why]]:
    """What is free, what was added last, and what nobody could pay for."""
    until = len(outcome.winners) - outcome.added
    left = election.budget - sum(shares.costs[place] for place in outcome.winners[:until])
    for rank, place in enumerate(outcome.winners):
        if rank >= until:
            yield place, Taken(votes[place], rank + 1, left)
            left -= shares.costs[place]
        elif not shares.costs[place]:
            yield place, Free(votes[place])
    for place in set(range(len(votes))) - set(outcome.winners):
        if place not in shares.supports:
            yield place, Few(votes[place], settings.minimum_votes)
        elif not shares.supports[place]:
            yield place, Unwanted()


def _needed(
    shares: Shares, order: Order, bought: Mapping[int, Bought], short: Mapping[int, Short]
) -> dict[int, int]:
    """How many more supporters with a whole share each would have needed, at whichever moment is best.

    In the end all that is left would be for it. Before each purchase: so many that it would have cost its
    supporters no more for its size than what was bought.
    """
    least = {place: ceil(one.missing / shares.share) for place, one in short.items()}
    for winner, purchase in bought.items():
        price = purchase.each / purchase.cost
        for place, one in short.items():
            each = price * one.cost
            if one.supporters * each + least[place] * min(each, shares.share) < one.cost:
                continue  # even if all could pay as much
            count = _level(shares, place, each, after=order.rank[place] > order.rank[winner])
            least[place] = min(least[place], count)
        shares.buy(winner, purchase.each)
    return least


def _level(shares: Shares, place: int, each: Fraction, *, after: bool) -> int:
    """How many more make all pay `each` at most, or all they have; fewer than that where ties are for it.

    Where they pay the cost just so, and one of them could pay more, two projects are level.
    """
    most = each * shares.parts
    floor, left = most.numerator // most.denominator, shares.left
    rich = poor = 0
    for one in shares.supports[place]:
        if left[one.purse] > floor:
            rich += one.voters
        else:
            poor += one.voters * left[one.purse]
    whole = most.denominator == 1 and any(left[one.purse] == floor for one in shares.supports[place])
    missing = shares.costs[place] - rich * each - Fraction(poor, shares.parts)
    fresh = min(shares.share, each)
    count = max(ceil(missing / fresh), 0)
    level = missing == count * fresh and (rich or whole or shares.share >= each)
    return count + 1 if level and after else count
