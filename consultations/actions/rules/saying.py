"""What may be said of an action: how much, what it came from, what is measured, and what shows it."""

from datetime import date
from enum import StrEnum

from consultations.actions.rules.life import EARLIEST
from payments.errors import DomainError

TITLE_MOST, WHY_MOST, NOTE_MOST = 150, 3_000, 3_000
NAME_MOST = 120
"""Of a theme."""
INDICATOR_MOST, UNIT_MOST = 200, 40
MOST_BUDGET = 1_000_000_000
"""In whole euros."""
MOST_EVIDENCE = 20
"""Of one action."""


class Origin(StrEnum):
    """What it came from; an action comes from another where that one was split."""

    OWN = "own"
    FINDING = "finding"
    IDEA = "idea"
    CAMPAIGN = "campaign"
    RECOMMENDATION = "recommendation"
    ACTION = "action"
    VOTE = "vote"


class ThemeKind(StrEnum):
    """By what a territory sorts its actions: each is of one workstream, and serves aims and pillars.

    A category is what an idea is about.
    """

    WORKSTREAM = "workstream"
    AIM = "aim"
    PILLAR = "pillar"
    CATEGORY = "category"


class ThemeExistsError(DomainError):
    """Parameter: `name`, of a theme of that kind, perhaps retired."""

    code = "theme_exists"


class EvidenceExistsError(DomainError):
    """Parameter: `title`, of what shows the same action already."""

    code = "evidence_exists"


class TooMuchEvidenceError(DomainError):
    """Parameter: `most`."""

    code = "too_much_evidence"


class ThemeKindError(DomainError):
    """Not a workstream where one is asked for, or one where aims and pillars are."""

    code = "theme_of_another_kind"


class OriginElsewhereError(DomainError):
    """Not a page of this site."""

    code = "action_origin_elsewhere"


class OwnerElsewhereError(DomainError):
    """Whoever answers for an action works for its service or for the whole administration."""

    code = "action_owner_elsewhere"


class IndicatorIncompleteError(DomainError):
    """A value has its day, and both have an indicator with its unit."""

    code = "indicator_incomplete"


class MeasuredOutOfOrderError(DomainError):
    """`first` and `last`: days on which something may have been measured, before and after in this order."""

    code = "action_measured_out_of_order"


class NotAFigureError(DomainError):
    """Not a number with two decimals at most."""

    code = "not_a_figure"


def check_indicator(indicator: str, unit: str, *values: tuple[object | None, date | None]) -> None:
    """IndicatorIncompleteError."""
    incomplete = any((value is None) != (on is None) for value, on in values)
    measured = any(value is not None for value, _ in values)
    if incomplete or bool(indicator) != bool(unit) or (measured and not indicator):
        raise IndicatorIncompleteError


def check_measured(before_on: date | None, after_on: date | None, today: date) -> None:
    """MeasuredOutOfOrderError."""
    days = [EARLIEST, *(day for day in (before_on, after_on) if day is not None), today]
    if days != sorted(days):
        raise MeasuredOutOfOrderError(first=EARLIEST, last=today)
