"""What happens to an idea, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class IdeaProposed:
    """Everyone reads it."""

    idea: UUID


@dataclass(frozen=True, slots=True)
class IdeaEntrusted:
    """A service is to answer."""

    step: UUID


@dataclass(frozen=True, slots=True)
class IdeaAnswered:
    """Everyone reads the answer."""

    step: UUID


@dataclass(frozen=True, slots=True)
class IdeaChanged:
    """Its text, its place or its files are others now: what it says is that version."""

    version: UUID


@dataclass(frozen=True, slots=True)
class AuthorInvited:
    """Somebody is asked by mail to write an idea together."""

    author: UUID
