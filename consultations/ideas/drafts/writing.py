"""The first step of writing an idea: what it is; kept while one types, with what is like it already."""

from functools import partial
from secrets import token_urlsafe
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from consultations.ideas import reading as forms
from consultations.ideas.drafts import service
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.drafts.service import AUTOSAVES
from consultations.ideas.rules import TITLE_MOST
from consultations.ideas.similar import Alike, similar
from consultations.processes.audiences import audiences_of
from consultations.processes.queries import ShownProcess, by_id, process
from consultations.processes.rules import Permit, refused
from okote.identity.limited import LIMITS, SEARCHES
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.i18n import by_own_name
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, to
from payments.sessions import ReadSession

IDEAS = "/ideas"
DRAFTS = "/my/ideas/drafts"
LONGEST_WINDOW = 22

SIGNED_IN = [requires(signed_in)]


@get(f"{IDEAS}/new", guards=SIGNED_IN)
async def new(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, process: FromQuery[str] = ""
) -> Response[str]:
    """The first step, with the name that the person goes by; nothing is kept yet."""
    within = await _within(reading, visitor, process)
    form = Form({"name": person_of(visitor).public_name or "", "language": visitor.language})
    return await first_step(request, visitor, reading, form, within=within)


@post(IDEAS, guards=SIGNED_IN)
async def begin(request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
    """The first step sent: the draft is there from now on."""
    form = Form(dict(await request.form()))
    within = await _within(db, visitor, form.raw("process"))
    offered = await forms.categories(db, visitor.territory.id)
    said_so = forms.what(form, offered, visitor.territory.languages)
    kept = await attempt(db, form, "title", partial(keep_said, db, visitor, form, said_so, within))
    if kept is None:
        return await first_step(request, visitor, db, form, within=within)
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
            kept = await attempt(db, form, "title", partial(keep_said, db, visitor, form, said_so, within))
    except StaleError:
        return page(request, "consultations/ideas/kept.html", kept=None, stale=True, form=form, status=200)
    return page(request, "consultations/ideas/kept.html", kept=kept, stale=False, form=form, status=200)


@get(f"{IDEAS}/similar", guards=SIGNED_IN, opt={LIMITS: (SEARCHES,)})
async def alike(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, title: FromQuery[str] = ""
) -> Response[str]:
    """What there is already, while they type: a fragment."""
    found = await alike_to(reading, visitor, title)
    return page(request, "consultations/ideas/similar.html", similar=found)


async def _within(db: ReadSession, visitor: Visitor, slug: str) -> ShownProcess | None:
    """The process in which one writes; what does not take ideas now says so."""
    if not slug:
        return None
    found = await process(db, visitor, slug)
    if not found.permits(Permit.PROPOSE):
        raise refused(found.phases, Permit.PROPOSE, found.at, visitor.territory.zone)
    return found


async def keep_said(
    db: Writing, visitor: Visitor, form: Form, said_so: service.What, within: ShownProcess | None
) -> IdeaDraft:
    """In the draft that the form names, or in a new one."""
    window = form.raw("window")[:LONGEST_WINDOW]
    if not form.raw("draft"):
        process_id = within.process.id if within else None
        return await service.begin(db, said_so, by=visitor, process_id=process_id, window=window)
    try:
        draft_id = UUID(form.raw("draft"))
    except ValueError:
        raise NotFoundError from None
    version = int(form.raw("version")) if form.raw("version").isdecimal() else 0
    return await service.keep(db, draft_id, expected=version, window=window, what=said_so, by=visitor)


def typed(draft: IdeaDraft) -> dict[str, str]:
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


async def alike_to(db: ReadSession, visitor: Visitor, title: str) -> list[Alike]:
    if len(title) > 2 * TITLE_MOST:
        return []
    return list(await similar(db, visitor.territory.id, title, audiences=audiences_of(visitor)))


async def first_step(
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
        window=form.raw("window")[:LONGEST_WINDOW] or token_urlsafe(16),
        categories=await forms.categories(
            db, visitor.territory.id, besides=draft.category_id if draft else None
        ),
        languages=by_own_name(visitor.territory.languages),
        similar=await alike_to(db, visitor, form.raw("title")),
    )


ROUTES = (new, begin, keep, alike)
