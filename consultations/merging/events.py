"""What happens to ideas that are merged or split, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MergeProposed:
    """Authors are asked."""

    merge: UUID


@dataclass(frozen=True, slots=True)
class MergeObjected:
    """Another moderator has to decide."""

    merge: UUID


@dataclass(frozen=True, slots=True)
class IdeasMerged:
    """Supporters are told, and may take back what was carried for them."""

    merge: UUID


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """The sources stand for themselves again."""

    merge: UUID


@dataclass(frozen=True, slots=True)
class IdeaSplitUp:
    """Supporters are told, and choose what they support of it."""

    split: UUID
