"""A lottery of whole tickets: first how many each composition gets, then who of each group is on which.

Shares such as a third can't be drawn in public; two thousand tickets can: a uniform lottery, as Flanigan,
Kehne and Procaccia put it ("Fair sortition made transparent", NeurIPS 2021). What that costs the least likely
person is at most some tickets, and is told.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from random import Random

from consultations.panels.sortition.groups import Composition, Group, Problem
from consultations.panels.sortition.maximin import Fair
from consultations.panels.sortition.solver import INFINITE, NEARLY, Programme

Ticket = tuple[str, ...]
"""The panel, by ids, that sits if it is drawn."""


def whole(problem: Problem, fair: Fair, tickets: int) -> list[Composition]:
    """As many panels as tickets, in which everybody's chance is as near as may be to the shares' smallest.

    Whole parts are given out; what is left is shared anew, for whom it lacks most, until nothing is left.
    """
    given = [floor(share * tickets + NEARLY) for share in fair.shares]
    sharing = _sharing(problem, fair)
    while left := tickets - sum(given):
        more = _shared(sharing, fair, given, left)
        parts = [floor(share + NEARLY) for share in more]
        if not any(parts):
            parts[max(range(len(more)), key=more.__getitem__)] = 1
        given = [old + new for old, new in zip(given, parts, strict=True)]
    return [panel for panel, times in zip(fair.panels, given, strict=True) for _ in range(times)]


def _sharing(problem: Problem, fair: Fair) -> Programme:
    """What shares out further tickets: to each panel how many, so that the smallest chance is the largest."""
    programme = Programme()
    programme.column(-INFINITE, worth=1)
    programme.row(0, 0, {})
    for group in fair.reach:
        programme.row(0, INFINITE, {0: -float(problem.people[group])})
    for panel in fair.panels:
        seats = {row + 1: float(panel[group]) for row, group in enumerate(fair.reach) if panel[group]}
        programme.column(rows={0: 1.0, **seats})
    return programme


def _shared(sharing: Programme, fair: Fair, given: Sequence[int], left: int) -> list[float]:
    """How the tickets that are left would best be shared beside those given, if they could be halved."""
    had = [(times, panel) for times, panel in zip(given, fair.panels, strict=True) if times]
    sharing.row_between(0, left, left)
    for row, group in enumerate(fair.reach):
        sharing.row_between(row + 1, -sum(times * panel[group] for times, panel in had), INFINITE)
    return sharing.solved().values[1:]


@dataclass
class _Turns:
    """Whose turn it is in a group: who was seated least; among them, by lot."""

    group: Group
    lot: Random

    def __post_init__(self) -> None:
        self.waiting = [(0, self.lot.random(), home) for home in range(len(self.group.homes))]
        heapq.heapify(self.waiting)

    def take(self, seats: int, kind: set[int]) -> list[str]:
        """So many of its people, one of each household, none of a household of that kind that is seated."""
        taken: list[tuple[int, float, int]] = []
        passed: list[tuple[int, float, int]] = []
        while len(taken) < seats:
            entry = heapq.heappop(self.waiting)
            (passed if entry[2] in kind else taken).append(entry)
        for entry in passed:
            heapq.heappush(self.waiting, entry)
        for times, _, home in taken:
            heapq.heappush(self.waiting, (times + 1, self.lot.random(), home))
        kind.update(home for _, _, home in taken)
        return [self.group.homes[home][times % len(self.group.homes[home])] for times, _, home in taken]


def seated(problem: Problem, compositions: Sequence[Composition], lot: Random) -> list[Ticket]:
    """The people of each ticket: each group's take turns, so that none has two tickets more than another.

    (Where people of different groups share a household, one may have to wait a turn longer.)
    """
    turns = [_Turns(group, lot) for group in problem.groups]
    found = []
    for composition in compositions:
        homes: dict[int, set[int]] = {}
        people = [
            one
            for group, seats in zip(turns, composition, strict=True)
            if seats
            for one in group.take(seats, homes.setdefault(group.group.kind, set()))
        ]
        found.append(tuple(sorted(people)))
    return found
