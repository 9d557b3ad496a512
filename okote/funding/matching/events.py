"""What happens to commitments, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CommitmentAmended:
    """A partner raised or lowered its ceiling, or withdrew: `amendment` is the row that says so."""

    amendment: UUID
    campaign_id: UUID
