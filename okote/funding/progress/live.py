"""A gauge that is open somewhere moves when a pledge does."""

from okote.funding.pledges.events import PledgeEvent
from okote.platform.live import announce
from payments.sessions import WriteSession


async def on_pledge(db: WriteSession, event: PledgeEvent) -> None:
    await announce(db, f"campaign:{event.campaign_id}")
