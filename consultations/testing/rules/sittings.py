"""How somebody tries a procedure: what is asked, in which order, and when it counts."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.sus import ITEMS
from consultations.measures.statistics.tasks import Outcome
from payments.errors import DomainError

Task = TypeVar("Task", bound=Hashable)

WORDS_MOST = 2_000
FINDINGS_MOST = 20
"""Of one tester: more than anybody stumbles on in one sitting."""


class Manner(StrEnum):
    """How one tries it; on paper and by telephone, an agent types what the tester says."""

    ALONE = "alone"
    ON_SITE = "on_site"
    TELEPHONE = "telephone"
    PAPER = "paper"


TYPED_FOR_THEM = frozenset({Manner.TELEPHONE, Manner.PAPER})


class Part(StrEnum):
    """What is asked, in this order. A finding may be told of at any of them."""

    TASKS = "tasks"
    QUESTIONS = "questions"
    HELP = "help"
    SUS = "sus"
    WORDS = "words"
    CHECK = "check"


class SittingOverError(DomainError):
    """The campaign is closed, or the tester has sent the answers: they stay as they are."""

    code = "sitting_over"


class SittingUnfinishedError(DomainError):
    """A task or one of the three questions has no answer yet; `tasks` and `questions` say how many."""

    code = "sitting_unfinished"


class SavedElsewhereError(DomainError):
    """Something else was saved since this page was read, as on another device; sent again, this holds."""

    code = "sitting_saved_elsewhere"


class FindingsMostError(DomainError):
    """There are `most` already."""

    code = "findings_most"


class NotAMemberError(DomainError):
    """Only who has taken up a seat on the panel tries its tests."""

    code = "test_not_a_member"


class ObstacleUntriedError(DomainError):
    """Nobody stumbles over what they did not try."""

    code = "obstacle_untried"


class OwnProcedureError(DomainError):
    """Whoever works for the service that answers for a procedure does not test it."""

    code = "procedure_own"


class SeenRatingError(DomainError):
    """Somebody watches: the tester rates out of their sight, and whoever leads the test says so."""

    code = "rating_seen"


def parts(*, with_sus: bool) -> Sequence[Part]:
    """What a sitting has, as the campaign chose."""
    return [part for part in Part if with_sus or part is not Part.SUS]


@dataclass(frozen=True, slots=True)
class Answered(Generic[Task]):
    """What a tester has said so far, saved at each step: so it can be taken up on another device."""

    outcomes: Mapping[Task, Outcome] = field(default_factory=dict)
    ratings: Mapping[Axis, Level] = field(default_factory=dict)
    help_told: bool = False
    """Whether they said where they looked for help, if anywhere."""
    sus: Sequence[int | None] = (None,) * ITEMS
    passed: Collection[Part] = ()
    """Optional parts that they went past."""


def lacking(answered: Answered[Task], tasks: Sequence[Task]) -> tuple[Sequence[Task], Sequence[Axis]]:
    """The tasks of which nothing is said, not even that they were left, and the questions without answer."""
    return (
        [task for task in tasks if task not in answered.outcomes],
        [axis for axis in Axis if axis not in answered.ratings],
    )


def resumed_at(answered: Answered[Task], tasks: Sequence[Task], *, with_sus: bool) -> Part:
    """Where somebody goes on who comes back: at the first part that is neither answered nor gone past."""
    untold, unrated = lacking(answered, tasks)
    done = {
        Part.TASKS: not untold,
        Part.QUESTIONS: not unrated,
        Part.HELP: answered.help_told,
        Part.SUS: None not in answered.sus,
    }
    passed = {*answered.passed} - REQUIRED
    return next(one for one in parts(with_sus=with_sus) if not done.get(one, False) and one not in passed)


REQUIRED = frozenset({Part.TASKS, Part.QUESTIONS, Part.CHECK})
"""What nobody goes past: a task may be left untried, but that is said."""


def check_complete(answered: Answered[Task], tasks: Sequence[Task]) -> None:
    """SittingUnfinishedError. The scale of ten sentences, help and words are for who wants."""
    untold, unrated = lacking(answered, tasks)
    if untold or unrated:
        raise SittingUnfinishedError(tasks=len(untold), questions=len(unrated))


def check_obstacle(outcome: Outcome) -> None:
    """ObstacleUntriedError. Who managed may have stumbled too."""
    if outcome is Outcome.NOT_TRIED:
        raise ObstacleUntriedError


def check_open(*, sent: bool, gathering: bool) -> None:
    """SittingOverError. What was sent is not changed, or else those who answered late would have read it."""
    if sent or not gathering:
        raise SittingOverError


def check_tester(services: Collection[Hashable], owner: Hashable) -> None:
    """OwnProcedureError, of the services that they work for."""
    if owner in services:
        raise OwnProcedureError


def check_rating(manner: Manner, *, observed: bool, out_of_sight: bool) -> None:
    """SeenRatingError. Observers, elected or of the service, never sit beside a tester who rates."""
    if observed and manner is Manner.ON_SITE and not out_of_sight:
        raise SeenRatingError
