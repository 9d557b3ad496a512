"""From a template to an answer."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.response import Redirect
from markupsafe import Markup

from okote.feature import BACK_OFFICE, Place, Section
from okote.platform.db import Database
from okote.settings import Settings
from okote.web import csrf
from okote.web.context import Flash, Link, PageContext, Visitor
from okote.web.formatting import Wording
from okote.web.from_replica import may_lag
from okote.web.rendering import NEXT_PART, Renderer
from okote.web.seals import Seal
from okote.web.shared import Shared
from payments.sessions import ReadSession, WriteSession

FLASH = "__Host-flash"

AnyRequest = Request[Any, Any, Any]

Reading = NamedDependency[ReadSession]
"""As a route asks for its read-only transaction, by the name `reading`."""

Writing = NamedDependency[WriteSession]
"""As a route asks for its one transaction, by the name `db`."""

TheSettings = NamedDependency[Settings]
TheDatabase = NamedDependency[Database]


def visitor_of(request: AnyRequest) -> Visitor:
    """Who asks, as routes' frames and errors know it."""
    return cast("Visitor", request.scope["state"]["visitor"])


def renderer_of(request: AnyRequest) -> Renderer:
    return cast("Renderer", request.app.state["renderer"])


def wording_of(request: AnyRequest) -> Wording:
    """How to say things to who asks, for what is written outside a template."""
    visitor = visitor_of(request)
    return renderer_of(request).wording(visitor.language, visitor.territory.time_zone)


def sections_of(request: AnyRequest, place: Place, visitor: Visitor | None = None) -> Sequence[Section]:
    """What stands there for who asks, or for another visitor."""
    sections = cast("Mapping[Place, tuple[Section, ...]]", request.app.state["sections"])
    return [section for section in sections[place] if section.may(visitor or visitor_of(request))]


def frame(request: AnyRequest) -> PageContext:
    """What surrounds a page: menus as far as the visitor may see them, and what was just done."""
    visitor = visitor_of(request)
    menus = {
        place: [Link(section.label, section.path) for section in sections_of(request, place)]
        for place in Place
    }
    return PageContext(
        visitor=visitor,
        path=request.scope["path"],
        csrf_token=request.scope["state"].get(csrf.STATE, ""),
        query=tuple(request.query_params.multi_items()),
        navigation=menus[Place.NAVIGATION],
        account=menus[Place.ACCOUNT],
        footer=menus[Place.FOOTER],
        back_office=[
            replace(link, heading=heading) for place, heading in BACK_OFFICE.items() for link in menus[place]
        ],
        flashes=_flashes(request),
    )


def page(
    request: AnyRequest, template: str, /, *, status: int | None = None, **context: Any
) -> Response[str]:
    """A whole page, or a fragment if the template is one: 422 by itself where its `form` is not sound."""
    unsound = "form" in context and not context["form"].sound
    html = renderer_of(request).render(template, context, page=frame(request))
    answer = Response(html, status_code=status or (422 if unsound else 200), media_type=MediaType.HTML)
    if FLASH in request.cookies:
        # Without its attributes a browser refuses a `__Host-` cookie, also one that only ends it.
        answer.set_cookie(FLASH, "", secure=True, httponly=True, samesite="lax", max_age=0)
    return answer


@dataclass(frozen=True, slots=True)
class ForAll:
    """What of a page is the same for everybody, in the parts of its template; `about` names what it shows."""

    parts: Sequence[Markup]
    about: Any = None


async def for_all(
    request: AnyRequest, template: str, read: Callable[[], Awaitable[Mapping[str, Any]]]
) -> ForAll:
    """Read and draw it once for all who ask for this address within a moment, as for a stranger.

    `read` opens a transaction of its own, as whoever asked first may leave; what it reads under `about` is
    handed on. Who has just done something, and is to be told so, looks anew; and what was read where it may
    be a little behind is for those alone who may read there.
    """
    visitor, query = visitor_of(request).stranger, tuple(request.query_params.multi_items())
    path, renderer = request.scope["path"], renderer_of(request)

    async def draw() -> ForAll:
        context = await read()
        page = PageContext(visitor=visitor, path=path, csrf_token="", query=query)
        parts = renderer.render(template, context, page=page).split(NEXT_PART)
        return ForAll([Markup(part) for part in parts], context.get("about"))  # noqa: S704 (a template's)

    shared = cast("Shared", request.app.state["shared"])
    key = (template, visitor.address, visitor.language, path, query, may_lag(request.scope))
    return await shared.made(key, draw, anew=FLASH in request.cookies)


class Onward(Redirect):
    """On to a page of this site; a sentence for that page goes under the seal of the service that answers."""

    def __init__(self, path: str, seal: Seal) -> None:
        super().__init__(path, status_code=303)
        self.seal = seal


async def page_for_all(
    request: AnyRequest, template: str, read: Callable[[ReadSession], Awaitable[Mapping[str, Any]]]
) -> Response[str]:
    """A whole page of which the frame alone is its reader's; its template extends `in_parts.html`."""
    database = cast("Database", request.app.state["house"].database)

    async def read_apart() -> Mapping[str, Any]:
        async with database.reading(may_lag=may_lag(request.scope)) as db:
            return await read(db)

    return page(request, "for_all.html", shown=await for_all(request, template, read_apart))


def to(request: AnyRequest, path: str, *, language: str | None = None) -> Onward:
    """Send the browser on to a page of this site with GET, in the visitor's language or the one given."""
    return Onward(f"/{language or visitor_of(request).language}{path}", _seal_of(request))


def said(
    answer: Onward, kind: Literal["success", "notice", "error"], message: str, **values: str
) -> Redirect:
    """Say one sentence on the next page; `message` is marked for translation, values are words or figures."""
    packed = urlsafe_b64encode(json.dumps([kind, message, values]).encode()).decode()
    sealed = answer.seal.sealed(packed)
    answer.set_cookie(FLASH, sealed, secure=True, httponly=True, samesite="lax", max_age=60)
    return answer


def _flashes(request: AnyRequest) -> tuple[Flash, ...]:
    """What was said last; a cookie that we did not seal says nothing, as it could hold any format."""
    packed = _seal_of(request).opened(request.cookies.get(FLASH, ""))
    if packed is None:
        return ()
    kind, message, values = json.loads(urlsafe_b64decode(packed))
    return (Flash(kind, wording_of(request).say(message, **values)),)


def _seal_of(request: AnyRequest) -> Seal:
    """Of the application that serves: Litestar's handlers remember the hooks of the first in the process."""
    return cast("Seal", request.app.state["flashes"])
