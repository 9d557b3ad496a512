"""Writing an idea in steps, each kept; nothing typed is ever lost."""

from collections.abc import Sequence
from functools import partial
from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from consultations.ideas import reading as forms
from consultations.ideas.drafts import queries, service
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.drafts.service import AUTOSAVES
from consultations.ideas.files.queries import files_of
from consultations.ideas.mapping import Sketch, nearest, sketched
from consultations.ideas.rules import TITLE_MOST
from consultations.ideas.similar import Alike, similar
from consultations.ideas.where import Where
from consultations.processes.audiences import audiences_of
from consultations.processes.queries import ShownProcess, by_id, process
from consultations.processes.rules import Permit, refused
from okote.identity.limited import LIMITS, SEARCHES
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.i18n import by_own_name, say
from okote.territories.models import Place
from okote.territories.rules import Position
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

IDEAS = "/ideas"
DRAFTS = "/my/ideas/drafts"
MOST_VERSION = 2**31 - 1

SIGNED_IN = [requires(signed_in)]

Closer = Annotated[int, QueryParameter(ge=0, le=3)]


@get(f"{IDEAS}/new", guards=SIGNED_IN)
async def new(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, process: FromQuery[str] = ""
) -> Response[str]:
    """The first step, with the name that the person goes by; nothing is kept yet."""
    within = await _within(reading, visitor, process)
    form = Form({"name": person_of(visitor).public_name or "", "language": visitor.language})
    return await _what(request, visitor, reading, form, within=within)


@post(IDEAS, guards=SIGNED_IN)
async def begin(request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
    """The first step sent: the draft is there from now on."""
    form = Form(dict(await request.form()))
    within = await _within(db, visitor, form.raw("process"))
    offered = await forms.categories(db, visitor.territory.id)
    said_so = forms.what(form, offered, visitor.territory.languages)
    kept = await attempt(db, form, "title", partial(_keep_what, db, visitor, form, said_so, within))
    if kept is None:
        return await _what(request, visitor, db, form, within=within)
    return to(request, f"{DRAFTS}/{kept.id}/where")


@post(f"{IDEAS}/kept", guards=SIGNED_IN, opt={LIMITS: (AUTOSAVES,)})
async def keep(request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str]:
    """While they type: the draft says what the form does, and the page says so in a line."""
    form = Form(dict(await request.form()))
    within = await _within(db, visitor, form.raw("process"))
    offered = await forms.categories(db, visitor.territory.id)
    said_so = forms.what(form, offered, visitor.territory.languages, whole=False)
    kept = None
    try:
        if form.raw("title") or form.raw("body"):
            kept = await attempt(db, form, "title", partial(_keep_what, db, visitor, form, said_so, within))
    except StaleError:
        return page(request, "consultations/ideas/kept.html", kept=None, stale=True, form=form, status=200)
    return page(request, "consultations/ideas/kept.html", kept=kept, stale=False, form=form, status=200)


@get(f"{IDEAS}/similar", guards=SIGNED_IN, opt={LIMITS: (SEARCHES,)})
async def alike(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, title: FromQuery[str] = ""
) -> Response[str]:
    """What there is already, while they type: a fragment."""
    found = await _similar(reading, visitor, title)
    return page(request, "consultations/ideas/similar.html", similar=found)


class DraftPages(Controller):
    path = f"{DRAFTS}/{{draft_id:uuid}}"
    guards = (requires(signed_in),)

    @get()
    async def what(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, draft_id: FromPath[UUID]
    ) -> Response[str]:
        draft = await queries.draft_of(reading, visitor, draft_id)
        return await _what(request, visitor, reading, Form(_typed(draft)), draft=draft)

    @post()
    async def keep_what(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, draft_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        draft = await queries.draft_of(db, visitor, draft_id)
        form = Form(dict(await request.form()) | {"draft": str(draft.id)})
        offered = await forms.categories(db, visitor.territory.id, besides=draft.category_id)
        said_so = forms.what(form, offered, visitor.territory.languages)
        try:
            kept = await attempt(db, form, "title", partial(_keep_what, db, visitor, form, said_so, None))
        except StaleError:
            return await _what(request, visitor, db, form, draft=draft, status=409)
        if kept is None:
            return await _what(request, visitor, db, form, draft=draft)
        return to(request, f"{DRAFTS}/{draft_id}/where")

    @get("/where")
    async def where(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        draft_id: FromPath[UUID],
        closer: Closer = 0,
    ) -> Response[str]:
        draft = await queries.draft_of(reading, visitor, draft_id)
        return await _where(request, visitor, reading, draft, Form(_typed(draft)), closer)

    @post("/where")
    async def keep_where(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, draft_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """A press on the map shows it closer, so that a second one is more exact."""
        draft = await queries.draft_of(db, visitor, draft_id)
        form = Form(await request.form())
        found, known = await forms.everywhere(db, visitor)
        closer = form.whole("closer", least=0, most=3)
        there = forms.where(form, known, Where.of(draft))
        there, pressed = _pressed(form, there, found, closer)
        version = form.whole("version", least=1, most=MOST_VERSION)
        use_case = partial(service.keep, db, draft.id, expected=version, where=there, by=visitor)
        try:
            kept = await attempt(db, form, "place", use_case)
        except StaleError:
            return await _where(request, visitor, db, draft, form, closer, status=409)
        if kept is None:
            return await _where(request, visitor, db, draft, form, closer)
        if pressed:
            return to(request, f"{DRAFTS}/{draft_id}/where?closer={min(closer + 1, 3)}#map")
        if form.raw("do") == "unpoint":
            return to(request, f"{DRAFTS}/{draft_id}/where#map")
        return to(request, f"{DRAFTS}/{draft_id}/files")

    @get("/check")
    async def check(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, draft_id: FromPath[UUID]
    ) -> Response[str]:
        draft = await queries.draft_of(reading, visitor, draft_id)
        return await _check(request, visitor, reading, draft, Form())

    @post("/publish")
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, draft_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Pressed twice, or in two windows, it is one idea."""
        form = Form(await request.form())
        version = form.whole("version", least=1, most=MOST_VERSION)
        use_case = partial(service.publish, db, draft_id, by=visitor, expected=version)
        try:
            published = await attempt(db, form, "title", use_case)
        except StaleError:
            draft = await queries.draft_of(db, visitor, draft_id)
            return await _check(request, visitor, db, draft, Form(), status=409)
        if published is None:
            draft = await queries.draft_of(db, visitor, draft_id)
            return await _check(request, visitor, db, draft, form)
        text = say("Your idea is in the box, and everyone can support it. You have the answer by mail.")
        return said(to(request, f"{IDEAS}/{published.id}"), "success", text)

    @get("/remove")
    async def confirm_remove(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, draft_id: FromPath[UUID]
    ) -> Response[str]:
        draft = await queries.draft_of(reading, visitor, draft_id)
        return page(request, "consultations/ideas/remove_draft.html", draft=draft)

    @post("/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, draft_id: FromPath[UUID]
    ) -> Redirect:
        await service.throw_away(db, draft_id, by=visitor)
        return said(to(request, "/my/ideas"), "success", say("The draft is thrown away."))


async def _within(db: ReadSession, visitor: Visitor, slug: str) -> ShownProcess | None:
    """The process in which one writes; what does not take ideas now says so."""
    if not slug:
        return None
    found = await process(db, visitor, slug)
    if not found.permits(Permit.PROPOSE):
        raise refused(found.phases, Permit.PROPOSE, found.at, visitor.territory.zone)
    return found


async def _keep_what(
    db: Writing, visitor: Visitor, form: Form, said_so: service.What, within: ShownProcess | None
) -> IdeaDraft:
    """In the draft that the form names, or in a new one."""
    window = form.raw("window")[:22]
    if not form.raw("draft"):
        process_id = within.process.id if within else None
        return await service.begin(db, said_so, by=visitor, process_id=process_id, window=window)
    try:
        draft_id = UUID(form.raw("draft"))
    except ValueError:
        raise NotFoundError from None
    version = int(form.raw("version")) if form.raw("version").isdecimal() else 0
    return await service.keep(db, draft_id, expected=version, window=window, what=said_so, by=visitor)


def _pressed(form: Form, there: Where, found: Sequence[Place], closer: int) -> tuple[Where, bool]:
    """With the point on which somebody pressed; near which place that is, where none was chosen."""
    if form.raw("do") == "unpoint":
        return Where(there.place_id, there.address), False
    if not (form.raw("map.x").isdecimal() and form.raw("map.y").isdecimal()):
        return there, False
    sketch = sketched(found, there.point, closer)
    point = sketch and sketch.pressed(int(form.raw("map.x")[:5]), int(form.raw("map.y")[:5]))
    if not point:
        return there, False
    return Where(there.place_id or nearest(found, point), there.address, point), True


def _typed(draft: IdeaDraft) -> dict[str, str]:
    return {
        "title": draft.title,
        "body": draft.body,
        "name": draft.public_name or "",
        "category": str(draft.category_id or ""),
        "language": draft.language,
        "place": str(draft.place_id or ""),
        "address": draft.address,
        "draft": str(draft.id),
        "version": str(draft.version),
    }


async def _similar(db: ReadSession, visitor: Visitor, title: str) -> list[Alike]:
    if len(title) > 2 * TITLE_MOST:
        return []
    return list(await similar(db, visitor.territory.id, title, audiences=audiences_of(visitor)))


async def _what(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    form: Form,
    *,
    draft: IdeaDraft | None = None,
    within: ShownProcess | None = None,
    status: int | None = None,
) -> Response[str]:
    """The first step; 409 where another window kept something else since."""
    if draft is not None and draft.process_id is not None:
        within = await by_id(db, visitor, draft.process_id)
    return page(
        request,
        "consultations/ideas/write.html",
        status=status,
        form=form,
        draft=draft,
        within=within,
        stale=status == 409,
        window=form.raw("window")[:22] or token_urlsafe(16),
        categories=await forms.categories(
            db, visitor.territory.id, besides=draft.category_id if draft else None
        ),
        languages=by_own_name(visitor.territory.languages),
        similar=await _similar(db, visitor, form.raw("title")),
    )


async def _where(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    draft: IdeaDraft,
    form: Form,
    closer: int,
    *,
    status: int | None = None,
) -> Response[str]:
    found, known = await forms.everywhere(db, visitor)
    point = Where.of(draft).point
    sketch: Sketch | None = sketched(found, point, closer)
    return page(
        request,
        "consultations/ideas/write_where.html",
        status=status,
        form=form,
        draft=draft,
        places=known,
        point=point,
        sketch=sketch,
        closer=closer if point else 0,
        stale=status == 409,
    )


async def _check(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    draft: IdeaDraft,
    form: Form,
    *,
    status: int | None = None,
) -> Response[str]:
    _, known = await forms.everywhere(db, visitor)
    offered = await forms.categories(db, visitor.territory.id, besides=draft.category_id)
    return page(
        request,
        "consultations/ideas/check.html",
        status=status,
        form=form,
        draft=draft,
        point=Where.of(draft).point,
        within=await by_id(db, visitor, draft.process_id) if draft.process_id else None,
        place=dict(known).get(str(draft.place_id)),
        category=dict(offered).get(str(draft.category_id)),
        language=dict(by_own_name(visitor.territory.languages)).get(draft.language, draft.language),
        files=await files_of(db, draft_id=draft.id),
        similar=await _similar(db, visitor, draft.title),
        stale=status == 409,
    )


def position(written: str) -> Position | None:
    """Of an address: a latitude and a longitude with a comma between them."""
    try:
        latitude, longitude = (float(one) for one in written.split(","))
    except ValueError:
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    return Position(latitude, longitude) if inside else None


ROUTES = (new, begin, keep, alike, DraftPages)
