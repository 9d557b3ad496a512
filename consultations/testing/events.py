"""What happens to tests, for whoever has to be told."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TestOpened:
    """Its panel may try."""

    __test__ = False

    campaign: UUID


@dataclass(frozen=True, slots=True)
class ResultsHandedOver:
    """Its service reads the results."""

    campaign: UUID


@dataclass(frozen=True, slots=True)
class ResultsPublished:
    """Everyone does."""

    campaign: UUID


@dataclass(frozen=True, slots=True)
class FindingAnswered:
    """The service has said what becomes of it."""

    answer: UUID
