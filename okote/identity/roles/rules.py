"""Which roles are about a body, and how long an invitation may be taken up."""

from datetime import datetime, timedelta
from uuid import UUID

from okote.identity.roles.words import Role
from okote.platform.errors import DomainError

INVITATION_LASTS = timedelta(days=14)

ABOUT_A_BODY = frozenset({Role.HOLDER, Role.PARTNER, Role.SERVICE})
"""Each other role is about the whole territory."""

OFFERED = tuple(role for role in Role if role is not Role.DEPUTY)
"""By an invitation; a deputy is named among those who hold a role already."""

LONGEST_DEPUTY = timedelta(days=366)


class BodyMissingError(DomainError):
    """A holder, a partner or a member of what?"""

    code = "body_missing"


class LastAdministratorError(DomainError):
    """Nobody could invite another."""

    code = "last_administrator"


class DeputyDayError(DomainError):
    """A deputy stands in until a day that is to come, within a year; and no other role ends by itself."""

    code = "deputy_day"


class InvitationOverError(DomainError):
    """Taken, withdrawn, or too old."""

    code = "invitation_over"


def check_scope(role: Role, scope: UUID | None) -> None:
    """A role about a body names it, and no other role names any."""
    if (role in ABOUT_A_BODY) != (scope is not None):
        raise BodyMissingError


def check_end(role: Role, until: datetime | None, at: datetime) -> None:
    """DeputyDayError."""
    if (role is Role.DEPUTY) != (until is not None):
        raise DeputyDayError
    if until is not None and not at < until <= at + LONGEST_DEPUTY:
        raise DeputyDayError
