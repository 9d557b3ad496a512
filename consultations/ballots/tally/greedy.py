"""In the order of votes or points: those that win outright, and those that still fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.ballots.tally.ties import Order, Tie


@dataclass(frozen=True, slots=True)
class Taken:
    winners: tuple[int, ...]
    ties: tuple[Tie, ...]


def most(scores: Sequence[int], candidates: Iterable[int], order: Order, seats: int) -> Taken:
    """The `seats` that score most, whatever they cost; only a tie about the last seats decides anything."""
    line = sorted(candidates, key=lambda place: (-scores[place], order.rank[place]))
    within, beyond = line[:seats], line[seats:]
    ties = []
    if within and beyond and scores[within[-1]] == scores[beyond[0]]:
        level = [place for place in line if scores[place] == scores[beyond[0]]]
        ties.append(order.resolved(len(within), level))
    return Taken(tuple(within), tuple(ties))


def until_one_does_not_fit(
    scores: Sequence[int], costs: Sequence[int], candidates: Iterable[int], order: Order, budget: int
) -> Taken:
    """In order of scores, as long as the budget suffices for the next."""
    line = sorted(candidates, key=lambda place: (-scores[place], order.rank[place]))
    winners: list[int] = []
    for place in line:
        if costs[place] > budget:
            break
        winners.append(place)
        budget -= costs[place]
    left = line[len(winners) :]
    level = [place for place in line if left and scores[place] == scores[left[0]]]
    met = winners and left and scores[winners[-1]] == scores[left[0]]
    return Taken(tuple(winners), (order.resolved(len(winners), level),) if met else ())


def fitting(
    scores: Sequence[int],
    costs: Sequence[int],
    candidates: Iterable[int],
    order: Order,
    budget: int,
    rounds: int = 0,
) -> Taken:
    """In order of scores, each that still fits; those that don't are passed over.

    A tie is one between projects that fit, of which the budget does not suffice for all.
    """
    line = sorted(candidates, key=lambda place: (-scores[place], order.rank[place]))
    winners: list[int] = []
    ties: list[Tie] = []
    at = 0
    while at < len(line):
        end = at
        while end < len(line) and scores[line[end]] == scores[line[at]]:
            end += 1
        level = line[at:end]
        at = end
        while True:
            level = [place for place in level if costs[place] <= budget]
            if not level:
                break
            if len(level) > 1 and sum(costs[place] for place in level) > budget:
                ties.append(order.resolved(rounds + len(winners) + 1, level))
            winners.append(level[0])
            budget -= costs[level[0]]
            level = level[1:]
    return Taken(tuple(winners), tuple(ties))
