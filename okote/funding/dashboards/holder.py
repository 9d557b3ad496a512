"""A campaign as its holder follows it: what came in, what to do next, and its statement."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.funding.campaigns.checklist.queries import unticked
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.offers import still_missing
from okote.funding.campaigns.queries import STAGES, Stage, campaign_in, parts_of
from okote.funding.campaigns.service.review import OTHERS_DECIDE
from okote.funding.closing.accounted import (
    CampaignAccounts,
    ChequeAccounts,
    MatchAccounts,
    addresses_of,
    match_of,
)
from okote.funding.dashboards import wording
from okote.funding.dashboards.queries import came_in, facts_of
from okote.funding.dashboards.rules import Step, next_steps
from okote.funding.matching.queries import commitments
from okote.funding.permissions import may_write_campaign, may_write_campaigns
from okote.funding.progress.queries import given_to
from okote.funding.terms.queries import terms_of
from okote.funding.thanks.queries import shown_to_holder
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, download
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.ledger.queries import flows
from payments.money import Money
from payments.sessions import ReadSession

LINES = {
    "paid": say("Contributions paid"),
    "refunded": say("Given back to donors"),
    "commission": say("The platform’s share, before VAT"),
    "vat": say("VAT on the platform’s share"),
    "transferred": say("Transferred to the holder"),
    "cheques": say("Cheques handed to the holder"),
    "called": say("Asked of partners"),
    "received": say("Received from partners"),
    "project": say("For the project so far"),
}


class StandingPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}"
    guards = (requires(may_write_campaigns),)

    @get("/standing")
    async def standing(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """Names and amounts as far as donors show them to everyone."""
        campaign, holder = await _own(reading, visitor, campaign_id)
        given = (await given_to(reading, [campaign.id]))[campaign.id]
        came = await came_in(reading, campaign.id, visitor.territory.zone)
        words = wording_of(request)
        return page(
            request,
            "funding/dashboards/standing.html",
            campaign=campaign,
            given=given,
            came=came,
            means=wording.means(words, given, came),
            steps=await _steps(reading, visitor, campaign, holder, words),
            shown=await shown_to_holder(reading, campaign.id),
        )

    @get("/statement")
    async def statement(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """To print, or to take along as a table."""
        campaign, holder = await _own(reading, visitor, campaign_id)
        rows, partners = await _statement(reading, visitor, campaign)
        return page(
            request,
            "funding/dashboards/statement.html",
            campaign=campaign,
            holder=holder,
            rows=[(LINES[name], amount) for name, amount in rows],
            partners=partners,
            at=await reading.now(),
        )

    @get("/statement.csv")
    async def as_table(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[Any]:
        campaign, _ = await _own(reading, visitor, campaign_id)
        rows, partners = await _statement(reading, visitor, campaign)
        words = wording_of(request)
        written: list[dict[str, object]] = [
            {"line": words.say(LINES[name]), "partner": None, "amount": one.major} for name, one in rows
        ]
        for name, match in partners:
            for line, amount in (("called", match.called), ("received", match.received)):
                written.append({"line": words.say(LINES[line]), "partner": name, "amount": amount.major})
        today = visitor.territory.day(await reading.now())
        content = spreadsheet(["line", "partner", "amount"], written, words.say)
        return download(content.encode(), CSV, dated(today, "statement.csv"))


async def _own(db: ReadSession, visitor: Visitor, campaign_id: UUID) -> tuple[Campaign, Holder]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    return campaign, holder


async def _steps(
    db: ReadSession, visitor: Visitor, campaign: Campaign, holder: Holder, words: Wording
) -> Sequence[tuple[str, str]]:
    """In words, and where each leads."""
    missing = 0
    if campaign.state in STAGES[Stage.PREPARING]:
        lacking = still_missing(
            campaign,
            await parts_of(db, campaign.id),
            holder,
            unticked=(await unticked(db, [campaign.id]))[campaign.id],
            longest_days=(await terms_of(db, visitor.territory.id)).longest_campaign,
            zone=visitor.territory.zone,
        )
        missing = len(set(lacking) - OTHERS_DECIDE)
    facts = await facts_of(db, campaign, missing=missing, since=campaign.opens_at)
    said = partial(_said, words, f"/back-office/campaigns/{campaign.id}")
    return [said(step, count) for step, count in next_steps(facts)]


def _said(words: Wording, here: str, step: Step, count: int) -> tuple[str, str]:
    path = wording.PATHS[step]
    return words.say_count(*wording.STEPS[step], count), path if path.startswith("/back") else here + path


async def _statement(
    db: ReadSession, visitor: Visitor, campaign: Campaign
) -> tuple[Sequence[tuple[str, Money]], Sequence[tuple[str, MatchAccounts]]]:
    """From the ledger alone, as the accountants see it."""
    here = visitor.territory
    signed = await commitments(db, here.id, campaign_id=campaign.id)
    names: Mapping[UUID, str] = {one.partner.id: one.partner.name for one in signed}
    moved = await flows(db, here.book, addresses_of(campaign.id, names))
    told = CampaignAccounts.of(campaign.id, moved)
    partners = [(name, match_of(one, campaign.id, moved)) for one, name in names.items()]
    received = sum((match.received for _, match in partners), Money.zero())
    cheques = ChequeAccounts.of(campaign.id, moved)
    rows = [
        ("paid", told.paid),
        ("refunded", -told.refunded),
        ("commission", -told.commission),
        ("vat", -told.vat),
        ("transferred", told.transferred),
        *([("cheques", cheques.banked)] if cheques.confirmed else []),
        ("received", received),
        ("project", told.transferred + cheques.banked + received - told.owed),
    ]
    return rows, partners


ROUTES = (StandingPages,)
