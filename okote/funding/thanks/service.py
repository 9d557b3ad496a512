"""Thank everyone, once; and one of them, once."""

from uuid import UUID

from sqlmodel import col, delete

from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import FundingDeed
from okote.funding.permissions import may_write_campaign
from okote.funding.pledges.models import Pledge
from okote.funding.thanks.events import DonorThanked, ThanksGiven
from okote.funding.thanks.models import DonorThanks, Thanks
from okote.funding.thanks.queries import shown_by, thanks_of
from okote.funding.thanks.rules import DonorThankedError, check_thanks
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import WriteSession


async def thank(db: WriteSession, campaign_id: UUID, body: str, *, by: Visitor) -> Thanks:
    """To all who gave and want such mails; ThanksTooEarlyError, ThankedError."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_thanks(campaign.state, thanked=await thanks_of(db, campaign.id) is not None)
    author = person_of(by)
    await hold_open(db, author.id)
    written = Thanks(
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        author_id=author.id,
        body=body,
        sent_at=await db.now(),
    )
    db.add(written)
    await note(db, by.doer, FundingDeed.THANKS_SENT, written)
    await emit(db, ThanksGiven(written.id))
    return written


async def thank_one(
    db: WriteSession, campaign_id: UUID, handle: UUID, body: str, *, by: Visitor
) -> DonorThanks:
    """To whoever gave what shows under that handle: they have it if they want such mails.

    The holder learns nothing of it but that it was sent. NotFoundError, DonorThankedError.
    """
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    shown = await shown_by(db, campaign.id, handle)
    if shown.thanks is not None:
        raise DonorThankedError
    author, pledge = person_of(by), await db.get_one(Pledge, shown.pledge_id)
    await hold_open(db, author.id)
    written = DonorThanks(
        pledge_id=pledge.id,
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        person_id=pledge.person_id,
        language=pledge.language,
        author_id=author.id,
        body=body,
        sent_at=await db.now(),
    )
    db.add(written)
    await db.flush()
    await note(db, by.doer, FundingDeed.DONOR_THANKED, campaign)
    await emit(db, DonorThanked(written.id))
    return written


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What was written to who leaves may name them: it goes with their account."""
    await db.exec(delete(DonorThanks).where(col(DonorThanks.person_id) == closed.person_id))
