"""How a comment lives: for how long it is edited, what answers it, and what stays when it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from payments.errors import DomainError

BODY_MOST = 2_000
NOTE_MOST = 500

EDITED_WITHIN = timedelta(minutes=15)
"""Slips are mended until then; later, others have read and answered it: what was wrong is told below it."""

CLOSE = timedelta(days=30)
"""How long the words of a comment that was taken back are kept, as somebody may have reported them."""


class Stance(StrEnum):
    """Of a comment on the subject itself; answers to comments have none."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Order(StrEnum):
    """Of a thread; answers always stand in the order in which they came."""

    NEWEST = "newest"
    OLDEST = "oldest"
    AGREED = "agreed"


class CommentGoneError(DomainError):
    """It was taken back or taken down: nothing is added to it."""

    code = "comment_gone"


class CommentAnsweredError(DomainError):
    """Answers are one level deep: whoever answers an answer answers the comment."""

    code = "comment_depth"


class CommentTooLateError(DomainError):
    """`minutes`: for how long it could be changed."""

    code = "comment_too_late"


class CommentNoteError(DomainError):
    """A correction is written once its time for changes is over, and once."""

    code = "comment_note"


class OwnCommentError(DomainError):
    """Nobody agrees with themselves."""

    code = "comment_own"


@dataclass(frozen=True, slots=True)
class Written:
    """`stance` is None of an answer."""

    body: str
    stance: Stance | None
    public_name: str | None = None


def check_editable(written_at: datetime, at: datetime) -> None:
    """CommentTooLateError."""
    if at >= written_at + EDITED_WITHIN:
        raise CommentTooLateError(minutes=int(EDITED_WITHIN.total_seconds()) // 60)


def check_note(written_at: datetime, at: datetime, *, noted: bool) -> None:
    """CommentNoteError."""
    if noted or at < written_at + EDITED_WITHIN:
        raise CommentNoteError


def check_shown(*, shown: bool) -> None:
    """CommentGoneError."""
    if not shown:
        raise CommentGoneError


def check_not_own(*, own: bool) -> None:
    """OwnCommentError."""
    if own:
        raise OwnCommentError
