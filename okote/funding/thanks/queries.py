"""Thanks, for whoever writes them."""

from uuid import UUID

from sqlmodel import select

from okote.funding.thanks.models import Thanks
from payments.sessions import ReadSession


async def thanks_of(db: ReadSession, campaign_id: UUID) -> Thanks | None:
    """What was written of a campaign, if anything was."""
    return (await db.exec(select(Thanks).where(Thanks.campaign_id == campaign_id))).first()
