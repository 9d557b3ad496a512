"""Writing an idea in steps, each kept: what, where, then check and publish."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from consultations.ideas import reading as forms
from consultations.ideas.drafts import queries, service, writing
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.drafts.writing import DRAFTS, IDEAS, alike_to, first_step, keep_said, typed
from consultations.ideas.files.queries import files_of
from consultations.ideas.mapping import Sketch, nearest, sketched
from consultations.ideas.where import Where
from consultations.processes.queries import by_id
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.i18n import by_own_name, say
from okote.territories.models import Place
from okote.territories.rules import Position
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

MOST_VERSION = 2**31 - 1

Closer = Annotated[int, QueryParameter(ge=0, le=3)]


class DraftPages(Controller):
    path = f"{DRAFTS}/{{draft_id:uuid}}"
    guards = (requires(signed_in),)

    @get()
    async def what(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, draft_id: FromPath[UUID]
    ) -> Response[str]:
        draft = await queries.draft_of(reading, visitor, draft_id)
        return await first_step(request, visitor, reading, Form(typed(draft)), draft=draft)

    @post()
    async def keep_what(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, draft_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        draft = await queries.draft_of(db, visitor, draft_id)
        form = Form(dict(await request.form()) | {"draft": str(draft.id)})
        offered = await forms.categories(db, visitor.territory.id, besides=draft.category_id)
        said_so = forms.what(form, offered, visitor.territory.languages)
        try:
            kept = await attempt(db, form, "title", partial(keep_said, db, visitor, form, said_so, None))
        except StaleError:
            return await first_step(request, visitor, db, form, draft=draft, status=409)
        if kept is None:
            return await first_step(request, visitor, db, form, draft=draft)
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
        return await _where(request, visitor, reading, draft, Form(typed(draft)), closer)

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
        written_in=dict(by_own_name(visitor.territory.languages)).get(draft.language, draft.language),
        files=await files_of(db, draft_id=draft.id),
        similar=await alike_to(db, visitor, draft.title),
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


ROUTES = (*writing.ROUTES, DraftPages)
