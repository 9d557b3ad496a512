"""Changing an idea, and what changed of it since it was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ideas import queries as ideas
from consultations.ideas import reading as forms
from consultations.ideas.authors.queries import may_write
from consultations.ideas.queries import Shown
from consultations.ideas.versions import queries, service
from consultations.ideas.versions.content import Content, Piece, compared
from consultations.ideas.versions.models import IdeaVersion
from consultations.ideas.versions.service import Changed
from consultations.ideas.where import Where
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

EDIT = "/ideas/{idea_id:uuid}/edit"
SIGNED_IN = [requires(signed_in)]


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version, and what it changed of the one before; nothing of what had to be taken out."""

    version: IdeaVersion
    content: Content | None
    title: Sequence[Piece]
    body: Sequence[Piece]
    moved: bool
    """Whether its place, its category or its files changed."""


@get("/ideas/{idea_id:uuid}/versions")
async def versions(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """Each text that it had, the latest first, with what was taken out and put in."""
    shown = await ideas.idea(reading, visitor, idea_id)
    found = await queries.versions(reading, idea_id)
    person = visitor.person
    supported = None if person is None else await ideas.supports(reading, idea_id, person.id)
    return page(
        request,
        "consultations/ideas/versions.html",
        shown=shown,
        versions=[_shown(one, before) for one, before in zip(found, [*found[1:], None], strict=True)],
        supported=supported,
    )


def _shown(version: IdeaVersion, before: IdeaVersion | None) -> ShownVersion:
    now = Content.read(version.content) if version.content else None
    was = Content.read(before.content) if before and before.content else None
    if now is None or was is None:
        return ShownVersion(version, now, (), (), moved=False)
    beside = [(one.category, one.where, one.address, [*map(list, one.files)]) for one in (was, now)]
    title, body = compared(was.title, now.title), compared(was.body, now.body)
    return ShownVersion(version, now, title, body, moved=beside[0] != beside[1])


@get(EDIT, guards=SIGNED_IN)
async def edit_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """For its authors, as long as they may change it."""
    shown = await _editable(reading, visitor, idea_id)
    return await _page(request, visitor, reading, shown, Form(_typed(shown)))


@post(EDIT, guards=SIGNED_IN)
async def edit(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """A new version; 409 where another window or author was quicker, with what was typed kept."""
    shown = await _editable(db, visitor, idea_id)
    form = Form(await request.form())
    _, known = await forms.everywhere(db, visitor)
    offered = await forms.categories(db, visitor.territory.id, besides=shown.idea.category_id)
    typed = forms.what(form, offered, ())
    version = form.whole("version", least=1, most=2**31 - 1)
    there = forms.where(form, known, Where.of(shown.idea))
    if form.ticked("unpoint"):
        there = Where(there.place_id, there.address)
    changed = Changed(typed.title, typed.body, there, typed.category_id)
    use_case = partial(service.edit, db, idea_id, changed, expected=version, by=visitor)
    try:
        saved = await attempt(db, form, "title", use_case)
    except StaleError:
        now = await _editable(db, visitor, idea_id)
        return await _page(request, visitor, db, now, form, status=409)
    if saved is None:
        return await _page(request, visitor, db, shown, form)
    text = say("Your changes are published. Whoever supported the idea is told if much of it changed.")
    return said(to(request, f"/ideas/{idea_id}"), "success", text)


async def _editable(db: ReadSession, visitor: Visitor, idea_id: UUID) -> Shown:
    shown = await ideas.idea(db, visitor, idea_id)
    if not await may_write(db, shown.idea, visitor):
        raise NotFoundError
    return shown


def _typed(shown: Shown) -> dict[str, str]:
    idea = shown.idea
    return {
        "title": idea.title,
        "body": idea.body,
        "category": str(idea.category_id or ""),
        "place": str(idea.place_id or ""),
        "address": idea.address,
        "version": str(idea.version),
    }


async def _page(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    shown: Shown,
    form: Form,
    *,
    status: int | None = None,
) -> Response[str]:
    _, known = await forms.everywhere(db, visitor)
    return page(
        request,
        "consultations/ideas/edit.html",
        status=status,
        shown=shown,
        form=form,
        stale=status == 409,
        places=known,
        categories=await forms.categories(db, visitor.territory.id, besides=shown.idea.category_id),
    )


ROUTES = (versions, edit_form, edit)
