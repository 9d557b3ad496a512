"""Calls for projects in the back office: written, published, then left as everyone has read them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.calls import queries, service
from okote.funding.calls.models import Call
from okote.funding.calls.rules import CRITERIA_MOST, TEXT_MOST, TITLE_MOST, CallDetails, Standing, listed
from okote.funding.permissions import may_keep_calls
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/calls-for-projects"

AT_THE_LAST_DAY = {"call_reversed": "last_day", "call_over": "last_day"}


class CallPages(Controller):
    path = HERE
    guards = (requires(may_keep_calls),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Drafts too, the latest made first."""
        found = await queries.every_call(reading, visitor.territory.id, before)
        calls = latest(found, before, key=lambda one: one.call.id)
        return page(request, "funding/calls/list.html", calls=calls)

    @get("/new")
    async def new(self, request: AnyRequest) -> Response[str]:
        return page(request, "funding/calls/new.html", form=Form())

    @post()
    async def write(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read(form)
        if details is None:
            return page(request, "funding/calls/new.html", form=form)
        use_case = partial(service.write_call, db, details, by=visitor)
        call = await attempt(db, form, "title", use_case, elsewhere=AT_THE_LAST_DAY)
        if call is None:
            return page(request, "funding/calls/new.html", form=form)
        done = say("The call is written. Nobody reads it before you publish it.")
        return said(to(request, f"{HERE}/{call.id}"), "success", done)

    @get("/{call_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, call_id: FromPath[UUID]
    ) -> Response[str]:
        call = await one_of(reading, Call, visitor.territory.id, call_id)
        return await _one(request, reading, visitor, call.id, Form(_as_typed(call, visitor)))

    @post("/{call_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, call_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """A draft whole, and published if that button was pressed; of what is published, its text alone."""
        call = await one_of(db, Call, visitor.territory.id, call_id)
        form = Form(await request.form())
        publish = form.ticked("publish")
        use_case: Callable[[], Awaitable[Call]] | None
        if call.published_at is not None and not publish:
            text = form.text("text", most=TEXT_MOST)
            use_case = partial(service.rewrite, db, call.id, text, by=visitor)
        else:
            details = _read(form)
            changing = partial(service.change_call, db, call.id, publish=publish, by=visitor)
            use_case = partial(changing, details) if details else None
        if not use_case or not await attempt(db, form, "title", use_case, elsewhere=AT_THE_LAST_DAY):
            return await _one(request, db, visitor, call_id, form)
        done = say("The call is published: everyone can read it.") if publish else say("The call is saved.")
        return said(to(request, f"{HERE}/{call.id}"), "success", done)

    @post("/{call_id:uuid}/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, call_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await service.remove_call(db, call_id, by=visitor)
        return said(to(request, HERE), "success", say("The draft is thrown away."))


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, call_id: UUID, form: Form
) -> Response[str]:
    told = queries.Told(await one_of(db, Call, visitor.territory.id, call_id), await db.now())
    return page(
        request, "funding/calls/one.html", told=told, draft=told.standing is Standing.DRAFT, form=form
    )


def _read(form: Form) -> CallDetails | None:
    """In the order of the page; None where something can't be read."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    text = form.text("text", most=TEXT_MOST)
    criteria = form.text("criteria", most=CRITERIA_MOST)
    if criteria and not listed(criteria):
        form.refuse("criteria", MissingError())
    first, last = fields.day(form, "first_day"), fields.day(form, "last_day")
    if not form.sound or first is None or last is None:
        return None
    return CallDetails(title, text, criteria, first, last)


def _as_typed(call: Call, visitor: Visitor) -> dict[str, str]:
    last = call.closes_at - timedelta(minutes=1)
    return {
        "title": call.title,
        "text": call.text,
        "criteria": call.criteria,
        "first_day": visitor.territory.day(call.opens_at).isoformat(),
        "last_day": visitor.territory.day(last).isoformat(),
    }


ROUTES = (CallPages,)
SECTIONS = (Section(Place.PROJECTS, say("Calls for projects"), HERE, may_keep_calls),)
