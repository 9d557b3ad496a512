"""What happens to a seat, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SeatOffered:
    """Somebody is invited, and has until a day to answer."""

    seat: UUID


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """Somebody sits from now on."""

    seat: UUID


@dataclass(frozen=True, slots=True)
class SeatFreed:
    """Somebody declined, did not answer, or dropped out."""

    seat: UUID


@dataclass(frozen=True, slots=True)
class StratumExhausted:
    """A seat was freed for which no reserve of its stratum is left."""

    seat: UUID
