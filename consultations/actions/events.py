"""What happens to an action, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ActionMoved:
    """It has a new step: another state, or other days and words of the same."""

    action: UUID


@dataclass(frozen=True, slots=True)
class ActionPublished:
    """Everyone reads it from now on."""

    action: UUID


@dataclass(frozen=True, slots=True)
class ActionEntrusted:
    """A service answers for it that did not write it itself."""

    step: UUID


@dataclass(frozen=True, slots=True)
class ActionLate:
    """Its deadline is over."""

    action: UUID
    deadline: str
    """As ISO 8601 has it."""
