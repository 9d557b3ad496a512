"""Who may be named for a ballot, until when, and in which quality they sign. Pure."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from consultations.ballots.rules import State
from payments.errors import DomainError

NAME_MOST = 120
MOST = 12
"""Of one ballot: whoever signs is named, and everyone reads it."""

WAITS = timedelta(days=30)
"""How long an invitation may be answered; then it goes, with the address."""

NAMED_IN = (State.DRAFT, State.ANNOUNCED)
"""Before anybody votes: afterwards nobody could be chosen by how the vote goes."""

CONFIRMED_IN = (*NAMED_IN, State.OPEN, State.ENDED, State.CLOSED, State.COUNTED)


class Quality(StrEnum):
    """In which somebody signs, as the minutes say it."""

    DEPUTY = "deputy"
    OUTSIDE = "outside"


class ScrutineerKnownError(DomainError):
    """They are named for this ballot already."""

    code = "scrutineer_known"


class ScrutineerOwnError(DomainError):
    """Whoever names somebody else is not that person, under whichever account."""

    code = "scrutineer_own"


class ScrutineerRoleError(DomainError):
    """Whoever holds a role here does not come from outside."""

    code = "scrutineer_role"


class ScrutineersMostError(DomainError):
    """Parameter: `most`."""

    code = "scrutineers_most"

    def __init__(self) -> None:
        super().__init__(most=MOST)


def check_named(
    known: frozenset[object], who: object, *, named_by: frozenset[object], already: int = 0
) -> None:
    """`who`, an account or an address, is neither among those named nor one of whoever names.

    ScrutineerOwnError, ScrutineerKnownError, ScrutineersMostError.
    """
    if who in named_by:
        raise ScrutineerOwnError
    if who in known:
        raise ScrutineerKnownError
    if already >= MOST:
        raise ScrutineersMostError


def check_confirms(
    person: UUID, email: str | None, *, named_by: UUID, their_email: str | None, holds_role: bool
) -> None:
    """Somebody else than who named them, known by account and by address, and from outside indeed.

    ScrutineerOwnError, ScrutineerRoleError.
    """
    if person == named_by or (email is not None and email == their_email):
        raise ScrutineerOwnError
    if holds_role:
        raise ScrutineerRoleError


def stands(*, outside: bool, holds_role: bool) -> bool:
    """A deputy as long as they hold a role here, somebody from outside as long as they hold none."""
    return outside != holds_role
