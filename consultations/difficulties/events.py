"""What happens to a difficulty, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DifficultyTold:
    """Somebody struggles with something: they are told that it has arrived."""

    difficulty: UUID


@dataclass(frozen=True, slots=True)
class DifficultyMoved:
    """Something was done with it, of which the other side is told."""

    step: UUID


@dataclass(frozen=True, slots=True)
class DifficultyUnseen:
    """Nobody has looked by the day that was promised."""

    difficulty: UUID


@dataclass(frozen=True, slots=True)
class DifficultyLate:
    """It has no answer by the day that was promised."""

    difficulty: UUID
