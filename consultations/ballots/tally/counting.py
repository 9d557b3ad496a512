"""One count: an election and what was announced in, the winners and every tie out."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from consultations.ballots.tally.completing import Budget, Progress, add1, quickest
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.equal_shares import run
from consultations.ballots.tally.greedy import Taken, fitting, most, until_one_does_not_fit
from consultations.ballots.tally.rules import Completion, Rule, Settings, Start, Utility, by_points, check
from consultations.ballots.tally.ties import Order, Tie


@dataclass(frozen=True, slots=True)
class Outcome:
    """Places of winners in the order in which they were taken.

    Of equal shares also each voter's share in the end, after how many steps, and how many of the winners
    were added last, by the greedy rule with the money left. Ties are those of the run that counts.
    """

    winners: tuple[int, ...]
    ties: tuple[Tie, ...]
    share: Fraction | None = None
    steps: int = 0
    added: int = 0


def silent(steps: int) -> None:
    """Tells nobody."""


def candidates(votes: list[int], settings: Settings) -> frozenset[int]:
    """Who has the votes that were asked for."""
    return frozenset(place for place, found in enumerate(votes) if found >= settings.minimum_votes)


def count(election: Election, settings: Settings, tell: Progress = silent) -> Outcome:
    """The outcome; where nobody voted, nothing wins. `CannotCountError` where the two don't go together."""
    check(settings, election)
    if not election.voters:
        return Outcome((), (), Fraction(0) if settings.rule is Rule.EQUAL_SHARES else None)
    votes = election.votes()
    order = Order(election, settings, votes)
    running = candidates(votes, settings)
    scores = election.points() if by_points(settings) else votes
    if settings.rule is Rule.EQUAL_SHARES:
        return _equal_shares(election, settings, order, running, scores, tell)
    taken = _in_order(election, settings, order, running, scores)
    return Outcome(taken.winners, taken.ties)


def _in_order(
    election: Election, settings: Settings, order: Order, running: frozenset[int], scores: list[int]
) -> Taken:
    costs = [project.cost for project in election.projects]
    if settings.winners is not None:
        return most(scores, running, order, settings.winners)
    if settings.rule in (Rule.MOST_VOTES, Rule.MOST_POINTS):
        return until_one_does_not_fit(scores, costs, running, order, election.budget)
    return fitting(scores, costs, running, order, election.budget)


def first_share(election: Election, settings: Settings) -> Fraction:
    """In smallest parts of the currency."""
    share = Fraction(election.budget, election.voters)
    return Fraction(floor(share / election.unit) * election.unit) if settings.start is Start.FLOOR else share


def _equal_shares(
    election: Election,
    settings: Settings,
    order: Order,
    running: frozenset[int],
    scores: list[int],
    tell: Progress,
) -> Outcome:
    costs = [project.cost for project in election.projects]
    points = settings.utility is Utility.POINTS
    electorate, share = (
        Electorate(costs, election.ballots, running, points=points),
        first_share(election, settings),
    )
    steps = 0
    if settings.completion is Completion.NONE:
        done = run(electorate, share, order)
    else:
        step, budget = settings.step * election.unit, Budget(electorate, election.budget)
        runs = quickest(electorate, order)
        steps = add1(runs, share, step, budget, tell)
        share += steps * step
        done = runs.run(share)
    free = sorted(electorate.free, key=order.rank.__getitem__) if electorate.free else ()
    winners = (*free, *done.winners)
    if settings.completion is not Completion.ADD1U:
        return Outcome(winners, done.ties, share, steps)
    left = election.budget - sum(costs[place] for place in winners)
    last = fitting(scores, costs, running - set(winners), order, left, rounds=len(done.winners))
    return Outcome((*winners, *last.winners), (*done.ties, *last.ties), share, steps, len(last.winners))
