"""What somebody follows."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.following.models import Follow
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def follows(db: ReadSession, campaign_id: UUID, person_id: UUID) -> bool:
    """Whether somebody follows it now."""
    statement = select(Follow.since).where(
        Follow.campaign_id == campaign_id, Follow.person_id == person_id, col(Follow.ended_at).is_(None)
    )
    return (await db.exec(statement)).first() is not None


async def is_silent(db: ReadSession, campaign_id: UUID, person_id: UUID) -> bool:
    """Whether somebody wants to hear no more of it."""
    statement = select(Follow.since).where(
        Follow.campaign_id == campaign_id, Follow.person_id == person_id, col(Follow.ended_at).is_not(None)
    )
    return (await db.exec(statement)).first() is not None


async def followed_by(
    db: ReadSession, territory_id: UUID, person_id: UUID
) -> Sequence[tuple[Follow, Campaign]]:
    """In this territory, the latest first."""
    statement = select(Follow, Campaign).join(Campaign, col(Campaign.id) == Follow.campaign_id)
    statement = of_territory(statement, Campaign.territory_id, territory_id).where(
        Follow.person_id == person_id, col(Follow.ended_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(Follow.since).desc(), col(Campaign.id)))).all()
