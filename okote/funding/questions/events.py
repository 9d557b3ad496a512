"""What happens to a question, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class QuestionEvent:
    question: UUID


@dataclass(frozen=True, slots=True)
class QuestionAsked(QuestionEvent):
    """It waits for the holder."""


@dataclass(frozen=True, slots=True)
class QuestionAnswered(QuestionEvent):
    """Everyone reads it with its answer."""


@dataclass(frozen=True, slots=True)
class QuestionSetAside(QuestionEvent):
    """Nobody reads it but who asked."""
