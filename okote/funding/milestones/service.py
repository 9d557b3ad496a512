"""Find what each open campaign has to tell, and note it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.milestones.events import EndNears, MilestoneReached
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import REMINDERS, Course, Milestone, due
from okote.funding.progress.queries import Given, given_to
from okote.platform.events import emit
from payments.money import total
from payments.sessions import ReadSession, WriteSession


async def note_due(db: WriteSession) -> None:
    """One process at a time; what it notes once is never noted again."""
    await db.lock("milestones")
    at = await db.now()
    live = await _live(db, at)
    told = await _told(db, [campaign.id for campaign in live])
    given = await given_to(db, [campaign.id for campaign in live])
    for campaign in live:
        stands = given[campaign.id]
        course = Course(campaign.period, stands.pledges, _reached(campaign, stands), told[campaign.id])
        milestone = due(course, at)
        if milestone is not None:
            await _note(db, campaign, milestone, stands, at)


async def _live(db: ReadSession, at: datetime) -> Sequence[Campaign]:
    statement = select(Campaign).where(
        Campaign.state == CampaignState.LIVE, col(Campaign.opens_at) <= at, col(Campaign.ends_at) > at
    )
    return (await db.exec(statement.order_by(col(Campaign.id)))).all()


async def _told(db: ReadSession, campaign_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[Milestone, datetime]]:
    statement = select(CampaignMilestone).where(col(CampaignMilestone.campaign_id).in_(campaign_ids))
    told = defaultdict[UUID, dict[Milestone, datetime]](dict)
    for noted in await db.exec(statement.order_by(col(CampaignMilestone.id))):
        told[noted.campaign_id][noted.milestone] = noted.at
    return told


def _reached(campaign: Campaign, given: Given) -> bool:
    public, companies, pledged = given.by_kind
    return campaign.terms.reached(pledged, public + companies)


async def _note(
    db: WriteSession, campaign: Campaign, milestone: Milestone, given: Given, at: datetime
) -> None:
    noted = CampaignMilestone(
        campaign_id=campaign.id,
        milestone=milestone,
        at=at,
        raised_minor=total(given.by_kind).minor,
        currency=given.pledged.currency,
        pledges=given.pledges,
        reached=_reached(campaign, given),
    )
    db.add(noted)
    await db.flush()
    await emit(db, EndNears(noted.id) if milestone in REMINDERS else MilestoneReached(noted.id))
