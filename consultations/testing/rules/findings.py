"""What testers stumbled on: from what each wrote to what the service answers, by a date."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from consultations.measures.statistics.severity import Severity
from payments.errors import DomainError

Tester = TypeVar("Tester", bound=Hashable)

TITLE_MOST = 100
BODY_MOST = 2_000
ANSWER_MOST = 2_000

PATIENCE = timedelta(days=30)
"""Until when the service answers each finding, from publication on, unless the territory says otherwise."""


class FindingState(StrEnum):
    """Where it stands: reported by testers, read by whoever takes names out, then answered."""

    REPORTED = "reported"
    REVIEWED = "reviewed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ALREADY_DONE = "already_done"
    SET_ASIDE = "set_aside"
    """It says nothing of the procedure, or was reported with another one."""


ANSWERS = frozenset({FindingState.ACCEPTED, FindingState.REFUSED, FindingState.ALREADY_DONE})
"""What a service may say; what is accepted becomes an action."""

_BEFORE: Mapping[FindingState, Collection[FindingState]] = {
    FindingState.REPORTED: (),
    FindingState.REVIEWED: (FindingState.REPORTED, FindingState.SET_ASIDE),
    FindingState.SET_ASIDE: (FindingState.REPORTED, FindingState.REVIEWED),
    FindingState.ACCEPTED: (FindingState.REVIEWED, FindingState.REFUSED),
    FindingState.REFUSED: (FindingState.REVIEWED,),
    FindingState.ALREADY_DONE: (FindingState.REVIEWED, FindingState.REFUSED),
}
"""From where each is reached. What was promised is not taken back here: its action carries it on."""


class FindingMovedOnError(DomainError):
    """This step does not follow from its state: somebody else may have been quicker."""

    code = "finding_moved_on"


class OthersCountedError(DomainError):
    """Others are counted with it: it stays until they are set apart."""

    code = "finding_has_others"


class ReasonMissingError(DomainError):
    """Who refuses says why, and who has done it already says where it is seen."""

    code = "finding_reason_missing"


def check_step(state: FindingState, following: FindingState) -> None:
    """FindingMovedOnError."""
    if state not in _BEFORE[following]:
        raise FindingMovedOnError


def check_answer(state: FindingState, answer: FindingState, words: str) -> None:
    """FindingMovedOnError, ReasonMissingError. An acceptance may be short: its action says the rest."""
    if answer not in ANSWERS:
        raise FindingMovedOnError
    check_step(state, answer)
    if answer is not FindingState.ACCEPTED and not words.strip():
        raise ReasonMissingError


def due(published: datetime, patience: timedelta = PATIENCE) -> datetime:
    """Until when its answer is expected."""
    return published + patience


def is_late(state: FindingState, due_at: datetime, at: datetime) -> bool:
    """Whether the service should have answered by now; told publicly."""
    return state is FindingState.REVIEWED and at >= due_at


def severity_of(reported: Iterable[Severity]) -> Severity:
    """Of a finding that several reported: the worst, since it did that to somebody.

    ValueError where nobody did.
    """
    return max(reported)


def met_by(reports: Iterable[Collection[Tester]]) -> Collection[Tester]:
    """Who met what was reported several times: each tester once, however often they told of it."""
    return frozenset(tester for testers in reports for tester in testers)
