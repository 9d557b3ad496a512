"""What a holder owes to whom, ticked as it is sent."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import campaign_in
from okote.funding.permissions import may_write_campaign, may_write_campaigns
from okote.funding.pledges.rewards import queries, service
from okote.funding.pledges.rewards.rules import RewardNotDueError, is_due
from okote.house import TheHouse
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, streamed
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from okote.web.spreadsheets import long_spreadsheet
from payments.sessions import ReadSession

COLUMNS = ("contribution", "reward", "due", "recipient", "address", "sent_at")


class RewardPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/rewards"
    guards = (requires(may_write_campaigns),)

    @get()
    async def owed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        campaign_id: FromPath[UUID],
        sent: FromQuery[bool] = False,
        before: Before = None,
    ) -> Response[str]:
        """How often each was chosen; to whom it is due, only once the campaign is funded."""
        campaign = await _campaign(reading, visitor, campaign_id)
        due = is_due(campaign.state)
        found = await queries.owed(reading, campaign.id, sent=sent, before=before) if due else []
        return page(
            request,
            "funding/rewards/owed.html",
            campaign=campaign,
            chosen=await queries.chosen_of(reading, campaign.id),
            due=due,
            sent=sent,
            owed=latest(found, before, key=lambda row: row[0].pledge_id),
        )

    @post("/sent")
    async def mark_sent(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Redirect:
        """Those that are ticked, all at once."""
        typed = await request.form()
        ticked = [_identifier(value) for value in typed.getall("sent", [])]
        sent = await service.mark_sent(db, campaign_id, [one for one in ticked if one], by=visitor)
        there = to(request, f"/back-office/campaigns/{campaign_id}/rewards")
        if not sent:
            return said(there, "notice", say("Nothing was ticked."))
        return said(there, "success", say("Marked as sent: %(count)s. They have a mail."), count=str(sent))

    @get("/list.csv")
    async def as_table(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        house: TheHouse,
        reading: Reading,
        campaign_id: FromPath[UUID],
    ) -> Stream:
        """To print labels from."""
        campaign = await _campaign(reading, visitor, campaign_id)
        if not is_due(campaign.state):
            raise RewardNotDueError
        today = visitor.territory.day(await reading.now())

        async def rows() -> AsyncIterator[Mapping[str, object]]:
            async with house.database.reading() as db:
                async for one, reward in queries.all_owed(db, campaign_id):
                    yield {
                        "contribution": one.pledge_id,
                        "reward": reward.title,
                        "due": f"{reward.month:%Y-%m}",
                        "recipient": one.recipient,
                        "address": one.address,
                        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
                    }

        return streamed(
            long_spreadsheet(COLUMNS, rows(), wording_of(request).say), CSV, dated(today, "rewards.csv")
        )


async def _campaign(db: ReadSession, visitor: Visitor, campaign_id: UUID) -> Campaign:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    return campaign


def _identifier(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


ROUTES = (RewardPages,)
