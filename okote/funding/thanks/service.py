"""Thank everyone, once."""

from uuid import UUID

from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import FundingDeed
from okote.funding.permissions import may_write_campaign
from okote.funding.thanks.events import ThanksGiven
from okote.funding.thanks.models import Thanks
from okote.funding.thanks.queries import thanks_of
from okote.funding.thanks.rules import check_thanks
from okote.identity.account.presence import hold_open
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
