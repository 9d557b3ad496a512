"""Campaigns for everyone: the list, one of them, its gauge as it moves."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage

from okote.funding.showcase import queries
from okote.house import TheHouse
from okote.identity.visitors import Visitor
from okote.web.pages import frame, page
from payments.money import Money
from payments.sessions import ReadSession


@get("/")
async def home(
    request: Request[Any, Any, Any],
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    number: FromQuery[int] = 1,
) -> Response[str]:
    """The campaigns of the territory."""
    shown = await queries.campaigns(reading, visitor.territory.id, min(max(number, 1), 1_000))
    return page(request, "funding/home.html", shown=shown)


@get("/campaigns/{slug:str}")
async def campaign(
    request: Request[Any, Any, Any],
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    slug: FromPath[str],
) -> Response[str]:
    """One campaign, all that its donors may want to know before they give."""
    shown = await queries.campaign(reading, visitor.territory.id, slug)
    return page(
        request,
        "funding/campaign.html",
        shown=shown,
        euro=Money.of(1),
        budget=await queries.budget(reading, shown.campaign.id),
        words=await queries.words(reading, shown.campaign.id),
    )


@get("/campaigns/{slug:str}/live")
async def live(
    request: Request[Any, Any, Any],
    visitor: NamedDependency[Visitor],
    house: TheHouse,
    slug: FromPath[str],
) -> ServerSentEvent:
    """The gauge, now and each time it moves. Holds no transaction between two moves."""
    async with house.database.reading() as db:
        shown = await queries.campaign(db, visitor.territory.id, slug)
    context = frame(request)

    async def gauges() -> AsyncIterator[ServerSentEventMessage]:
        changes = house.live.changes(f"campaign:{shown.campaign.id}")
        yield await drawn()
        async for changed in changes:
            yield await drawn() if changed else ServerSentEventMessage(comment="still here")

    async def drawn() -> ServerSentEventMessage:
        async with house.database.reading() as db:
            now = await queries.campaign(db, visitor.territory.id, slug)
        html = house.renderer.render("funding/gauge.html", {"gauge": now.gauge}, page=context)
        return ServerSentEventMessage(event="gauge", data=html)

    return ServerSentEvent(gauges(), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


ROUTES = (home, campaign, live)
