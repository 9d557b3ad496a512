"""News of a campaign, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from okote.api.access import V1, Api, opens
from okote.api.idempotency.service import Key, once
from okote.api.reading import line, texts
from okote.api.schemas import Moment, Next, Prose
from okote.funding.campaigns.api import CampaignId
from okote.funding.news import service
from okote.funding.news.models import News
from okote.funding.news.rules import TEXT_MOST, TITLE_MOST
from okote.funding.permissions import may_write_campaigns
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Writing


class NewsPiece(Struct, frozen=True):
    """What a holder tells while a campaign runs and afterwards."""

    id: Annotated[UUID, Meta(description="Its number.")]
    title: Annotated[str, Meta(description="In one line.")]
    body: Annotated[Prose, Meta(description="What is told.")]
    published_at: Moment
    corrected_at: Annotated[Moment | None, Meta(description="When its author last corrected it.")]

    @classmethod
    def of(cls, news: News) -> Self:
        return cls(news.id, news.title, Prose.of(news.body), news.published_at, news.corrected_at)


class NewsPage(Struct, frozen=True):
    """The latest first."""

    items: Annotated[list[NewsPiece], Meta(description="Those of this page.")]
    next: Next


class NewNews(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece to be published at once."""

    title: Annotated[
        str,
        Meta(description="In one line.", min_length=1, max_length=TITLE_MOST, examples=["The walls are up"]),
    ]
    body: Annotated[str, Meta(min_length=1, max_length=TEXT_MOST, description="Markdown.")]


class NewsApi(Api):
    path = f"{V1}/back-office/campaigns/{{campaign_id:uuid}}/news"

    @post(
        summary="Publish a piece of news",
        operation_id="publishNews",
        tags=["Back office"],
        guards=[opens(Scope.WRITE, may_write_campaigns)],
        security=[{"token": [Scope.WRITE.value]}],
    )
    async def publish(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: CampaignId,
        data: JSONBody[NewNews],
        idempotency_key: Key,
    ) -> Response[NewsPiece]:
        """On a campaign that the owner of the token writes. Everyone reads it at once; after an hour whoever
        follows the campaign has it by mail. At most five a day.
        """

        async def published() -> NewsPiece:
            title = line(data.title, TITLE_MOST)
            body = texts({"body": data.body}, {"body": TEXT_MOST}, required=frozenset({"body"}))["body"]
            written = await service.publish(db, campaign_id, title, body, by=visitor)
            return NewsPiece.of(written)

        return await once(request, visitor, db, idempotency_key, published, status=201)


ROUTES = (NewsApi,)
