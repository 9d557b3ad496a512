"""What happens at the desk of moderation, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Whoever reported has a receipt."""

    notice: UUID


@dataclass(frozen=True, slots=True)
class Decided:
    """Its author and whoever reported it read why."""

    decision: UUID


@dataclass(frozen=True, slots=True)
class AppealMade:
    """Somebody else is to look."""

    appeal: UUID
