"""What is told of news, in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewsDue:
    """It is final: those who want news are written to."""

    news: UUID
