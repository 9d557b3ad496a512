"""Keep what is being written, and forget it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select

from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.autosave.rules import worth_keeping
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import check_editable
from okote.funding.permissions import may_write_campaign
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.territories.queries import one_of
from payments.sessions import ReadSession, WriteSession


async def keep(
    db: WriteSession, campaign_id: UUID, sent: Mapping[str, object], *, version: int, by: Visitor
) -> KeptOffer:
    """Keep what a person typed so far in place of what they had typed before.

    The campaign itself stays as it is, whoever else writes on it. OfferFrozenError, TooMuchToKeepError.
    """
    campaign = await one_of(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_editable(campaign.state)
    person = person_of(by)
    await hold_open(db, person.id)
    kept = {"version": version, "typed": worth_keeping(sent), "kept_at": await db.now()}
    statement = insert(KeptOffer).values(campaign_id=campaign.id, person_id=person.id, **kept)
    await db.exec(statement.on_conflict_do_update(index_elements=["campaign_id", "person_id"], set_=kept))
    return await db.get_one(KeptOffer, (campaign.id, person.id), populate_existing=True)


async def kept_by(db: ReadSession, campaign_id: UUID, *, of: Visitor) -> KeptOffer | None:
    """What this person left unsaved."""
    statement = select(KeptOffer).where(
        KeptOffer.campaign_id == campaign_id, KeptOffer.person_id == person_of(of).id
    )
    return (await db.exec(statement)).first()


async def throw_away(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> None:
    """It was saved, or is not wanted any more."""
    await db.exec(
        delete(KeptOffer).where(
            col(KeptOffer.campaign_id) == campaign_id, col(KeptOffer.person_id) == person_of(by).id
        )
    )


async def throw_all_away(db: WriteSession, campaign_id: UUID) -> None:
    """The offer is approved: whatever somebody had begun to change is of no use any more."""
    await db.exec(delete(KeptOffer).where(col(KeptOffer.campaign_id) == campaign_id))


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What its owner was writing goes with the account."""
    await db.exec(delete(KeptOffer).where(col(KeptOffer.person_id) == closed.person_id))
