"""Linear and integer programmes, by HiGHS: the one place that speaks to it.

It runs in one thread from the same start each time, so that the same programme has the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from consultations.panels.sortition.groups import Problem

INFINITE = highspy.kHighsInf
LONGEST = 600.0
"""Seconds for one programme. An answer that came of a clock would not come again, so there is none."""

NEARLY = 1e-9
"""Sums of fractions may differ by so much where they should be the same."""


class UnsolvedError(RuntimeError):
    """HiGHS came to no end with it."""


@dataclass(frozen=True, slots=True)
class Solution:
    values: list[float]
    worth: float
    bound: float
    """No solution is worth more, as far as HiGHS could tell."""
    duals: list[float]
    """What one more of each row would be worth; of a programme without whole numbers."""

    @property
    def whole(self) -> list[int]:
        return [round(value) for value in self.values]


class Programme:
    """Rows and columns to maximise over; columns are counted from nought, in the order in which they came."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call] # highspy names no types
        options = {"output_flag": False, "threads": 1, "time_limit": LONGEST, "mip_abs_gap": NEARLY}
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def column(
        self,
        least: float = 0.0,
        most: float = INFINITE,
        *,
        worth: float = 0.0,
        whole: bool = False,
        rows: Mapping[int, float] | None = None,
    ) -> int:
        """A new one, with what it counts for in rows that are there."""
        held = rows or {}
        number = int(self._highs.getNumCol())
        self._highs.addCol(worth, least, most, len(held), _numbers(held), _values(held.values()))
        if whole:
            self._highs.changeColIntegrality(number, highspy.HighsVarType.kInteger)
        return number

    def row(self, least: float, most: float, columns: Mapping[int, float]) -> int:
        number = int(self._highs.getNumRow())
        self._highs.addRow(least, most, len(columns), _numbers(columns), _values(columns.values()))
        return number

    def between(self, least: Sequence[float], most: Sequence[float]) -> None:
        """The bounds of the first columns."""
        numbers = _numbers(range(len(least)))
        self._highs.changeColsBounds(len(least), numbers, _values(least), _values(most))

    def row_between(self, row: int, least: float, most: float) -> None:
        self._highs.changeRowBounds(row, least, most)

    def worth(self, worths: Sequence[float]) -> None:
        """Of the first columns."""
        self._highs.changeColsCost(len(worths), _numbers(range(len(worths))), _values(worths))

    def best(self, *, gap: float = 0.0, anew: bool = False) -> Solution | None:
        """The solution worth most, but for a share `gap` of that; None where there is none.

        `anew` starts from nothing, whatever was asked before.
        """
        self._highs.setOptionValue("mip_rel_gap", gap)
        if anew:
            self._highs.clearSolver()
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise UnsolvedError(self._highs.modelStatusToString(status))
        info, found = self._highs.getInfo(), self._highs.getSolution()
        worth = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if info.mip_node_count >= 0 else worth
        return Solution(list(found.col_value), worth, bound, list(found.row_dual))

    def solved(self) -> Solution:
        """The solution worth most of what surely has one; UnsolvedError where it seems to have none."""
        found = self.best()
        if found is None:
            raise UnsolvedError("nothing solves what something solved before")
        return found


def panels(problem: Problem, *, whole: bool = True) -> Programme:
    """A column for each group, how many are taken of it; solutions are what quotas and households allow."""
    programme = Programme()
    for homes in problem.homes:
        programme.column(0, homes, whole=whole)
    size = problem.wanted.size
    programme.row(size, size, dict.fromkeys(range(len(problem.groups)), 1.0))
    for bound in problem.bounds:
        programme.row(bound.least, bound.most, dict.fromkeys(bound.groups, 1.0))
    return programme


def _numbers(of: Iterable[int]) -> np.ndarray:
    return np.fromiter(of, dtype=np.int32)


def _values(of: Iterable[float]) -> np.ndarray:
    return np.fromiter(of, dtype=np.float64)
