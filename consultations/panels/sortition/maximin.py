"""The fairest lottery over panels: whoever quotas can seat has no less of a chance than can be given to all.

Maximin, as Flanigan, Gölz, Gupta, Hennig and Procaccia put it ("Fair algorithms for selecting citizens'
assemblies", Nature 596, 2021), by column generation: a linear programme shares the chances among the panels
known so far, and its prices say which panel would help most; where none would, no lottery is better.

Over groups of interchangeable people it is the same optimum: whoever is treated alike has the same chance.
A linear programme without panels, in which a person may be taken by halves, gives a bound that mostly is the
optimum; panels near its solution are sought first, and the search ends where the bound is met.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from consultations.panels.sortition.groups import Composition, Problem
from consultations.panels.sortition.solver import INFINITE, NEARLY, Programme, panels

Tell = Callable[[str, float], None]
"""Is told of a stage and how far it is, from nought to one; what it raises ends the work."""

SMOOTH = 0.8
"""How much of former prices is kept: prices that leap about bring panels that help once.

As Wentges has it ("Weighted Dantzig–Wolfe decomposition for linear mixed-integer programming", 1997).
"""

ROUGHLY = 0.2
"""The share by which a panel may be worth less than the best one, while others are easily found."""


@dataclass(frozen=True, slots=True)
class Fair:
    """Panels with the share of the lottery that each has."""

    panels: list[Composition]
    shares: list[float]
    smallest: float
    """The least chance of anybody within reach."""
    bound: float
    """No lottery over panels within quotas gives more."""
    reach: list[int]
    """The groups that some panel within quotas has people of."""


@dataclass
class _Master:
    """Shares the lottery among the panels known so far: the linear programme, and what it last said."""

    problem: Problem
    reach: list[int]
    programme: Programme = field(default_factory=Programme)
    panels: list[Composition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.programme.column(-INFINITE, worth=1)
        self.programme.row(1, 1, {})
        for group in self.reach:
            self.programme.row(0, INFINITE, {0: -float(self.problem.people[group])})

    def add(self, panel: Composition) -> None:
        seats = {row + 1: float(panel[group]) for row, group in enumerate(self.reach) if panel[group]}
        self.programme.column(rows={0: 1.0, **seats})
        self.panels.append(panel)

    def share(self) -> tuple[float, list[float], list[float]]:
        """The smallest chance, the shares, and the price of a seat of each group."""
        found = self.programme.solved()
        prices = [0.0] * len(self.problem.groups)
        for group, dual in zip(self.reach, found.duals[1:], strict=True):
            prices[group] = abs(dual)
        return found.worth, found.values[1:], prices


def maximin(problem: Problem, tell: Tell = lambda _stage, _part: None) -> Fair | None:
    """None where no panel is within quotas."""
    first = covering(problem, tell)
    if not first:
        return None
    reach = reached(first)
    near, bound = _by_halves(problem, reach)
    master = _Master(problem, reach)
    for panel in first:
        master.add(panel)
    smallest, shares, bound = _generate(master, near, bound, tell)
    return Fair(master.panels, shares, smallest, bound, reach)


def covering(problem: Problem, tell: Tell) -> list[Composition]:
    """Panels that together have everyone whom any panel can have."""
    programme, found, missing = panels(problem), list[Composition](), set(range(len(problem.groups)))
    while missing:
        tell("covering", 1 - len(missing) / len(problem.groups))
        programme.worth([float(group in missing) for group in range(len(problem.groups))])
        best = programme.best(anew=True)
        if best is None:
            return []
        panel = tuple(best.whole)
        new = {group for group in missing if panel[group]}
        if not new:
            break
        found.append(panel)
        missing -= new
    return found


def reached(covering: Sequence[Composition]) -> list[int]:
    """The groups that some panel within quotas has people of, as these panels tell."""
    return [group for group, seats in enumerate(zip(*covering, strict=True)) if any(seats)]


def _by_halves(problem: Problem, reach: Sequence[int]) -> tuple[list[float], float]:
    """How much of each group the best lottery would have, if people could be taken by halves."""
    programme = panels(problem, whole=False)
    smallest = programme.column(0, 1, worth=1)
    for group in reach:
        programme.row(0, INFINITE, {group: 1.0, smallest: -float(problem.people[group])})
    found = programme.solved()
    return found.values[:smallest], found.worth


def _generate(
    master: _Master, near: Sequence[float], bound: float, tell: Tell
) -> tuple[float, list[float], float]:
    """Add panels that help most, until none does: near `near` and roughly at first, then the very best."""
    problem = master.problem
    pricing = panels(problem)
    pricing.between([floor(value + NEARLY) for value in near], [ceil(value - NEARLY) for value in near])
    steps = [ROUGHLY, 0.0, 0.0]
    smooth = [1 / sum(problem.people[group] for group in master.reach)] * len(problem.groups)
    smallest, shares, prices = master.share()
    began = smallest
    while smallest < bound - NEARLY:
        tell("sharing", (smallest - began) / (bound - began))
        smooth = [SMOOTH * old + (1 - SMOOTH) * new for old, new in zip(smooth, prices, strict=True)]
        for weights in (smooth, prices):
            pricing.worth(weights)
            best = pricing.best(gap=steps[0], anew=True)
            panel = tuple(best.whole) if best else None
            if panel and panel not in master.panels and _worth(panel, prices) > smallest + NEARLY:
                master.add(panel)
                break
            smooth = prices
        else:  # nothing helps: look more closely, then everywhere
            steps.pop(0)
            if not steps:
                bound = min(bound, best.bound if best else bound)
                break
            if len(steps) == 1:
                pricing.between([0] * len(problem.homes), problem.homes)
            continue
        smallest, shares, prices = master.share()
    return smallest, shares, bound


def _worth(panel: Composition, prices: Sequence[float]) -> float:
    return sum(taken * price for taken, price in zip(panel, prices, strict=True))
