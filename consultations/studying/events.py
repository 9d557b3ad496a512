"""What happens to a study, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StudyAsked:
    """A service is to give its view to the one that answers."""

    study: UUID


@dataclass(frozen=True, slots=True)
class StudyDueSoon:
    """It has a few days left."""

    study: UUID


@dataclass(frozen=True, slots=True)
class StudyLate:
    """Its last day is over: everyone reads so."""

    study: UUID
