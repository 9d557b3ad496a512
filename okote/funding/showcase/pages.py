"""Campaigns for everyone: the list, one of them, its gauge as it moves."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE

from okote.funding.calls.queries import ON_THE_FIRST_PAGE, open_calls
from okote.funding.campaigns.queries import parts_of
from okote.funding.categories.queries import categories
from okote.funding.following.queries import follows
from okote.funding.matching.queries import amendments_of
from okote.funding.matching.wording import amended, promised, still_missing
from okote.funding.needs import queries as needs
from okote.funding.needs.wording import found_of
from okote.funding.news.queries import LATEST, shown_news
from okote.funding.pledges.rewards.queries import left_of, offered
from okote.funding.questions.queries import LATEST as ANSWERS
from okote.funding.questions.queries import answered
from okote.funding.questions.rules import takes_questions
from okote.funding.showcase import queries
from okote.funding.showcase.finding import Order, Wanted
from okote.home import shown_at_home
from okote.house import TheHouse
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.models import Territory
from okote.territories.queries import labelled, places
from okote.web.formatting import Wording
from okote.web.from_replica import may_lag
from okote.web.maps import Located, drawn
from okote.web.pages import AnyRequest, Reading, for_all, frame, page, wording_of
from okote.web.pagination import Number
from okote.web.shared import ALIKE
from payments.money import Money
from payments.sessions import ReadSession

ORDERS = {
    Order.ENDING: say("The soonest to end"),
    Order.NEWEST: say("The latest begun"),
    Order.TITLE: say("By title"),
}

RETRY_AFTER = "60"
"""Seconds, where too many pages follow a gauge at once."""


@get("/", opt={ALIKE: True})
async def home(
    request: AnyRequest,
    visitor: TheVisitor,
    house: TheHouse,
    number: Number = 1,
    q: Typed = "",
    place: FromQuery[str] = "",
    category: FromQuery[str] = "",
    order: FromQuery[Order] = Order.ENDING,
) -> Response[str]:
    """The campaigns of the territory, or those that are looked for."""
    wanted = Wanted(q.strip(), _chosen(place), _chosen(category), order)
    territory, whole = visitor.territory.id, number == 1 and not wanted.narrow

    async def read() -> dict[str, Any]:
        async with house.database.reading(may_lag=may_lag(request.scope)) as db:
            return {
                "campaigns": await queries.campaigns(db, territory, number, wanted),
                "wanted": wanted,
                "orders": [(one.value, wording_of(request).say(label)) for one, label in ORDERS.items()],
                "places": labelled(await places(db, territory)),
                "categories": await categories(
                    db, territory, language=visitor.language, besides=wanted.category
                ),
                "calls": await open_calls(db, territory, most=ON_THE_FIRST_PAGE) if whole else (),
                "shown": await shown_at_home(request, visitor.stranger, db) if whole else (),
            }

    return page(request, "funding/home.html", projects=await for_all(request, "funding/projects.html", read))


@get("/map")
async def on_the_map(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """Where the projects are: the communes that have a position, drawn, and all of them told."""
    communes = await queries.located(reading, visitor.territory.id)
    return page(
        request,
        "funding/map.html",
        communes=communes,
        map=drawn(
            [
                Located(place.name, f"/?place={place.id}", count, *place.position)
                for place, count, _ in communes
                if place.position
            ]
        ),
    )


def _chosen(value: str) -> UUID | None:
    """A choice of the list's form; one that was left open narrows nothing."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFoundError from None


@get("/campaigns/{slug:str}", opt={ALIKE: True})
async def campaign(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """One campaign, all that its donors may want to know before they give."""

    async def read() -> dict[str, Any]:
        async with house.database.reading(may_lag=may_lag(request.scope)) as db:
            return await offer(db, visitor.territory, slug, wording_of(request))

    shown = await for_all(request, "funding/offer.html", read)
    followed = visitor.person is not None and await follows(reading, shown.about, visitor.person.id)
    return page(request, "funding/campaign.html", offer=shown, slug=slug, followed=followed)


async def offer(db: ReadSession, territory: Territory, slug: str, wording: Wording) -> dict[str, Any]:
    """What everybody may know of a campaign, as `funding/offer.html` shows it."""
    shown = await queries.campaign(db, territory.id, slug)
    asked = await needs.needs_of(db, territory.id, shown.campaign.id)
    offers = await offered(db, shown.campaign.id, None)
    return {
        "about": shown.campaign.id,
        "shown": shown,
        "euro": Money.of(1),
        "promised": partial(promised, wording),
        "still_missing": partial(still_missing, wording),
        "amendments": await amendments_of(db, shown.campaign.id),
        "amended": partial(amended, wording),
        "parts": await parts_of(db, shown.campaign.id),
        "needs": needs.shown(asked, territory.day(shown.at)),
        "found_of": partial(found_of, wording),
        "offers": offers,
        "left": left_of(offers) if shown.open else {},
        "words": await queries.words(db, shown.campaign.id),
        "news": await shown_news(db, shown.campaign.id, most=LATEST),
        "questions": await answered(db, shown.campaign.id, most=ANSWERS),
        "takes_questions": takes_questions(shown.campaign.state),
    }


@get("/campaigns/{slug:str}/live")
async def live(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, slug: FromPath[str]
) -> ServerSentEvent | Response[None]:
    """The gauge, now and each time it moves. Holds no transaction between two moves.

    Where too many look at once the gauge of the page stays as it was when it was read.
    """
    if house.live.full:
        return Response(None, status_code=HTTP_503_SERVICE_UNAVAILABLE, headers={"retry-after": RETRY_AFTER})
    async with house.database.reading() as db:
        shown = await queries.campaign(db, visitor.territory.id, slug)
    context = frame(request)

    async def gauges() -> AsyncIterator[ServerSentEventMessage]:
        with house.live.stream(f"campaign:{shown.campaign.id}") as stream:
            yield moved(await stream.drawn(visitor.language, draw))
            async for changed in stream.changes():
                drawn = await stream.drawn(visitor.language, draw) if changed else None
                yield moved(drawn) if drawn else ServerSentEventMessage(comment="still here")

    async def draw() -> str:
        async with house.database.reading() as db:
            now = await queries.campaign(db, visitor.territory.id, slug)
        return house.renderer.render("funding/gauge.html", {"gauge": now.gauge}, page=context)

    def moved(gauge: str) -> ServerSentEventMessage:
        return ServerSentEventMessage(event="gauge", data=gauge)

    return ServerSentEvent(gauges(), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


ROUTES = (home, on_the_map, campaign, live)
