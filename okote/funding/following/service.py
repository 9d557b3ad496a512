"""Follow a campaign, follow it no more; neither touches what anyone gave."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete

from okote.funding.campaigns.models import Campaign
from okote.funding.following.models import Follow
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.queries import one_of
from payments.sessions import WriteSession


async def follow(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> None:
    """Have its letters; pressed twice, it is the same."""
    campaign = await one_of(db, Campaign, by.territory.id, campaign_id)
    person = person_of(by)
    await hold_open(db, person.id)
    at = await db.now()
    wanted = insert(Follow).values(person_id=person.id, campaign_id=campaign.id, since=at)
    await db.exec(
        wanted.on_conflict_do_update(
            index_elements=["person_id", "campaign_id"],
            set_={"since": at, "ended_at": None},
            where=col(Follow.ended_at).is_not(None),
        )
    )


async def unfollow(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> None:
    """Have no more of its letters but those about one's own money."""
    campaign = await one_of(db, Campaign, by.territory.id, campaign_id)
    person = person_of(by)
    await hold_open(db, person.id)
    await silence(db, campaign.id, person.id)


async def silence(db: WriteSession, campaign_id: UUID, person_id: UUID) -> None:
    """The same for somebody who may never have followed it: a donor, by a link in a letter."""
    at = await db.now()
    ended = insert(Follow).values(person_id=person_id, campaign_id=campaign_id, since=at, ended_at=at)
    await db.exec(
        ended.on_conflict_do_update(
            index_elements=["person_id", "campaign_id"],
            set_={"ended_at": at},
            where=col(Follow.ended_at).is_(None),
        )
    )


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nobody is left to be written to."""
    await db.exec(delete(Follow).where(col(Follow.person_id) == closed.person_id))
