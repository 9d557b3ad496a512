"""What everyone may read of campaigns, and what a person gave, for programs."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.funding.campaigns.queries import parts_of
from okote.funding.campaigns.rules import CampaignState
from okote.funding.categories.queries import categories
from okote.funding.needs import queries as needs
from okote.funding.needs.api import NeedFacts
from okote.funding.needs.rules import OVER
from okote.funding.news.api import NewsPage, NewsPiece
from okote.funding.news.queries import shown_news
from okote.funding.pledges.rewards.api import RewardFacts
from okote.funding.pledges.rewards.queries import offered
from okote.funding.questions.queries import answered
from okote.funding.showcase import queries
from okote.funding.showcase.finding import Wanted
from okote.funding.showcase.queries import Shown
from okote.funding.showcase.schemas import (
    Categories,
    CategoryFacts,
    PledgeFacts,
    PublicCampaign,
    Summary,
)
from okote.identity.permissions import signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor, Visitor
from okote.search import MOST_TYPED
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

States = Annotated[
    CampaignState | None,
    QueryParameter(name="state", description="Where it stands; those that were never public are not told."),
]
Slug = Annotated[str, PathParameter(description="A campaign's name in addresses.")]
Words = Annotated[str, QueryParameter(name="q", max_length=MOST_TYPED, description="Words to look for.")]


class Summaries(Struct, frozen=True):
    """The latest made first."""

    items: Annotated[list[Summary], Meta(description="Those of this page.")]
    next: Next


class Answered(Struct, frozen=True):
    """A question that the holder has answered."""

    id: Annotated[UUID, Meta(description="Its number.")]
    question: Annotated[str, Meta(description="What was asked, plain text.")]
    asked_by: Annotated[str | None, Meta(description="The name that they chose to show, if any.")]
    asked_at: Moment
    answer: Annotated[str, Meta(description="What the holder answered, plain text.")]


class AnsweredPage(Struct, frozen=True):
    """The latest asked first."""

    items: Annotated[list[Answered], Meta(description="Those of this page.")]
    next: Next


class Pledges(Struct, frozen=True):
    """The latest first."""

    items: Annotated[list[PledgeFacts], Meta(description="Those of this page.")]
    next: Next


class CampaignsApi(Api):
    path = V1

    @get(
        "/categories",
        summary="Categories of campaigns",
        operation_id="listCategories",
        tags=["Campaigns"],
        response_headers=FOR_EVERYONE,
    )
    async def categories(self, visitor: TheVisitor, reading: Reading) -> Categories:
        """Those in use, all of them."""
        found = await categories(reading, visitor.territory.id, language=visitor.territory.languages[0])
        return Categories([CategoryFacts.of(one) for one in found])

    @get(
        "/campaigns",
        summary="Campaigns",
        operation_id="listCampaigns",
        tags=["Campaigns"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(  # noqa: PLR0913, PLR0917 (a transaction is left open beside a dependency that fails)
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        standing: States = None,
        place: Annotated[
            UUID | None, QueryParameter(description="A place, with what lies within it.")
        ] = None,
        category: Annotated[UUID | None, QueryParameter(description="One of `listCategories`.")] = None,
        holder: Annotated[UUID | None, QueryParameter(description="One of `listHolders`.")] = None,
        partner: Annotated[UUID | None, QueryParameter(description="One of `listPartners`.")] = None,
        call: Annotated[UUID | None, QueryParameter(description="One of `listCalls`.")] = None,
        q: Words = "",
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> Summaries:
        """Every campaign that is or was public, or those that are looked for, each with its gauge."""
        wanted = Wanted(q.strip(), place, category, holder=holder, partner=partner, call=call)
        found = partial(queries.newest, reading, visitor.territory.id, wanted, state=standing)
        rows, following = await cursors(request, "campaigns").page(
            found, cursor, limit, lambda row: row.campaign.id
        )
        return Summaries([Summary.of(row, visitor.address) for row in rows], following)

    @get(
        "/campaigns/{slug:str}",
        summary="One campaign",
        operation_id="getCampaign",
        tags=["Campaigns"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: Slug) -> PublicCampaign:
        """What its page shows: gauge, budget, team, partners with their rules, rewards, needs."""
        shown = await queries.campaign(reading, visitor.territory.id, slug)
        parts = await parts_of(reading, shown.campaign.id)
        rewards, asked = await _besides(reading, visitor, shown)
        return PublicCampaign.of(shown, parts, visitor.address, rewards=rewards, needs=asked)

    @get(
        "/campaigns/{slug:str}/news",
        summary="News of a campaign",
        operation_id="listNews",
        tags=["Campaigns"],
        response_headers=FOR_EVERYONE,
    )
    async def news(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        slug: Slug,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> NewsPage:
        """What everyone reads of it."""
        shown = await queries.campaign(reading, visitor.territory.id, slug)
        found = partial(shown_news, reading, shown.campaign.id)
        rows, following = await cursors(request, "news").page(found, cursor, limit, lambda row: row.id)
        return NewsPage([NewsPiece.of(row) for row in rows], following)

    @get(
        "/campaigns/{slug:str}/questions",
        summary="Questions and answers",
        operation_id="listQuestions",
        tags=["Campaigns"],
        response_headers=FOR_EVERYONE,
    )
    async def questions(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        slug: Slug,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> AnsweredPage:
        """Those that are answered."""
        shown = await queries.campaign(reading, visitor.territory.id, slug)
        found = partial(answered, reading, shown.campaign.id)
        rows, following = await cursors(request, "questions").page(found, cursor, limit, lambda row: row.id)
        items = [Answered(row.id, row.body, row.public_name, row.asked_at, row.answer or "") for row in rows]
        return AnsweredPage(items, following)

    @get(
        "/me/pledges",
        summary="My contributions",
        operation_id="listMyPledges",
        tags=["Mine"],
        guards=[opens(Scope.READ_ME, signed_in)],
        security=[{"token": [Scope.READ_ME.value]}],
    )
    async def mine(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> Pledges:
        """All that the owner of the token gave here. Giving takes a person, at a campaign's page."""
        found = partial(queries.pledges_before, reading, visitor)
        rows, following = await cursors(request, "my-pledges").page(
            found, cursor, limit, lambda row: row.pledge.id
        )
        return Pledges([PledgeFacts.of(row) for row in rows], following)


async def _besides(
    db: ReadSession, visitor: Visitor, shown: Shown
) -> tuple[list[RewardFacts], list[NeedFacts]]:
    """As the page shows them: nothing where everything was given back."""
    if shown.campaign.state in OVER:
        return [], []
    today = visitor.territory.day(shown.at)
    asked = needs.shown(await needs.needs_of(db, visitor.territory.id, shown.campaign.id), today)
    offers = await offered(db, shown.campaign.id, None)
    return (
        [RewardFacts.of(one, open_=shown.open) for one in offers],
        [NeedFacts.of(one, visitor.address, today=today) for one in asked],
    )


ROUTES = (CampaignsApi,)
