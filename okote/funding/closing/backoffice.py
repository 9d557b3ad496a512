"""The back office of closing: what the rule would decide now, what it decided, and what came of it."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.approvals.asking import Question, ask, do_or_ask
from okote.approvals.permissions import may_approve
from okote.approvals.queries import waits_for
from okote.feature import Place, Section
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing import disputes, holding, queries, reclaiming, service, statements, undoing
from okote.funding.closing.accounted import CampaignAccounts, ChequeAccounts, addresses_of, match_of
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Verdict, is_undoable
from okote.funding.closing.service.undoing import UNDO
from okote.funding.matching.queries import commitments
from okote.funding.permissions import may_cancel_campaigns
from okote.funding.pledges.rules import PENDING
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.pages import AnyRequest, Reading, Writing, page
from payments.ledger.queries import flows
from payments.sessions import ReadSession


class ClosingPages(Controller):
    path = "/back-office/closings"
    guards = (requires(may_keep_accounts),)

    @get()
    async def campaigns(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Campaigns that are open or over, the latest deadline first."""
        found = await queries.closable(reading, visitor.territory.id)
        return page(request, "funding/closing/list.html", campaigns=found, reasons=REASONS)

    @get("/{campaign_id:uuid}")
    async def preview(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """Before the decision, what it would be with the pledges in force now; after, what it was."""
        campaign = await one_of(reading, Campaign, visitor.territory.id, campaign_id)
        closing = await reading.get(Closing, campaign_id)
        verdict: Verdict | None = None
        if closing is None and campaign.state in {CampaignState.LIVE, CampaignState.CLOSING}:
            verdict = await service.verdict_on(reading, campaign)
        states = await queries.pledges_by_state(reading, campaign_id)
        context: dict[str, Any] = {
            "campaign": campaign,
            "closing": closing,
            "verdict": verdict,
            "states": states,
            "reasons": REASONS,
            "pending": sum(one.count for one in states if one.status in PENDING),
            "unheard": await service.awaited(reading, campaign_id),
            "undoable": closing is not None
            and is_undoable(campaign.state, transferred=closing.transferred_at is not None),
            "undoing": await waits_for(reading, visitor.territory.id, UNDO, campaign_id),
            "may_undo": may_cancel_campaigns(visitor),
            "may_approve": may_approve(visitor),
        }
        return page(request, "funding/closing/preview.html", **context)

    @get("/{campaign_id:uuid}/accounts")
    async def accounted(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """What came in, what went where, what is left and why: from the ledger alone."""
        here = visitor.territory
        campaign = await one_of(reading, Campaign, here.id, campaign_id)
        signed = await commitments(reading, here.id, campaign_id=campaign_id)
        partners = {one.partner.id: one.partner.name for one in signed}
        moved = await flows(reading, here.book, addresses_of(campaign_id, partners))
        return page(
            request,
            "funding/closing/accounts.html",
            campaign=campaign,
            told=CampaignAccounts.of(campaign_id, moved),
            cheques=ChequeAccounts.of(campaign_id, moved),
            matches=[(name, match_of(one, campaign_id, moved)) for one, name in partners.items()],
            root=accounts.of_campaign(campaign_id),
        )

    @get("/{campaign_id:uuid}/retry", guards=[requires(may_administer)])
    async def why_retry(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await ask(request, visitor, reading, await _paying(reading, visitor, campaign_id))

    @post("/{campaign_id:uuid}/retry", guards=[requires(may_administer)])
    async def retry(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Ask Stripe again for a transfer or a payout that failed."""
        question = await _paying(db, visitor, campaign_id)
        again = partial(service.retry, db, campaign_id, by=visitor)
        return await do_or_ask(request, visitor, db, question, again, say("Stripe is asked again."))


async def _paying(db: ReadSession, visitor: Visitor, campaign_id: UUID) -> Question:
    closing = await one_of(db, Closing, visitor.territory.id, campaign_id)
    campaign = await db.get_one(Campaign, campaign_id)
    return Question(
        title=say("Ask for the payment again"),
        amount=closing.money(closing.transfer_minor),
        about=campaign.title,
        means=say("Stripe is asked once more to pay the holder."),
        path=f"/back-office/closings/{campaign_id}/retry",
        back=f"/back-office/closings/{campaign_id}",
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.failures(db, visitor.territory.id)


ROUTES = (
    ClosingPages,
    *statements.ROUTES,
    *holding.ROUTES,
    *disputes.ROUTES,
    *reclaiming.ROUTES,
    *undoing.ROUTES,
)
SECTIONS = (
    Section(Place.LEDGER, say("Accounts of each campaign"), "/back-office/closings", may_keep_accounts),
    *statements.SECTIONS,
    Section(
        Place.MONEY,
        say("Closings"),
        "/back-office/closings",
        may_keep_accounts,
        _waiting,
        say_count("%(num)s holder that could not be paid", "%(num)s holders that could not be paid"),
    ),
    *disputes.SECTIONS,
    *reclaiming.SECTIONS,
    *holding.SECTIONS,
)
