"""Consultations for everyone: all of them, and one with what can be done in it now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup

from consultations.actions.queries.themes import every_theme
from consultations.actions.rules import ThemeKind
from consultations.eligibility.queries import lacks_of, place_names, sentence
from consultations.eligibility.rules import Conditions, Missing
from consultations.processes import following, queries
from consultations.processes.audiences import audiences_of
from consultations.processes.finding import Wanted, grouped, listed
from consultations.processes.models import Process
from consultations.processes.queries import ShownProcess
from consultations.processes.rules import Audience, Permit, is_past
from consultations.processes.words import (
    AUDIENCE_SAYS,
    AUDIENCES,
    HEADINGS,
    PERMITS,
    PHASES,
    STANDINGS,
    TONES,
    begins,
    ends,
    told,
    when,
)
from okote.house import TheHouse
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import by_own_name, say
from okote.search import Typed
from okote.territories.models import Territory
from okote.territories.queries import labelled, one_of, places
from okote.web.calendars import MEDIA_TYPE, Entry, calendar
from okote.web.downloads import dated, download
from okote.web.formatting import Wording
from okote.web.from_replica import may_lag
from okote.web.pages import (
    AnyRequest,
    ForAll,
    Reading,
    Writing,
    for_all,
    frame,
    page,
    renderer_of,
    said,
    to,
    wording_of,
)
from okote.web.pagination import Number
from okote.web.rendering import NEXT_PART
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

PROCESSES = "/processes"
LIST = "consultations/processes/list.html"
ONE = "consultations/processes/parts_of_one.html"

Read = Callable[[ReadSession, Visitor], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Doing:
    """What a room above lets people do in a phase that permits it: a button that leads there.

    `label` is a message to translate; of several, the first is the main one.
    """

    permit: Permit
    label: str
    path: Callable[[Process], str]


@dataclass(frozen=True, slots=True)
class Part:
    """What a room above has to say of a consultation on its page: a template, and what it is given."""

    template: str
    values: Mapping[str, Any]
    doings: Sequence[Doing] = ()
    """Buttons that only stand there beside it; they come first."""


Says = Callable[[ReadSession, Territory, ShownProcess], Awaitable[Part | None]]
"""The same to everybody who sees the consultation; None where there is nothing to say."""


async def _for_whom(
    request: AnyRequest, house: TheHouse, visitor: Visitor, template: str, read: Read
) -> ForAll:
    """Drawn once for all; apart for partners and agents, who may see what others don't."""

    async def drawn(by: Visitor) -> Mapping[str, Any]:
        async with house.database.reading(may_lag=may_lag(request.scope)) as db:
            return await read(db, by)

    if audiences_of(visitor) == [Audience.PUBLIC]:
        return await for_all(request, template, lambda: drawn(visitor.stranger))
    context = await drawn(visitor)
    html = renderer_of(request).render(template, context, page=frame(request))
    parts = [Markup(part) for part in html.split(NEXT_PART)]  # noqa: S704 (a template's)
    return ForAll(parts, context.get("about"))


def chosen(value: str) -> UUID | None:
    """A choice of the list's form; one that was left open narrows nothing."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFoundError from None


@get(PROCESSES, opt={ALIKE: True})
async def processes(
    request: AnyRequest,
    visitor: TheVisitor,
    house: TheHouse,
    q: Typed = "",
    place: FromQuery[str] = "",
    pillar: FromQuery[str] = "",
    number: Number = 1,
) -> Response[str]:
    """Those that are open, then those to come, then those that are over."""
    wanted, words = Wanted(q.strip(), chosen(place), chosen(pillar)), wording_of(request)
    here = visitor.territory.id

    async def read(db: ReadSession, by: Visitor) -> Mapping[str, Any]:
        found = await listed(db, by, wanted, number)
        themes = await every_theme(db, here)
        return {
            "found": found,
            "groups": grouped(found.rows),
            "beside": await queries.beside(db, [one.process.id for one in found.rows]),
            "wanted": wanted,
            "places": labelled(await places(db, here)),
            "pillars": [(str(one.id), one.name) for one in themes if one.kind is ThemeKind.PILLAR],
            "headings": HEADINGS,
            "phases": PHASES,
            "audiences": AUDIENCES,
            "say_when": _say_when(words),
        }

    return page(request, "for_all.html", shown=await _for_whom(request, house, visitor, LIST, read))


def _say_when(words: Wording) -> Callable[[ShownProcess], str]:
    """Until when its phase lasts, or when the next begins."""

    def say_when(one: ShownProcess) -> str:
        if one.active is not None and one.active.ends_at is not None:
            return words.say(say("until %(end)s"), end=ends(words, one.active.ends_at))
        if one.active is None and one.next is not None:
            return words.say(say("from %(first)s"), first=begins(words, one.next.starts_at))
        return ""

    return say_when


def timeline(words: Wording, one: ShownProcess) -> list[tuple[str, str, str]]:
    """As the component `timeline` draws it."""
    return [
        (
            words.say(PHASES[phase.kind]),
            when(words, phase),
            "current" if phase is one.active else "past" if is_past(phase, one.at) else "coming",
        )
        for phase in one.phases
    ]


@post(f"{PROCESSES}/{{slug:str}}/follow", guards=[requires(signed_in)])
async def follow(request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]) -> Redirect:
    one = await queries.process(db, visitor, slug)
    await following.follow(db, one.process.id, by=visitor)
    text = say("You follow this consultation: you are told by mail when something changes in it.")
    return said(to(request, f"{PROCESSES}/{slug}"), "success", text)


@post(f"{PROCESSES}/{{slug:str}}/unfollow", guards=[requires(signed_in)])
async def unfollow(request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]) -> Redirect:
    one = await queries.process(db, visitor, slug)
    if visitor.person is not None:
        await following.silence(db, one.process.id, visitor.person.id)
    text = say("You follow this consultation no more: you have no more mails about it.")
    return said(to(request, f"{PROCESSES}/{slug}"), "success", text)


async def shown_whole(
    db: ReadSession, words: Wording, territory: Territory, one: ShownProcess
) -> dict[str, Any]:
    """What everybody who sees it may know of it."""
    process, active = one.process, one.active
    names = await place_names(db, process.territory_id)
    rows = await queries.changes(db, process.id)
    return {
        "about": process.id,
        "shown": one,
        "beside": (await queries.beside(db, [process.id]))[process.id],
        "timeline": timeline(words, one),
        "active_until": ends(words, active.ends_at) if active and active.ends_at else None,
        "next_from": begins(words, one.next.starts_at) if one.next else None,
        "who": sentence(words, Conditions.read(process.conditions), territory=territory.name, names=names),
        "changes": [(row, [(told(words, each), each.was_said) for each in row.changes]) for row in rows],
        "languages": [name for _, name in by_own_name(process.languages)],
        "permits": [words.say(PERMITS[each]) for each in Permit if active and each in active.permits],
        "phases": PHASES,
        "audiences": AUDIENCES,
        "audience_says": AUDIENCE_SAYS,
        "labels": STANDINGS,
        "tones": TONES,
        "zone": words.zone.key,
    }


@get(f"{PROCESSES}/{{slug:str}}/calendar")
async def its_calendar(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[Any]:
    """Its phases, as calendars read them; one without an end stands there on its first day."""
    one = await queries.process(reading, visitor, slug)
    words, process = wording_of(request), one.process
    entries = [
        Entry(
            id=phase.id,
            title=f"{words.say(PHASES[phase.kind])} – {process.title}",
            starts_at=phase.starts_at,
            ends_at=phase.ends_at or phase.starts_at + timedelta(days=1),
            changed_at=one.at,
            version=process.version,
            link=f"{visitor.address}/{visitor.language}{PROCESSES}/{process.slug}",
            about=phase.says,
        )
        for phase in one.phases
    ]
    written = calendar(process.title, urlsplit(visitor.address).hostname or "", entries)
    return download(written.encode(), MEDIA_TYPE, dated(visitor.territory.day(one.at), f"{slug}.ics"))


async def _lacks(db: ReadSession, process_id: UUID, visitor: Visitor) -> Sequence[Missing]:
    """Of the reader alone, so apart from what is the same for all."""
    process = await one_of(db, Process, visitor.territory.id, process_id)
    return await lacks_of(db, Conditions.read(process.conditions), by=visitor)


def routes(doings: Sequence[Doing], says: Sequence[Says]) -> Sequence[HTTPRouteHandler]:
    """The pages; that of one shows the buttons and the words of rooms above."""

    @get(f"{PROCESSES}/{{slug:str}}", opt={ALIKE: True})
    async def process(
        request: AnyRequest,
        visitor: TheVisitor,
        house: TheHouse,
        reading: Reading,
        slug: FromPath[str],
        plain: FromQuery[str] = "",
    ) -> Response[str]:
        """What it is about, what is open in it, until when, and what was changed."""
        words = wording_of(request)

        async def read(db: ReadSession, by: Visitor) -> Mapping[str, Any]:
            one = await queries.process(db, by, slug)
            parts = [part for each in says if (part := await each(db, by.territory, one)) is not None]
            offered = [*(each for part in parts for each in part.doings), *doings]
            return {
                **await shown_whole(db, words, by.territory, one),
                "doings": [
                    (each.label, each.path(one.process)) for each in offered if one.permits(each.permit)
                ],
                "parts": parts,
                "plain": plain == "yes",
            }

        shown = await _for_whom(request, house, visitor, ONE, read)
        person = visitor.person
        followed = person is not None and await queries.follows(reading, shown.about, person.id)
        lacks = () if person is None else await _lacks(reading, shown.about, visitor)
        template = "consultations/processes/one.html"
        return page(request, template, process=shown, slug=slug, followed=followed, lacks=lacks)

    return (processes, process, its_calendar, follow, unfollow)
