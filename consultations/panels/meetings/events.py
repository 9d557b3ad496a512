"""What happens to a meeting, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """Members have to know: it is new, has changed, or was called off."""

    meeting: UUID
    version: int


@dataclass(frozen=True, slots=True)
class MeetingNear:
    """It begins in the next days: whoever is expected is reminded, once."""

    meeting: UUID
    version: int
