"""What may be said of one project after a count, and it worked out for rules that go down a list.

Amounts are in the election's smallest parts. `needed` is how many votes more it would have needed, of people
who chose nothing else, all other votes being the same; points, where the list goes by these. It is None where
no number would have been enough, or where equal shares go by points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consultations.ballots.tally.counting import Outcome, candidates
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.rules import Rule, Settings, by_points
from consultations.ballots.tally.ties import Order


@dataclass(frozen=True, slots=True)
class Bought:
    """Under equal shares: `alike` supporters paid `each`, the others less: all that was left to them.

    Where points count, `each` is for one point.
    """

    supporters: int
    cost: int
    alike: int
    each: Fraction
    alike_paid: Fraction

    @property
    def others(self) -> int:
        return self.supporters - self.alike

    @property
    def effective(self) -> Fraction:
        """How many supporters who pay in full would pay for it."""
        return self.cost / self.each


@dataclass(frozen=True, slots=True)
class Free:
    """It costs nothing, and somebody wishes for it."""

    supporters: int


@dataclass(frozen=True, slots=True)
class Short:
    """Under equal shares: all that its supporters had left, when nothing more could be bought."""

    supporters: int
    cost: int
    left: Fraction
    needed: int | None

    @property
    def missing(self) -> Fraction:
        return self.cost - self.left


@dataclass(frozen=True, slots=True)
class Taken:
    """Down a list by `score`: `left` is what the budget still held when its turn came."""

    score: int
    rank: int
    left: int | None


@dataclass(frozen=True, slots=True)
class Passed:
    """When its turn came, the budget no longer sufficed."""

    score: int
    cost: int
    left: int
    needed: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Others were before it: the last that won had `last`, or the list had ended at one that did not fit."""

    score: int
    last: int
    needed: int | None


@dataclass(frozen=True, slots=True)
class Few:
    """Fewer people chose it than were asked for."""

    votes: int
    least: int

    @property
    def needed(self) -> int:
        return self.least - self.votes


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Nobody chose it."""


Why = Bought | Free | Short | Taken | Passed | Behind | Few | Unwanted


@dataclass(frozen=True, slots=True)
class Standing:
    """A list by score, and what the budget held before each of its winners and after the last."""

    winners: Sequence[int]
    left: Sequence[int]
    stopper: int | None
    """What was next, where the list ends at the first that does not fit."""


def listed(election: Election, settings: Settings, outcome: Outcome) -> Mapping[int, Why]:
    """For the rules that go down a list, by place."""
    votes = election.votes()
    running = candidates(votes, settings)
    scores = election.points() if by_points(settings) else votes
    order = Order(election, settings, votes)
    standing = _standing(election, settings, outcome, scores, order)
    found: dict[int, Why] = {}
    for place in range(len(election.projects)):
        if place not in running:
            found[place] = Few(votes[place], settings.minimum_votes)
        elif place in outcome.winners:
            rank = outcome.winners.index(place)
            left = None if settings.winners is not None else standing.left[rank]
            found[place] = Taken(scores[place], rank + 1, left)
        elif not votes[place]:
            found[place] = Unwanted()
        else:
            found[place] = _lost(election, settings, standing, scores, order, place)
    return found


def _standing(
    election: Election, settings: Settings, outcome: Outcome, scores: Sequence[int], order: Order
) -> Standing:
    left = [election.budget]
    for place in outcome.winners:
        left.append(left[-1] - election.projects[place].cost)
    stops = settings.rule in (Rule.MOST_VOTES, Rule.MOST_POINTS) and settings.winners is None
    running = candidates(election.votes(), settings) - set(outcome.winners)
    line = sorted(running, key=lambda place: (-scores[place], order.rank[place]))
    return Standing(outcome.winners, left, line[0] if stops and line else None)


def _lost(
    election: Election,
    settings: Settings,
    standing: Standing,
    scores: Sequence[int],
    order: Order,
    place: int,
) -> Why:
    winners, cost = standing.winners, election.projects[place].cost
    last = scores[winners[-1]] if winners else 0
    if settings.winners is not None:
        return Behind(scores[place], last, _ahead_of(winners[-1], scores, order, place) if winners else None)
    before = _last_turn(standing, cost)
    line = [*winners, *([] if standing.stopper is None else [standing.stopper])]
    needed = None if before is None else _ahead_of(line[before], scores, order, place)
    if standing.stopper is not None and place != standing.stopper:
        return Behind(scores[place], last, needed)
    at = len(winners) if place == standing.stopper else _turn(winners, scores, order, place)
    return Passed(scores[place], cost, standing.left[at], needed)


def _last_turn(standing: Standing, cost: int) -> int | None:
    """The last place on the list at which the budget suffices."""
    fits = [at for at, left in enumerate(standing.left) if cost <= left]
    return fits[-1] if fits else None


def _turn(winners: Sequence[int], scores: Sequence[int], order: Order, place: int) -> int:
    """How many winners were before it."""
    mine = (-scores[place], order.rank[place])
    return sum((-scores[one], order.rank[one]) < mine for one in winners)


def _ahead_of(other: int, scores: Sequence[int], order: Order, place: int) -> int:
    """How many more put it before another: as many as that has, if then the order of ties is for it.

    With as many votes, the order is by what it says besides them.
    """
    mine, its = ([key for key in order.keys[one] if key[0] != "votes"] for one in (place, other))
    level = [at for _, at in mine] < [at for _, at in its]
    return scores[other] - scores[place] + (0 if level else 1)
