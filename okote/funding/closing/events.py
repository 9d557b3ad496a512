"""What the rule decided, and what came of it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CampaignFunded:
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignUnfunded:
    """The threshold was missed: everyone is being refunded."""

    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignRefunded:
    """Everyone has their money back."""

    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignPaidOut:
    """The money has left for the holder's bank."""

    campaign_id: UUID
