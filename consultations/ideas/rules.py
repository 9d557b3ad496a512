"""How an idea lives: from its author to a service's answer, and who may do what on the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from payments.errors import DomainError

TITLE_MOST = 100
BODY_MOST = 3_000
ANSWER_MOST = 3_000
REASON_MOST = 1_000

ADDRESS_MOST = 200
EDITABLE = timedelta(days=14)
"""How long its authors may change an idea, from its publication on; who supported it is told of it."""

FILE_TITLE_MOST = 200
PICTURES_MOST, DOCUMENTS_MOST, AUTHORS_MOST, DRAFTS_MOST = 4, 3, 5, 20

PATIENCE = timedelta(days=30)
"""How long an idea may wait, for a service or for its answer, where nobody set another day."""
LONGEST = timedelta(days=366)
"""How far away a day may be that a service is given."""


class IdeaState(StrEnum):
    """Where it stands; an answer is of one of the last three."""

    PUBLISHED = "published"
    STUDIED = "studied"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


WAITING = frozenset({IdeaState.PUBLISHED, IdeaState.STUDIED})
"""Nobody has answered yet."""

VERDICTS = frozenset({IdeaState.ACCEPTED, IdeaState.REFUSED})

_BEFORE: Mapping[IdeaState, frozenset[IdeaState]] = {
    IdeaState.PUBLISHED: frozenset(),
    IdeaState.STUDIED: WAITING | VERDICTS,
    IdeaState.ACCEPTED: frozenset({IdeaState.STUDIED}),
    IdeaState.REFUSED: frozenset({IdeaState.STUDIED}),
    IdeaState.DONE: frozenset({IdeaState.ACCEPTED}),
}
"""From where each state is reached: what was answered may be studied anew, and what is done stays done."""


class IdeaMovedOnError(DomainError):
    """This step does not follow from its state: somebody else may have been quicker."""

    code = "idea_moved_on"


class IdeaGoneError(DomainError):
    """It was taken down, or its author took it back: nobody sees it."""

    code = "idea_gone"


class IdeaAnsweredError(DomainError):
    """It has its answer: nobody supports it any more, and it stays."""

    code = "idea_answered"


class IdeaReplacedError(DomainError):
    """Others stand in its place: it stays as it is, and people support those."""

    code = "idea_replaced"


class IdeaStandsForOthersError(DomainError):
    """It holds what others said and support: nobody takes it back alone."""

    code = "idea_stands_for_others"


class OwnIdeaError(DomainError):
    """Whoever proposed it neither supports it nor decides about it."""

    code = "idea_own"


class IdeaStudiedError(DomainError):
    """A service has it already: what it reads and answers stays as it is."""

    code = "idea_studied"


class IdeaDueError(DomainError):
    """`days`: how far away it may be at most; it may not be over either."""

    code = "idea_due"


class IdeaTooOldError(DomainError):
    """`days`: how long it could be changed."""

    code = "idea_too_old"


class FilesMostError(DomainError):
    """`most`: pictures, or documents, that an idea may have."""

    code = "idea_files_most"


class AuthorsMostError(DomainError):
    """`most`: people who may write an idea with its author."""

    code = "idea_authors_most"


class AuthorKnownError(DomainError):
    """They were invited already, or write it."""

    code = "idea_author_known"


class DraftsMostError(DomainError):
    """`most`: ideas that somebody may be writing at once."""

    code = "idea_drafts_most"


class DraftUnfinishedError(DomainError):
    """It has no title, or no text yet."""

    code = "idea_draft_unfinished"


class ClaimWrongError(DomainError):
    """Not the code of this idea, or somebody has used it already."""

    code = "idea_claim_wrong"


def check_editable(state: IdeaState, proposed_at: datetime, at: datetime, *, shown: bool) -> None:
    """IdeaGoneError, IdeaStudiedError, IdeaTooOldError."""
    check_shown(shown=shown)
    if state is not IdeaState.PUBLISHED:
        raise IdeaStudiedError
    if not is_editable(state, proposed_at, at):
        raise IdeaTooOldError(days=EDITABLE.days)


def is_editable(state: IdeaState, proposed_at: datetime, at: datetime) -> bool:
    """Until a service studies it, and no longer than `EDITABLE`."""
    return state is IdeaState.PUBLISHED and at < proposed_at + EDITABLE


def check_step(state: IdeaState, following: IdeaState) -> None:
    """IdeaMovedOnError."""
    if state not in _BEFORE[following]:
        raise IdeaMovedOnError


def check_shown(*, shown: bool) -> None:
    """IdeaGoneError."""
    if not shown:
        raise IdeaGoneError


def check_not_replaced(*, replaced: bool) -> None:
    """IdeaReplacedError."""
    if replaced:
        raise IdeaReplacedError


def check_waiting(state: IdeaState) -> None:
    """IdeaAnsweredError."""
    if state not in WAITING:
        raise IdeaAnsweredError


def check_not_own(*, own: bool) -> None:
    """OwnIdeaError."""
    if own:
        raise OwnIdeaError


def is_late(state: IdeaState, since: datetime, at: datetime, due_at: datetime | None = None) -> bool:
    """Whether it has waited for longer than people should: until `due_at`, the first instant too late."""
    return state in WAITING and (since + PATIENCE if due_at is None else due_at) <= at


def check_due(due_at: datetime, at: datetime) -> None:
    """IdeaDueError."""
    if not at < due_at <= at + LONGEST:
        raise IdeaDueError(days=LONGEST.days - 1)
