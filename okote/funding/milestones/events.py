"""What a campaign's way gives to tell, in the transaction in which it is found."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MilestoneEvent:
    milestone: UUID


@dataclass(frozen=True, slots=True)
class MilestoneReached(MilestoneEvent):
    """It tells how the campaign goes."""


@dataclass(frozen=True, slots=True)
class EndNears(MilestoneEvent):
    """It reminds of the deadline."""
