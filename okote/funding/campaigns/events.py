"""What happens to a campaign before its deadline, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    """`step` is the row that records it."""

    campaign_id: UUID
    territory_id: UUID
    step: UUID


@dataclass(frozen=True, slots=True)
class CampaignSubmitted(CampaignEvent):
    """Someone else may now review it."""


@dataclass(frozen=True, slots=True)
class CampaignSentBack(CampaignEvent):
    """A reviewer asks for changes, for the step's reason; or, by nobody's hand, its dates passed."""


@dataclass(frozen=True, slots=True)
class CampaignApproved(CampaignEvent):
    """Its terms and its period stand; it opens by itself."""


@dataclass(frozen=True, slots=True)
class CampaignOpened(CampaignEvent):
    """It takes pledges."""


@dataclass(frozen=True, slots=True)
class CampaignCancelled(CampaignEvent):
    """Every pledge goes back; the step's reason is public."""
