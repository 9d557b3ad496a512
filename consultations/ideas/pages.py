"""The box of ideas for everyone: the list, the map, one idea, supporting, taking back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, PathParameter, QueryParameter
from litestar.response import Redirect

from consultations.actions.queries.shown import came_from
from consultations.actions.rules import Origin
from consultations.comments.pages import shown_thread
from consultations.comments.queries import thread
from consultations.comments.subjects import AllCommented
from consultations.following.pages import bell
from consultations.ideas import counter, queries, service
from consultations.ideas.authors.queries import authors, may_write
from consultations.ideas.commented import COMMENTED
from consultations.ideas.drafts.pages import position
from consultations.ideas.drafts.queries import drafts
from consultations.ideas.files.queries import files_of
from consultations.ideas.finding import Area, Last, Order, Process, Wanted, orders
from consultations.ideas.mapping import clusters, is_deepest, sketched
from consultations.ideas.moderated import KIND
from consultations.ideas.queries import Shown
from consultations.ideas.reading import categories
from consultations.ideas.rules import IdeaState
from consultations.ideas.words import STATES, TONES
from consultations.processes.queries import ShownProcess, process
from consultations.processes.rules import Audience, Permit
from okote.house import House, TheHouse
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import by_own_name, say
from okote.search import Typed
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.maps import drawn
from okote.web.pages import AnyRequest, Reading, Writing, for_all, page, page_for_all, said, to, wording_of
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

IDEAS = "/ideas"
MINE = "/my/ideas"

Choice = TypeVar("Choice")

ORDERS = {
    Order.NEWEST: say("The newest"),
    Order.SUPPORTED: say("The most supported"),
    Order.LOT: say("By lot, another order each day"),
}

Standing = Annotated[str, QueryParameter(name="state")]
"""Litestar keeps the name `state` for its own."""
Number = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
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
    return {
        "map": drawn([one.located(deepest, narrowed) for one in found], least=0.002),
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


@get(f"{IDEAS}/n/{{number:int}}")
async def numbered(request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number) -> Redirect:
    """By its number, as it stands on paper."""
    return to(request, f"{IDEAS}/{await queries.numbered(reading, visitor, number)}")


@get(f"{IDEAS}/{{idea_id:uuid}}", opt={ALIKE: True})
async def idea(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """What is proposed, who supports it, and what was answered.

    Whoever may not see it comes no further than the first line: what follows is drawn once for all others.
    """
    shown = await queries.idea(reading, visitor, idea_id)
    person, changed = visitor.person, shown.idea.reconsent

    async def read() -> Mapping[str, Any]:
        async with house.database.reading() as db:
            return await _told(db, visitor, shown)

    return page(
        request,
        "consultations/ideas/idea.html",
        shown=shown,
        told=await for_all(request, "consultations/ideas/told.html", read),
        writes=await may_write(reading, shown.idea, visitor),
        own=person is not None and person.id == shown.idea.person_id,
        supported=None if person is None else await queries.supports(reading, idea_id, person.id),
        since=await queries.supports_since(reading, idea_id, changed) if changed > 1 else None,
        **(await _discussed(request, visitor, reading, shown)),
    )


async def _discussed(
    request: AnyRequest, visitor: Visitor, db: ReadSession, shown: Shown
) -> Mapping[str, Any]:
    """Its comments, and the button to follow it; of one that is not shown, neither."""
    if not shown.idea.shown:
        return {"thread": None}
    found = await thread(db, visitor, AllCommented.of(COMMENTED), KIND, shown.idea.id)
    return {**shown_thread(request, visitor, found), **(await bell(db, visitor, KIND, shown.idea.id))}


async def _told(db: ReadSession, visitor: Visitor, shown: Shown) -> Mapping[str, Any]:
    idea = shown.idea
    return {
        "shown": shown,
        "steps": await queries.steps(db, idea.id),
        "actions": await came_from(db, visitor.territory, Origin.IDEA, idea.id),
        "files": await files_of(db, idea_id=idea.id),
        "authors": [one for one in await authors(db, idea.id) if one.accepted_at],
        "language": dict(by_own_name(visitor.territory.languages)).get(idea.language),
        "labels": STATES,
        "tones": TONES,
    }


@get(f"{IDEAS}/{{idea_id:uuid}}/claim", guards=[requires(signed_in)])
async def claim_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """For whoever told their idea at the counter and has an account now."""
    shown = await queries.idea(reading, visitor, idea_id)
    return page(request, "consultations/ideas/claim.html", shown=shown, form=Form())


@post(f"{IDEAS}/{{idea_id:uuid}}/claim", guards=[requires(signed_in)])
async def claim(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await queries.idea(db, visitor, idea_id)
    code = form.text("code", most=40)
    if await attempt(db, form, "code", partial(counter.claim, db, idea_id, code, by=visitor)) is None:
        return page(request, "consultations/ideas/claim.html", shown=shown, form=form)
    return said(
        to(request, f"{IDEAS}/{idea_id}"), "success", say("It is your idea: you have the answer by mail.")
    )


@post(f"{IDEAS}/{{idea_id:uuid}}/support", guards=[requires(signed_in)])
async def support(request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]) -> Redirect:
    return await _done(
        request, idea_id, service.support(db, idea_id, by=visitor), say("You support this idea.")
    )


@post(f"{IDEAS}/{{idea_id:uuid}}/support-no-more", guards=[requires(signed_in)])
async def support_no_more(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Redirect:
    text = say("You no longer support this idea.")
    return await _done(request, idea_id, service.support_no_more(db, idea_id, by=visitor), text)


async def _done(request: AnyRequest, idea_id: UUID, use_case: Awaitable[None], text: str) -> Redirect:
    """Back to the idea."""
    await use_case
    return said(to(request, f"{IDEAS}/{idea_id}"), "success", text)


@get(f"{IDEAS}/{{idea_id:uuid}}/take-back", guards=[requires(signed_in)])
async def confirm_take_back(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """Says what goes: it can't be undone."""
    shown = await queries.idea(reading, visitor, idea_id)
    if shown.idea.person_id != person_of(visitor).id:
        raise NotFoundError
    return page(request, "consultations/ideas/take_back.html", shown=shown)


@post(f"{IDEAS}/{{idea_id:uuid}}/take-back", guards=[requires(signed_in)])
async def take_back(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Redirect:
    await service.take_back(db, idea_id, by=visitor)
    return said(to(request, MINE), "success", say("You took your idea back: nobody else sees it any more."))


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What I proposed here, and what I support."""
    here, person = visitor.territory.id, person_of(visitor)
    return page(
        request,
        "consultations/ideas/mine.html",
        drafts=await drafts(reading, visitor),
        proposed=await queries.ideas_of(reading, here, person.id),
        supported=await queries.supported_by(reading, here, person.id),
        has_address=person.email is not None,
        labels=STATES,
        tones=TONES,
    )


ROUTES = (
    ideas,
    on_the_map,
    sketch,
    numbered,
    idea,
    claim_form,
    claim,
    support,
    support_no_more,
    confirm_take_back,
    take_back,
    mine,
)
