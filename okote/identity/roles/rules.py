"""Which roles are about a body, and how long an invitation may be taken up."""

from datetime import timedelta
from uuid import UUID

from okote.identity.roles.words import Role
from okote.platform.errors import DomainError

INVITATION_LASTS = timedelta(days=14)

ABOUT_A_BODY = frozenset({Role.HOLDER, Role.PARTNER, Role.SERVICE})
"""Each other role is about the whole territory."""


class BodyMissingError(DomainError):
    """A holder, a partner or a member of what?"""

    code = "body_missing"


class LastAdministratorError(DomainError):
    """Nobody could invite another."""

    code = "last_administrator"


class InvitationOverError(DomainError):
    """Taken, withdrawn, or too old."""

    code = "invitation_over"


def check_scope(role: Role, scope: UUID | None) -> None:
    """A role about a body names it, and no other role names any."""
    if (role in ABOUT_A_BODY) != (scope is not None):
        raise BodyMissingError
