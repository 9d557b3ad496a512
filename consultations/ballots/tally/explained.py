"""Why each project won, or what it lacked; what the greedy rule would have taken; who got something.

Values only: pages put them into words. Amounts are in the election's smallest parts, and exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from consultations.ballots.tally.counting import Outcome, candidates, count
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.replayed import Lacking, Paid, replayed
from consultations.ballots.tally.rules import Rule, Settings, Utility, by_points
from consultations.ballots.tally.ties import Order


class Why(StrEnum):
    """What decided about a project."""

    TAKEN = "taken"
    """In its turn: by votes, by points, or paid for by its supporters."""
    FREE = "free"
    """Wished for, and it costs nothing."""
    ADDED = "added"
    """With the money that was left, in the order of votes."""
    TOO_FEW_VOTES = "too_few_votes"
    """Fewer than were asked for in advance."""
    DID_NOT_FIT = "did_not_fit"
    """Dearer than what was left in its turn."""
    OTHERS_FIRST = "others_first"
    """Others had more, and there were no more seats; or the line ended before it."""
    NOT_PAID_FOR = "not_paid_for"
    """Its supporters had too little left, all together."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One project. `round` is when it was taken, from 1; `needed` is the score that would have sufficed.

    `score` counts votes or points, as the rule does. `needed` supposes that all else stays as it is: of equal
    shares, that those who join had all of their share left; it is None where votes alone don't say.
    """

    place: int
    why: Why
    votes: int
    score: int
    round: int | None = None
    needed: int | None = None
    paid: Paid | None = None
    lacking: Lacking | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """With the greedy rule on the same ballots; voters who support at least one winner of either."""

    only_here: frozenset[int]
    only_greedy: frozenset[int]
    voters: int
    content_here: int
    content_greedy: int


@dataclass(frozen=True, slots=True)
class Explanation:
    projects: tuple[Explained, ...]
    compared: Compared


def explained(election: Election, settings: Settings, outcome: Outcome) -> Explanation:
    """Of an outcome that was counted so."""
    votes = election.votes()
    scores = election.points() if by_points(settings) else votes
    order = Order(election, settings, votes)
    running = candidates(votes, settings)
    told = _shared if settings.rule is Rule.EQUAL_SHARES else _in_line
    by_place = {one.place: one for one in told(election, settings, outcome, order, running, scores)}
    others = (
        Explained(place, Why.TOO_FEW_VOTES, found, scores[place], needed=settings.minimum_votes)
        for place, found in enumerate(votes)
        if place not in by_place
    )
    by_place |= {one.place: one for one in others}
    return Explanation(
        tuple(by_place[place] for place in sorted(by_place)), compared(election, settings, outcome)
    )


def compared(election: Election, settings: Settings, outcome: Outcome) -> Compared:
    """By votes, or by points where the rule goes by points."""
    rule = Rule.GREEDY_POINTS if by_points(settings) else Rule.GREEDY
    told = Settings(rule, ties=settings.ties, seed=settings.seed, minimum_votes=settings.minimum_votes)
    here, there = frozenset(outcome.winners), frozenset(count(election, told).winners)
    return Compared(
        here - there, there - here, election.voters, content(election, here), content(election, there)
    )


def content(election: Election, winners: frozenset[int]) -> int:
    """Voters with at least one winner among those that they support."""
    return sum(times for ballot, times in election.ballots.items() if not winners.isdisjoint(ballot.choices))


def _in_line(
    election: Election,
    settings: Settings,
    outcome: Outcome,
    order: Order,
    running: frozenset[int],
    scores: Sequence[int],
) -> list[Explained]:
    """By votes or points: those that are taken, in that order, and what the others would have needed."""
    votes = election.votes()
    lost = Why.DID_NOT_FIT if settings.rule in (Rule.GREEDY, Rule.GREEDY_POINTS) else Why.OTHERS_FIRST
    found = [
        Explained(place, Why.TAKEN, votes[place], scores[place], at)
        for at, place in enumerate(outcome.winners, start=1)
    ]
    losers = sorted(running - set(outcome.winners), key=lambda place: (-scores[place], order.rank[place]))
    for place in losers:
        before = _to_pass(election, settings, (*outcome.winners, *losers[:1]), place)
        needed = None
        if before is not None and before != place:
            needed = scores[before] + (order.rank[place] > order.rank[before])
        found.append(Explained(place, lost, votes[place], scores[place], needed=needed))
    return found


def _to_pass(election: Election, settings: Settings, line: Sequence[int], place: int) -> int | None:
    """Of winners and the first loser, the last that it would have to come before; None if none would do."""
    if settings.winners is not None:
        return line[-2] if len(line) > 1 else None
    left, last, cost = election.budget, None, election.projects[place].cost
    for other in line:
        if left < cost:
            break
        last, left = other, left - election.projects[other].cost
    return last


def _shared(
    election: Election,
    settings: Settings,
    outcome: Outcome,
    order: Order,
    running: frozenset[int],
    scores: Sequence[int],
) -> list[Explained]:
    """By equal shares: what supporters paid, or what they had and what it would have taken."""
    votes, costs = election.votes(), [project.cost for project in election.projects]
    points = settings.utility is Utility.POINTS
    electorate = Electorate(costs, election.ballots, running, points=points)
    share = outcome.share or Fraction(0)
    paid, lacking = replayed(electorate, share, order)
    added = outcome.winners[len(outcome.winners) - outcome.added :]
    rounds = {place: at for at, place in enumerate(outcome.winners, start=1)}
    found = []
    for place in running:
        why = Why.NOT_PAID_FOR
        if place in rounds:
            why = Why.ADDED if place in added else Why.TAKEN if place in paid else Why.FREE
        short = lacking.get(place) or Lacking(Fraction(0), Fraction(0), Fraction(costs[place]), None)
        joining = None
        if why is Why.NOT_PAID_FOR and share and not points:
            alone = max(1, ceil(costs[place] / share))
            joining = votes[place] + (alone if short.joining is None else short.joining)
        found.append(
            Explained(
                place,
                why,
                votes[place],
                scores[place],
                rounds.get(place),
                joining,
                paid.get(place),
                short if why in (Why.NOT_PAID_FOR, Why.ADDED) else None,
            )
        )
    return found
