"""What the rule decided, and what came of it."""

from dataclasses import dataclass
from uuid import UUID

from okote.funding.campaigns.events import CampaignEvent


@dataclass(frozen=True, slots=True)
class ClosingEvent:
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignFunded(ClosingEvent):
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignUnfunded(ClosingEvent):
    """The threshold was missed: everyone is being refunded."""


@dataclass(frozen=True, slots=True)
class CampaignRefunded(ClosingEvent):
    """Everyone has their money back."""


@dataclass(frozen=True, slots=True)
class CampaignPaidOut(ClosingEvent):
    """The money has left for the holder's bank."""


@dataclass(frozen=True, slots=True)
class HolderNotPaid(ClosingEvent):
    """What was to reach the holder did not, and a person has to mend why."""


@dataclass(frozen=True, slots=True)
class HolderOwes(ClosingEvent):
    """A donor has back what the holder had been given: we take it back from the holder."""

    recovery_id: UUID


@dataclass(frozen=True, slots=True)
class PaidOutAgain(ClosingEvent):
    """The money has left once more, after the holder's bank had sent it back."""


@dataclass(frozen=True, slots=True)
class CampaignUndone(CampaignEvent):
    """It had succeeded, and is cancelled all the same: every pledge goes back, and no partner owes it."""
