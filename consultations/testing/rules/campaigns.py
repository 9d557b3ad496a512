"""What a test campaign is made of, when it may open, and what stays as it was once somebody has begun."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.errors import DomainError

TITLE_MOST = 100
READING_DAYS_LEAST, READING_DAYS_MOST = 3, 30
SCENARIO_MOST = 1_000
TASK_MOST = 300
TASKS_MOST = 12
"""Beyond, nobody finishes in one sitting."""


class CampaignDatesError(DomainError):
    """It ends before it begins, or has begun already."""

    code = "test_dates"


class TasksMissingError(DomainError):
    """A campaign asks for one thing at least, and for `most` at most."""

    code = "test_tasks"


class NamesLeftError(DomainError):
    """Nobody has said that names were taken out of the version that is tested."""

    code = "test_names_left"


class CampaignBegunError(DomainError):
    """Somebody has begun: all testers try the same version in the same way."""

    code = "test_begun"


class SameVersionError(DomainError):
    """Before and after are two versions of one procedure."""

    code = "test_same_version"


class OtherPanelError(DomainError):
    """Before and after are compared where the same panel tried both."""

    code = "test_other_panel"


@dataclass(frozen=True, slots=True)
class Plan:
    """What all testers are given alike."""

    procedure: Hashable
    version: Hashable
    scenario: str
    tasks: Sequence[str]
    opens: datetime
    closes: datetime


def check_opening(plan: Plan, at: datetime, *, names_removed: bool) -> None:
    """CampaignDatesError, TasksMissingError, NamesLeftError: before anybody is invited."""
    if not at <= plan.opens < plan.closes:
        raise CampaignDatesError
    if not 0 < len(plan.tasks) <= TASKS_MOST:
        raise TasksMissingError(most=TASKS_MOST)
    if not names_removed:
        raise NamesLeftError


def check_change(plan: Plan, changed: Plan, at: datetime, *, begun: bool) -> None:
    """CampaignBegunError, CampaignDatesError. It may be given more time as long as it has not ended."""
    if not begun:
        return
    if _given(changed) != _given(plan):
        raise CampaignBegunError
    if changed.opens != plan.opens or changed.closes < plan.closes or at >= plan.closes:
        raise CampaignDatesError


def _given(plan: Plan) -> tuple[Hashable, ...]:
    return plan.procedure, plan.version, plan.scenario, tuple(plan.tasks)


def check_comparable(before: Plan, after: Plan) -> None:
    """SameVersionError. Tasks may differ, since what is simpler may take fewer."""
    if before.procedure != after.procedure or before.version == after.version:
        raise SameVersionError
