"""What happens to help that somebody offers, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HelpEvent:
    help: UUID


@dataclass(frozen=True, slots=True)
class HelpOffered(HelpEvent):
    """It waits for the holder."""


@dataclass(frozen=True, slots=True)
class HelpAccepted(HelpEvent):
    """The holder will be in touch."""


@dataclass(frozen=True, slots=True)
class HelpDeclined(HelpEvent):
    """The holder does not need it, or not any more."""


@dataclass(frozen=True, slots=True)
class HelpDone(HelpEvent):
    """The holder says thank you."""


@dataclass(frozen=True, slots=True)
class HelpWithdrawn(HelpEvent):
    """Who offered it can't any more."""
