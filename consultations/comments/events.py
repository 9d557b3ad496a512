"""What happens to comments, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CommentShown:
    """Everyone reads it from now on."""

    comment: UUID
