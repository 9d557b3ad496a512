"""The back office of closing: what the rule would decide now, what it decided, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import col, func, select

from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing import service
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Verdict
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PENDING, PledgeStatus
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.money import Money
from payments.sessions import ReadSession

CLOSABLE = (
    CampaignState.LIVE,
    CampaignState.CLOSING,
    CampaignState.REFUNDING,
    CampaignState.FUNDED,
    CampaignState.REFUNDED,
    CampaignState.PAID_OUT,
    CampaignState.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many pledges of a campaign are in each state."""

    status: PledgeStatus
    count: int
    amount: Money


async def campaign_of(db: ReadSession, territory_id: UUID, campaign_id: UUID) -> Campaign:
    statement = of_territory(select(Campaign), Campaign.territory_id, territory_id)
    found = (await db.exec(statement.where(Campaign.id == campaign_id))).first()
    if found is None:
        raise NotFoundError
    return found


async def _closable(db: ReadSession, territory_id: UUID) -> Sequence[tuple[Campaign, Closing | None]]:
    statement = of_territory(select(Campaign, Closing), Campaign.territory_id, territory_id)
    statement = statement.outerjoin(Closing, col(Closing.campaign_id) == Campaign.id)
    statement = statement.where(col(Campaign.state).in_(CLOSABLE))
    return (await db.exec(statement.order_by(col(Campaign.ends_at).desc(), col(Campaign.id)))).all()


async def _standings(db: ReadSession, campaign_id: UUID) -> Sequence[Standing]:
    statement = (
        select(Pledge.status, func.count(), func.sum(Pledge.amount_minor))
        .where(Pledge.campaign_id == campaign_id)
        .group_by(col(Pledge.status))
        .order_by(col(Pledge.status))
    )
    return [
        Standing(PledgeStatus(status), count, Money(int(minor)))
        for status, count, minor in (await db.exec(statement)).all()
    ]


class ClosingPages(Controller):
    path = "/back-office/closings"
    guards = (requires(may_keep_accounts),)

    @get()
    async def campaigns(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Campaigns that are open or over, the latest deadline first."""
        found = await _closable(reading, visitor.territory.id)
        return page(request, "funding/closing/list.html", campaigns=found)

    @get("/{campaign_id:uuid}")
    async def preview(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """Before the decision, what it would be with the pledges in force now; after, what it was."""
        campaign = await campaign_of(reading, visitor.territory.id, campaign_id)
        closing = await reading.get(Closing, campaign_id)
        verdict: Verdict | None = None
        if closing is None and campaign.state in {CampaignState.LIVE, CampaignState.CLOSING}:
            verdict = await service.verdict_on(reading, campaign)
        standings = await _standings(reading, campaign_id)
        context: dict[str, Any] = {
            "campaign": campaign,
            "closing": closing,
            "verdict": verdict,
            "standings": standings,
            "pending": sum(one.count for one in standings if one.status in PENDING),
            "unheard": await service.awaited(reading, campaign_id),
        }
        return page(request, "funding/closing/preview.html", **context)

    @post("/{campaign_id:uuid}/retry", guards=[requires(may_administer)])
    async def retry(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Redirect:
        """Ask Stripe again for a transfer or a payout that failed."""
        await campaign_of(db, visitor.territory.id, campaign_id)
        await service.retry(db, campaign_id)
        answer = to(request, f"/back-office/closings/{campaign_id}")
        return said(answer, "success", say("Stripe is asked again."))


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    """Transfers and payouts that failed: a person must mend the reason."""
    statement = of_territory(select(func.count()), Closing.territory_id, visitor.territory.id)
    return (await db.exec(statement.where(col(Closing.failure).is_not(None)))).one()


ROUTES = (ClosingPages,)
SECTIONS = (
    Section(Place.BACK_OFFICE, say("Closings"), "/back-office/closings", may_keep_accounts, _waiting),
)
