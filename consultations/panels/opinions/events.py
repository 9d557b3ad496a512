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


@dataclass(frozen=True, slots=True)
class OpinionLate:
    """The day by which the service was to answer is over: told once."""

    opinion: UUID


@dataclass(frozen=True, slots=True)
class OpinionCorrected:
    """A mistake is told beside it."""

    correction: UUID
