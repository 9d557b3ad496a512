"""What happens to procedures, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VersionPublished:
    """Everyone reads it, and what it changes."""

    version: UUID
