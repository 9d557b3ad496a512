"""What happens to a pledge, for whoever must know."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PledgeInForce:
    """It is paid and counts."""

    pledge_id: UUID
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class PledgeCancelled:
    """Its donor took it back; the money is on its way."""

    pledge_id: UUID
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class RewardSent:
    """What its donor chose is on its way, or in their hands."""

    pledge_id: UUID
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class PledgeRefunded:
    """The money is back with its donor."""

    pledge_id: UUID
    campaign_id: UUID
