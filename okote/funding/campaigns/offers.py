"""An offer as it stands in the database, in the words of the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from okote.funding.campaigns.models import BudgetLine, Campaign, CampaignPicture, Holder, Reward, TeamMember
from okote.funding.campaigns.rules import HolderFacts, Missing, Offer, Period, missing
from okote.territories.days import end_of, start_of


def period_of(campaign: Campaign, zone: ZoneInfo) -> Period | None:
    """From the first instant of the first day to the last of the last one, by the clocks of the place.

    None while one of the days is unsaid.
    """
    if campaign.first_day is None or campaign.last_day is None:
        return None
    return Period(start_of(campaign.first_day, zone), end_of(campaign.last_day, zone))


@dataclass(frozen=True, slots=True)
class Parts:
    """What an offer has several of, each in its own order."""

    budget: Sequence[BudgetLine] = ()
    team: Sequence[TeamMember] = ()
    pictures: Sequence[CampaignPicture] = ()
    rewards: Sequence[Reward] = ()


def still_missing(
    campaign: Campaign, parts: Parts, holder: Holder, *, unticked: int, longest_days: int, zone: ZoneInfo
) -> list[Missing]:
    """What keeps the offer from being published, in the order of its form."""
    offer = Offer(
        title=campaign.title,
        story=campaign.story,
        has_picture=campaign.picture is not None,
        picture_alternative=campaign.picture_text,
        other_alternatives=[one.text for one in parts.pictures],
        has_place=campaign.place_id is not None,
        purpose=campaign.purpose,
        expected_result=campaign.expected_result,
        timetable=campaign.timetable,
        goal=campaign.goal if campaign.goal_minor else None,
        budget=[(line.label, line.amount) for line in parts.budget],
        surplus=campaign.surplus,
        period=period_of(campaign, zone),
        tax_receipt=campaign.tax_receipt,
        unticked=unticked,
        reward_months=[reward.month for reward in parts.rewards],
        last_day=campaign.last_day,
    )
    facts = HolderFacts(
        name=holder.name,
        has_identifier=bool(holder.identifier),
        card_payments=holder.account_ready,
        transfers=holder.account_ready,
        public_authority=holder.public_authority,
    )
    return missing(offer, facts, longest_days=longest_days)
