"""The plain draw: seat after seat, each by lot among those with whom the quotas can still be kept.

So nobody is passed over but for the quotas, everybody whom some panel can have has a chance, and a draw never
has to be begun again. Who adds most to the quotas is drawn more often than a lottery by `maximin` would.
"""

from collections.abc import Sequence
from random import Random

from consultations.panels.sortition.groups import Composition, Problem, counted
from consultations.panels.sortition.maximin import Tell
from consultations.panels.sortition.solver import Programme, panels
from consultations.panels.sortition.tickets import Ticket

SURELY = 1e-6
"""Programmes count in fractions: what differs by less is the same."""


class Completion:
    """Can those who are seated be completed to a panel? It keeps one such, and changes it as people come.

    Most answers follow from that panel: it has the newcomer, or takes them for one of the others whom nobody
    has drawn. Only else are programmes asked, after all of whom the panel says nothing at once.
    """

    def __init__(self, problem: Problem, panel: Sequence[int], programmes: Sequence[Programme]) -> None:
        """`panel` is any within quotas; `programmes` seek one, by halves and in whole people."""
        self.problem = problem
        self.programmes = programmes
        self.closed: set[int] = set()
        self.seated = [0] * len(problem.groups)
        self.panel = list(panel)
        self.counts = counted(problem, panel)
        self.fixed = [0] * len(self.counts)

    def seat(self, group: int) -> bool:
        """Seat one more of a group, if the quotas can be kept; else it is closed."""
        if group in self.closed or not self._open(group):
            self.closed.add(group)
            return False
        if self.panel[group] == self.seated[group]:
            leaving = self._exchangeable(group)
            if leaving is not None:
                self._exchange(leaving, group)
            elif not self._solve(group):
                return False
        self.seated[group] += 1
        for bound in self.problem.bounds_of[group]:
            self.fixed[bound] += 1
        return True

    def _open(self, group: int) -> bool:
        """Is there one more, below every bound's most, who leaves seats enough for every feature's minima?"""
        bounds, left = self.problem.bounds, self.problem.wanted.size - sum(self.seated) - 1
        return (
            self.seated[group] < self.problem.homes[group]
            and all(self.fixed[bound] < bounds[bound].most for bound in self.problem.bounds_of[group])
            and all(
                sum(
                    max(bounds[one].least - self.fixed[one] - (one in self.problem.bounds_of[group]), 0)
                    for one in of
                )
                <= left
                for of in self.problem.by_feature
            )
        )

    def _exchangeable(self, group: int) -> int | None:
        """For whom nobody has drawn could one of this group come into the panel?"""
        bounds, of = self.problem.bounds, self.problem.bounds_of
        for other, (has, seated) in enumerate(zip(self.panel, self.seated, strict=True)):
            if (
                has > seated
                and all(self.counts[one] < bounds[one].most for one in of[group] - of[other])
                and all(self.counts[one] > bounds[one].least for one in of[other] - of[group])
            ):
                return other
        return None

    def _exchange(self, leaving: int, coming: int) -> None:
        for group, by in ((leaving, -1), (coming, 1)):
            self.panel[group] += by
            for bound in self.problem.bounds_of[group]:
                self.counts[bound] += by

    def _solve(self, group: int) -> bool:
        """Seek a panel with as many as may be of whom nothing is known, and with the newcomer before all.

        Without the newcomer, their group is closed; without any, all of them are.
        """
        unknown = self._unknown()
        before_all = self.problem.wanted.size + 1
        base = sum(self.seated[one] for one in unknown) + (before_all - 1) * self.seated[group]
        for programme in self.programmes:
            programme.between(self.seated, self.problem.homes)
            programme.worth(
                [before_all if one == group else float(one in unknown) for one in range(len(self.seated))]
            )
            found = programme.solved()
            if found.worth < base + before_all - SURELY:
                self.closed |= unknown if found.worth < base + 1 - SURELY else {group}
                return False
            if all(abs(value - round(value)) < SURELY for value in found.values):
                break
        self.panel = found.whole
        self.counts = counted(self.problem, self.panel)
        return True

    def _unknown(self) -> set[int]:
        """The groups that are not closed, and that the panel neither has nor could take in."""
        return {
            group
            for group in range(len(self.seated))
            if group not in self.closed
            and self.panel[group] == self.seated[group]
            and self._open(group)
            and self._exchangeable(group) is None
        }


def stratified(problem: Problem, panel: Composition, tickets: int, lot: Random, tell: Tell) -> list[Ticket]:
    """As many panels within quotas, each drawn by itself; `panel` is any that is within them."""
    programmes = [panels(problem, whole=False), panels(problem)]
    everyone = [
        (number, (group.kind, home), one)
        for number, group in enumerate(problem.groups)
        for home, people in enumerate(group.homes)
        for one in people
    ]
    found = []
    for number in range(tickets):
        tell("drawing", number / tickets)
        found.append(_drawn(Completion(problem, panel, programmes), everyone, lot))
    return found


def _drawn(
    completion: Completion, everyone: Sequence[tuple[int, tuple[int, int], str]], lot: Random
) -> Ticket:
    """One panel: people are called by lot, and passed over where the quotas ask for it."""
    seated: list[str] = []
    homes: set[tuple[int, int]] = set()
    while len(seated) < completion.problem.wanted.size:
        group, home, one = everyone[int(lot.random() * len(everyone))]
        if group not in completion.closed and home not in homes and completion.seat(group):
            seated.append(one)
            homes.add(home)
    return tuple(sorted(seated))
