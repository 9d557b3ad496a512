"""What happens to a vote that is set aside, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VoteSetAside:
    """Its voter is told why, and how to contest it."""

    aside: UUID


@dataclass(frozen=True, slots=True)
class SetAsideDecided:
    """Its voter is told what was decided, and why."""

    aside: UUID
