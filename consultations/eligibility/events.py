"""What becomes known of somebody, told in the transaction in which it does."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LineMoved:
    """Somebody decided that a line of the list is another account's: what `former` did, the same human did.

    `former` may be somebody who was known at the counter alone.
    """

    territory_id: UUID
    former: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    """A person looked whether somebody is on the list."""

    claim: UUID


@dataclass(frozen=True, slots=True)
class GuardianAnswered:
    """They agreed, or did not."""

    consent: UUID
    agreed: bool
