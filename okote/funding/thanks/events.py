"""That a holder has written to all who gave."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ThanksGiven:
    thanks: UUID


@dataclass(frozen=True, slots=True)
class DonorThanked:
    """One of them."""

    thanks: UUID
