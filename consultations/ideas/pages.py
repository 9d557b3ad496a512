"""The box of ideas for everyone: the list, one idea, proposing, supporting, reporting."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, TypeVar
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from consultations.actions.queries.shown import came_from
from consultations.actions.rules import Origin
from consultations.ideas import queries, service
from consultations.ideas.finding import Last, Order, Wanted
from consultations.ideas.rules import BODY_MOST, REASON_MOST, TITLE_MOST, IdeaState
from consultations.ideas.words import STATES, TONES
from okote.identity.names import public_name
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.search import Typed
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.errors import DomainError
from payments.sessions import ReadSession

IDEAS = "/ideas"
MINE = "/my/ideas"

Choice = TypeVar("Choice")

ORDERS = {Order.NEWEST: say("The newest"), Order.SUPPORTED: say("The most supported")}

Standing = Annotated[str, QueryParameter(name="state")]
"""Litestar keeps the name `state` for its own."""


@get(IDEAS)
async def ideas(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    q: Typed = "",
    place: FromQuery[str] = "",
    standing: Standing = "",
    order: FromQuery[Order] = Order.NEWEST,
    after: FromQuery[str] = "",
) -> Response[str]:
    """Those of the territory, or those that are looked for."""
    wanted = Wanted(
        q.strip(), _chosen(UUID, place), _chosen(IdeaState, standing), order, _chosen(Last.read, after)
    )
    words, here = wording_of(request), visitor.territory.id
    return page(
        request,
        "consultations/ideas/list.html",
        ideas=await queries.ideas(reading, here, wanted),
        wanted=wanted,
        places=labelled(await places(reading, here)),
        states=[(one.value, words.say(label)) for one, label in STATES.items()],
        orders=[(one.value, words.say(label)) for one, label in ORDERS.items()],
        labels=STATES,
        tones=TONES,
    )


def _chosen(kind: Callable[[str], Choice], value: str) -> Choice | None:
    """Of the list's address; what was left open narrows nothing."""
    try:
        return kind(value) if value else None
    except ValueError:
        raise NotFoundError from None


@get(f"{IDEAS}/new", guards=[requires(signed_in)])
async def new(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """The form, with the name that the person goes by."""
    return await _form(request, visitor, reading, Form({"name": person_of(visitor).public_name or ""}))


@post(IDEAS, guards=[requires(signed_in)])
async def propose(request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
    form = Form(await request.form())
    known = [value for value, _ in labelled(await places(db, visitor.territory.id))]
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    body = form.text("body", most=BODY_MOST)
    place = form.choice("place", known) if form.raw("place") else None
    details = service.IdeaDetails(
        title, body, UUID(place) if place in known else None, public_name=_name(form)
    )
    proposed = await attempt(db, form, "title", partial(service.propose, db, details, by=visitor))
    if proposed is None:
        return await _form(request, visitor, db, form)
    text = say("Your idea is in the box, and everyone can support it. You have the answer by mail.")
    return said(to(request, f"{IDEAS}/{proposed.id}"), "success", text)


def _name(form: Form) -> str | None:
    """As it may be shown; nobody's where none was written."""
    if not form.raw("name"):
        return None
    try:
        return public_name(form.raw("name"))
    except DomainError as error:
        form.refuse("name", error)
        return None


async def _form(request: AnyRequest, visitor: Visitor, db: ReadSession, form: Form) -> Response[str]:
    found = labelled(await places(db, visitor.territory.id))
    return page(request, "consultations/ideas/new.html", places=found, form=form)


@get(f"{IDEAS}/{{idea_id:uuid}}")
async def idea(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """What is proposed, who supports it, and what was answered."""
    shown = await queries.idea(reading, visitor, idea_id)
    person = visitor.person
    return page(
        request,
        "consultations/ideas/idea.html",
        shown=shown,
        steps=await queries.steps(reading, idea_id),
        actions=await came_from(reading, visitor.territory, Origin.IDEA, idea_id),
        own=person is not None and person.id == shown.idea.person_id,
        supported=person is not None and await queries.supports(reading, idea_id, person.id),
        labels=STATES,
        tones=TONES,
        verdicts={IdeaState.ACCEPTED, IdeaState.REFUSED, IdeaState.DONE},
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


@get(f"{IDEAS}/{{idea_id:uuid}}/report", guards=[requires(signed_in)])
async def report_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """What is wrong with it?"""
    shown = await queries.idea(reading, visitor, idea_id)
    return page(request, "consultations/ideas/report.html", shown=shown, form=Form())


@post(f"{IDEAS}/{{idea_id:uuid}}/report", guards=[requires(signed_in)])
async def report(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await queries.idea(db, visitor, idea_id)
    reason = form.text("reason", most=REASON_MOST)
    if await attempt(db, form, "reason", partial(service.report, db, idea_id, reason, by=visitor)) is None:
        return page(request, "consultations/ideas/report.html", shown=shown, form=form)
    text = say("Thank you. Somebody looks at it, and you have the answer by mail.")
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
        proposed=await queries.ideas_of(reading, here, person.id),
        supported=await queries.supported_by(reading, here, person.id),
        has_address=person.email is not None,
        labels=STATES,
        tones=TONES,
    )


ROUTES = (
    ideas,
    new,
    propose,
    idea,
    support,
    support_no_more,
    report_form,
    report,
    confirm_take_back,
    take_back,
    mine,
)
