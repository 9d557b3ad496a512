"""Equal shares told project by project: every purse is followed anew through what was bought.

This is worked out apart from the count, with its own arithmetic: what doesn't come out is not told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from consultations.ballots.explaining.rules import Bought, Few, Free, Short, Taken, Unwanted, Why
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
    """Everybody's purses, and who supports what."""

    def __init__(self, election: Election, share: Fraction, running: frozenset[int], *, points: bool) -> None:
        self.costs = [project.cost for project in election.projects]
        self.share, self.points = share, points
        self.left = [share] * len(election.ballots)
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
        return sum((one.voters * self.left[one.purse] for one in self.supports[place]), Fraction())

    def rate(self, place: int) -> Fraction:
        """What each part of utility costs whoever can pay it: poorer supporters give all they have."""
        missing, utility = (
            Fraction(self.costs[place]),
            sum(one.voters * one.utility for one in self.supports[place]),
        )
        for one in sorted(self.supports[place], key=lambda one: self.left[one.purse] / one.utility):
            if self.left[one.purse] * utility >= missing * one.utility:
                return missing / utility
            missing -= one.voters * self.left[one.purse]
            utility -= one.voters * one.utility
        raise MiscountedError(f"project {place}: {missing} missing")

    def buy(self, place: int) -> Bought:
        rate = self.rate(place)
        alike, paid = 0, Fraction()
        for one in self.supports[place]:
            full = rate * one.utility
            if self.left[one.purse] >= full:
                alike += one.voters
                paid += one.voters * full
            self.left[one.purse] -= min(full, self.left[one.purse])
        return Bought(self.supporters(place), self.costs[place], alike, rate, paid)


def shared(election: Election, settings: Settings, outcome: Outcome) -> Mapping[int, Why]:
    """For equal shares, by place; MiscountedError if the outcome is not what the votes say."""
    votes = election.votes()
    running = candidates(votes, settings)
    points = settings.utility is Utility.POINTS
    shares = Shares(election, outcome.share or Fraction(), running, points=points)
    until = len(outcome.winners) - outcome.added
    bought = [place for place in outcome.winners[:until] if shares.costs[place]]
    losers = [place for place in sorted(running - set(outcome.winners)) if shares.supports[place]]
    needed = _Needed(shares, Order(election, settings, votes), losers)
    found: dict[int, Why] = {}
    for place in bought:
        if not points:
            needed.look(place)
        found[place] = shares.buy(place)
    for place in losers:
        within = not points and shares.share and shares.costs[place] <= election.budget
        least = needed.at_last(place) if within else None
        found[place] = Short(shares.supporters(place), shares.costs[place], shares.held(place), least)
    return found | dict(_others(election, settings, outcome, shares, votes))


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


class _Needed:
    """How many more supporters with a whole share each loser would have needed, at whichever moment is best.

    Before each purchase: so many that it would have cost its supporters no more than what was bought.
    """

    def __init__(self, shares: Shares, order: Order, losers: Sequence[int]) -> None:
        self.shares, self.order = shares, order
        self.least: dict[int, int | None] = dict.fromkeys(losers)

    def look(self, bought: int) -> None:
        """Before it is paid for."""
        shares = self.shares
        price = shares.rate(bought) / shares.costs[bought]
        for place in self.least:
            self._may_be(place, bought, price * shares.costs[place])

    def _may_be(self, place: int, bought: int, each: Fraction) -> None:
        """At the price of what was bought, each supporter would pay so much, or all they have.

        Where they pay the cost just so, and one of them could pay more, the two are level.
        """
        shares, most = self.shares, self.least[place]
        paid, richer = Fraction(), shares.share >= each
        for one in shares.supports[place]:
            paid += one.voters * min(shares.left[one.purse], each)
            richer = richer or shares.left[one.purse] >= each
        fresh = min(shares.share, each)
        count = max(ceil((shares.costs[place] - paid) / fresh), 0)
        level = paid + count * fresh == shares.costs[place] and richer
        if level and self.order.rank[place] > self.order.rank[bought]:
            count += 1
        self.least[place] = count if most is None else min(most, count)

    def at_last(self, place: int) -> int:
        """In the end all that is left would be for it."""
        shares, most = self.shares, self.least[place]
        count = ceil((shares.costs[place] - shares.held(place)) / shares.share)
        return count if most is None else min(most, count)
