"""The list of ideas and their map, for everyone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from consultations.ideas import queries
from consultations.ideas.drafts.pages import position
from consultations.ideas.finding import Area, Last, Order, Process, Wanted, orders
from consultations.ideas.mapping import LEAST, clusters, is_deepest, named, sketched
from consultations.ideas.reading import categories
from consultations.ideas.rules import IdeaState
from consultations.ideas.words import STATES, TONES
from consultations.processes.queries import ShownProcess, process
from consultations.processes.rules import Audience, Permit
from okote.house import House, TheHouse
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.queries import labelled, places
from okote.web.maps import drawn, framed
from okote.web.pages import AnyRequest, Reading, page, page_for_all, wording_of
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

IDEAS = "/ideas"

Choice = TypeVar("Choice")

ORDERS = {
    Order.NEWEST: say("The newest"),
    Order.SUPPORTED: say("The most supported"),
    Order.LOT: say("By lot, another order each day"),
}

Standing = Annotated[str, QueryParameter(name="state")]
"""Litestar keeps the name `state` for its own."""
Within = Annotated[str, QueryParameter(name="process", max_length=80)]


@get(IDEAS, opt={ALIKE: True})
async def ideas(
    request: AnyRequest,
    visitor: TheVisitor,
    house: TheHouse,
    q: Typed = "",
    place: FromQuery[str] = "",
    standing: Standing = "",
    order: FromQuery[Order] = Order.NEWEST,
    after: FromQuery[str] = "",
) -> Response[str]:
    """Those of the territory or of one process, or those that are looked for."""
    slug, category, area = (request.query_params.get(name, "") for name in ("process", "category", "area"))
    within = await _within(house, visitor, slug)
    wanted = Wanted(
        q.strip(),
        _chosen(UUID, place),
        _chosen(IdeaState, standing),
        order,
        _chosen(Last.read, after),
        _chosen(UUID, category),
        Process(within.process.id, within.process.slug) if within else None,
        _chosen(Area.read, area),
    )
    read = partial(_list, request, visitor, wanted, within)
    return await page_for_all(request, "consultations/ideas/list.html", read)


async def _list(
    request: AnyRequest, visitor: Visitor, wanted: Wanted, within: ShownProcess | None, db: ReadSession
) -> Mapping[str, Any]:
    words, here = wording_of(request), visitor.territory.id
    wanted = replace(wanted, day=visitor.territory.day(await db.now()).toordinal())
    return {
        "ideas": await queries.ideas(db, here, wanted, _audiences(within)),
        "wanted": wanted,
        "within": within,
        "takes": within is None or within.permits(Permit.PROPOSE),
        "places": labelled(await places(db, here)),
        "categories": await categories(db, here, besides=wanted.category),
        "states": [(one.value, words.say(label)) for one, label in STATES.items()],
        "orders": [(one.value, words.say(ORDERS[one])) for one in orders()],
        "labels": STATES,
        "tones": TONES,
    }


@get(f"{IDEAS}/map", opt={ALIKE: True})
async def on_the_map(
    request: AnyRequest,
    visitor: TheVisitor,
    house: TheHouse,
    slug: Within = "",
    area: FromQuery[str] = "",
    category: FromQuery[str] = "",
) -> Response[str]:
    """Where ideas are: those beside one another in one circle, and all of them told by place as well."""
    within = await _within(house, visitor, slug)
    known = Process(within.process.id, within.process.slug) if within else None
    wanted = Wanted(category=_chosen(UUID, category), process=known, area=_chosen(Area.read, area))
    return await page_for_all(request, "consultations/ideas/map.html", partial(_map, visitor, wanted, within))


async def _map(
    visitor: Visitor, wanted: Wanted, within: ShownProcess | None, db: ReadSession
) -> Mapping[str, Any]:
    here, audiences = visitor.territory.id, _audiences(within)
    found = await clusters(db, here, wanted, audiences)
    narrowed = "".join(
        f"&{name}={value}"
        for name, value in wanted.address.items()
        if value and name in ("process", "category")
    )
    deepest = wanted.area is not None and is_deepest(found)
    frame = framed([one.middle for one in found], least=LEAST)
    return {
        "map": drawn([one.located(deepest, narrowed) for one in found], least=LEAST),
        "names": named(frame, await places(db, here)),
        "by_place": await queries.by_place(db, here, wanted, audiences),
        "ideas": await queries.ideas(db, here, wanted, audiences) if wanted.area else None,
        "wanted": wanted,
        "within": within,
        "categories": await categories(db, here, besides=wanted.category),
        "labels": STATES,
        "tones": TONES,
    }


@get(f"{IDEAS}/where.svg", opt={ALIKE: True})
async def sketch(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    at: FromQuery[str] = "",
    closer: Annotated[int, QueryParameter(ge=0, le=3)] = 0,
) -> Response[str]:
    """The picture on which an idea's author presses: the territory's places, and the point."""
    point = position(at)
    drawn_so = sketched(await places(reading, visitor.territory.id), point, closer)
    if drawn_so is None:
        raise NotFoundError
    answer = page(
        request,
        "consultations/ideas/where.svg",
        sketch=drawn_so,
        point=drawn_so.frame.place(*point) if point else None,
    )
    answer.media_type = "image/svg+xml"
    return answer


def _chosen(kind: Callable[[str], Choice], value: str) -> Choice | None:
    """Of the list's address; what was left open narrows nothing."""
    try:
        return kind(value) if value else None
    except (TypeError, ValueError):
        raise NotFoundError from None


def _audiences(within: ShownProcess | None) -> tuple[Audience, ...]:
    """Ideas of agents and partners are listed with their process alone, which its visitor has just seen."""
    return (Audience.PUBLIC,) if within is None else (within.process.audience,)


async def _within(house: House, visitor: Visitor, slug: str) -> ShownProcess | None:
    """Whoever may not see it comes no further: what others are shown of it is drawn once for all of them."""
    if not slug:
        return None
    async with house.database.reading() as db:
        return await process(db, visitor, slug)


ROUTES = (ideas, on_the_map, sketch)
