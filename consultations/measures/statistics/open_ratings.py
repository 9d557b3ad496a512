"""What everyone who used a procedure made of it: no interval, and no grade of a few answers.

Whoever answers has chosen to: no sample was drawn, and an interval would claim that one was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consultations.measures.statistics.axes import NOTHING, Answers
from consultations.measures.statistics.suppression import may_tell

ENOUGH = 100
"""Answers below which nothing is graded, as at the State's observatory ("Vos démarches essentielles")."""


VERY_GOOD_FROM, INSUFFICIENT_FROM = 8, 5
"""Means out of ten from which a grade is given."""


class Grade(StrEnum):
    """Those of the State's observatory."""

    VERY_GOOD = "very_good"
    INSUFFICIENT = "insufficient"
    CRITICAL = "critical"


def grade(answers: Answers) -> Grade | None:
    """From 8 out of 10 very good, from 5 insufficient, else critical; None below a hundred answers."""
    mean = answers.mean
    if mean is None or answers.number < ENOUGH:
        return None
    if mean >= VERY_GOOD_FROM:
        return Grade.VERY_GOOD
    return Grade.INSUFFICIENT if mean >= INSUFFICIENT_FROM else Grade.CRITICAL


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months that follow one another, told as one: each by its first day."""

    first: date
    last: date
    answers: Answers


@dataclass(frozen=True, slots=True)
class Evolution:
    """What is told over time, and how many answers wait to be."""

    periods: Sequence[Period]
    waiting: int

    @property
    def answers(self) -> Answers:
        """All that is told: what waits is in no sum, or the difference of two days would give it away."""
        return sum((period.answers for period in self.periods), NOTHING)


def evolution(months: Mapping[date, Answers], least: int) -> Evolution:
    """Months that are over, by their first days: each is told once it holds enough, else with those after it.

    So what is told grows by at least that many answers at a time, and never by one person's.
    """
    periods: list[Period] = []
    pending, first = NOTHING, None
    for month in sorted(months):
        pending, first = pending + months[month], first or month
        if may_tell(pending.number, least):
            periods.append(Period(first, month, pending))
            pending, first = NOTHING, None
    return Evolution(periods, pending.number)
