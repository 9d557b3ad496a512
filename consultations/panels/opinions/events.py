"""What happens to an opinion, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpinionPublished:
    """Everyone reads it, and a service is to answer."""

    opinion: UUID


@dataclass(frozen=True, slots=True)
class OpinionAnswered:
    """Everyone reads the answer."""

    opinion: UUID
