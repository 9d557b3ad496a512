"""Why quotas cannot be met, and the least that would have to give way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from consultations.panels.sortition.groups import Bound, Problem
from consultations.panels.sortition.rules import Quota, Wanted
from consultations.panels.sortition.solver import Programme


class Reason(StrEnum):
    """What already one feature by itself asks too much of, or the pool."""

    POOL_TOO_SMALL = "pool_too_small"
    MINIMA_ABOVE_SIZE = "minima_above_size"
    MAXIMA_BELOW_SIZE = "maxima_below_size"
    TOO_FEW_HAVE_IT = "too_few_have_it"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`has` is what there is, or what bounds add up to; `needs` what would be needed."""

    reason: Reason
    has: int
    needs: int
    feature: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Of one quota, by how many seats its least goes down and its most goes up."""

    quota: Quota
    lower: int
    higher: int


@dataclass(frozen=True, slots=True)
class Unmet:
    """`obstacles` are the plain ones: there are none where only several quotas together cannot be met.

    `changes`, all together, are the least: the fewest seats, and for these the fewest quotas. They are empty
    where the pool itself is too small, which no quota can mend; `beyond` says that they go further than who
    decides would let the bounds be moved, since within that there is no way.
    """

    obstacles: tuple[Obstacle, ...]
    changes: tuple[Change, ...]
    beyond: bool = False


def unmet(problem: Problem) -> Unmet:
    """For a problem that no panel solves."""
    found = tuple(_obstacles(problem))
    if problem.all_homes < problem.wanted.size:
        return Unmet(found, ())
    within = least_changes(problem, within=True)
    if within is not None:
        return Unmet(found, tuple(within))
    return Unmet(found, tuple(least_changes(problem, within=False) or ()), beyond=True)


def relaxed(wanted: Wanted, changes: Sequence[Change]) -> Wanted:
    """What is wanted, with these changes made to its quotas."""
    by = {change.quota: change for change in changes}
    quotas = tuple(
        replace(quota, least=quota.least - by[quota].lower, most=quota.most + by[quota].higher)
        if quota in by
        else quota
        for quota in wanted.quotas
    )
    return replace(wanted, quotas=quotas)


def _obstacles(problem: Problem) -> list[Obstacle]:
    size, found = problem.wanted.size, list[Obstacle]()
    if problem.all_homes < size:
        found.append(Obstacle(Reason.POOL_TOO_SMALL, problem.all_homes, size))
    least, most = Counter[str](), Counter[str]()
    for bound in problem.quotas:
        quota = _quota(bound)
        least[quota.feature] += quota.least
        most[quota.feature] += quota.most
        there = _homes(problem, bound)
        if there < quota.least:
            found.append(Obstacle(Reason.TOO_FEW_HAVE_IT, there, quota.least, quota.feature, quota.value))
    for feature in problem.wanted.features:
        if least[feature] > size:
            found.append(Obstacle(Reason.MINIMA_ABOVE_SIZE, least[feature], size, feature))
        if most[feature] < size:
            found.append(Obstacle(Reason.MAXIMA_BELOW_SIZE, most[feature], size, feature))
    return found


def _homes(problem: Problem, bound: Bound) -> int:
    """How many households have somebody of these groups."""
    kinds = {problem.groups[group].kind: problem.homes[group] for group in bound.groups}
    return sum(kinds.values())


def least_changes(problem: Problem, *, within: bool) -> list[Change] | None:
    """The fewest seats by which quotas must give way, of the fewest quotas; None where that is not enough.

    `within` moves no bound further than its floor and ceiling.
    """
    size, programme = problem.wanted.size, Programme()
    a_seat = len(problem.quotas) + 1
    for homes in problem.homes:
        programme.column(0, homes, whole=True)
    programme.row(size, size, dict.fromkeys(range(len(problem.groups)), 1.0))
    for bound in problem.households:
        programme.row(bound.least, bound.most, dict.fromkeys(bound.groups, 1.0))
    moves = []
    for bound in problem.quotas:
        quota = _quota(bound)
        lower, higher = _leeway(quota, size, within=within)
        columns = [programme.column(0, most, worth=-a_seat, whole=True) for most in (lower, higher)]
        touched = programme.column(0, 1, worth=-1, whole=True)
        members = dict.fromkeys(bound.groups, 1.0)
        programme.row(quota.least, size + lower, {**members, columns[0]: 1.0})
        programme.row(-size, quota.most, {**members, columns[1]: -1.0})
        programme.row(-2 * size, 0, {columns[0]: 1.0, columns[1]: 1.0, touched: -float(lower + higher)})
        moves.append((quota, columns))
    found = programme.best()
    if found is None:
        return None
    changes = [Change(quota, found.whole[lower], found.whole[higher]) for quota, (lower, higher) in moves]
    return [change for change in changes if change.lower or change.higher]


def _leeway(quota: Quota, size: int, *, within: bool) -> tuple[int, int]:
    """By how much its least may go down, and its most up."""
    if not within:
        return quota.least, max(size - quota.most, 0)
    ceiling = size if quota.ceiling is None else quota.ceiling
    return max(quota.least - quota.floor, 0), max(ceiling - quota.most, 0)


def _quota(bound: Bound) -> Quota:
    assert bound.quota is not None  # noqa: S101 (those of quotas alone are asked about)
    return bound.quota
