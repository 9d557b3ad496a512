"""The back office of news: write a piece, correct it, take one down."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import campaign_in
from okote.funding.news import queries, service
from okote.funding.news.models import News
from okote.funding.news.rules import TEXT_MOST, TITLE_MOST, NewsFinalError, correctable, takes_news
from okote.funding.permissions import may_hide_messages, may_write_campaign, may_write_campaigns
from okote.identity.permissions import person_of, require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

REASON = 1_000
"""Characters of why a piece was hidden."""


class NewsPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/news"
    guards = (requires(may_write_campaigns),)

    @get()
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        campaign_id: FromPath[UUID],
        before: Before = None,
    ) -> Response[str]:
        """What was told, the latest first, and a new piece."""
        return await _listed(request, reading, visitor, campaign_id, Form(), before)

    @post()
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        title, body = _read(form)
        use_case = partial(service.publish, db, campaign_id, title, body, by=visitor)
        if await attempt(db, form, "title", use_case) is None:
            return await _listed(request, db, visitor, campaign_id, form)
        text = say("Everyone can read it now. You can correct it for an hour; then it is sent out.")
        return said(to(request, f"/back-office/campaigns/{campaign_id}/news"), "success", text)


class NewsPiecePages(Controller):
    path = "/back-office/news/{news_id:uuid}"
    guards = (requires(may_write_campaigns),)

    @get("/edit")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, news_id: FromPath[UUID]
    ) -> Response[str]:
        """For its author, within the hour."""
        news, campaign = await _of_holder(reading, visitor, news_id)
        who, at = person_of(visitor).id, await reading.now()
        if not correctable(news.author_id, news.published_at, hidden=news.hidden, by=who, at=at):
            raise NewsFinalError
        return _editing(request, news, campaign, Form({"title": news.title, "body": news.body}))

    @post("/edit")
    async def correct(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, news_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        news, campaign = await _of_holder(db, visitor, news_id)
        title, body = _read(form)
        use_case = partial(service.correct, db, news_id, title, body, by=visitor)
        if await attempt(db, form, "title", use_case) is None:
            return _editing(request, news, campaign, form)
        there = f"/back-office/campaigns/{news.campaign_id}/news"
        return said(to(request, there), "success", say("The correction is online."))

    @get("/hide", guards=[requires(may_hide_messages)])
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, news_id: FromPath[UUID]
    ) -> Response[str]:
        return await _hiding(request, reading, visitor, news_id, Form())

    @post("/hide", guards=[requires(may_hide_messages)])
    async def hide(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, news_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON)
        if not form.sound:
            return await _hiding(request, db, visitor, news_id, form)
        news = await service.hide(db, news_id, reason, by=visitor)
        there = f"/back-office/campaigns/{news.campaign_id}/news"
        return said(to(request, there), "success", say("The news is no longer shown."))


def _read(form: Form) -> tuple[str, str]:
    """One line and a text."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    return title, form.text("body", most=TEXT_MOST)


async def _listed(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    campaign_id: UUID,
    form: Form,
    before: UUID | None = None,
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    found = await queries.written_news(db, campaign.id, before)
    return page(
        request,
        "funding/news/office.html",
        campaign=campaign,
        holder=holder,
        news=latest(found, before, key=lambda one: one.news.id),
        me=person_of(visitor).id,
        takes_news=takes_news(campaign.state),
        may_hide=may_hide_messages(visitor),
        form=form,
    )


async def _of_holder(db: ReadSession, visitor: Visitor, news_id: UUID) -> tuple[News, Campaign]:
    """A piece of a holder for whom the visitor writes."""
    news = await one_of(db, News, visitor.territory.id, news_id)
    campaign = await one_of(db, Campaign, visitor.territory.id, news.campaign_id)
    require(may_write_campaign(visitor, campaign.holder_id))
    return news, campaign


def _editing(request: AnyRequest, news: News, campaign: Campaign, form: Form) -> Response[str]:
    return page(request, "funding/news/edit.html", news=news, campaign=campaign, form=form)


async def _hiding(
    request: AnyRequest, db: ReadSession, visitor: Visitor, news_id: UUID, form: Form
) -> Response[str]:
    news = await one_of(db, News, visitor.territory.id, news_id)
    campaign = await db.get_one(Campaign, news.campaign_id)
    return page(request, "funding/news/hide.html", news=news, campaign=campaign, form=form)


ROUTES = (NewsPages, NewsPiecePages)
