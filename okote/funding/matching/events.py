"""What happens to commitments, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CommitmentAmended:
    """A partner raised or lowered its ceiling, or withdrew: `amendment` is the row that says so."""

    amendment: UUID
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class FundsCalled:
    """A partner is asked to pay what it promised."""

    commitment: UUID


@dataclass(frozen=True, slots=True)
class FundsReceived:
    """It has paid, as an accountant noted."""

    commitment: UUID
