"""Which version is in force, and that nobody contributes without it."""

from datetime import date

from payments.errors import DomainError

CURRENT = date(2026, 11, 1)
"""The day of the text on the page of the terms of use: whoever changes what it says changes it too."""


class ConditionsNotAcceptedError(DomainError):
    """Not ticked, or an older version was."""

    code = "conditions_not_accepted"


def check_accepted(ticked: str) -> None:
    """The box carries the version that was read: a page that was open for long may have an older one."""
    if ticked != CURRENT.isoformat():
        raise ConditionsNotAcceptedError
