"""Offering a project help other than money, and what became of it."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.needs import queries as needs
from okote.funding.needs import service, wording
from okote.funding.needs.queries import Asked
from okote.funding.needs.rules import CONTACT_MOST, OPEN, TEXT_MOST
from okote.funding.showcase import queries
from okote.funding.showcase.queries import Shown
from okote.identity.names import NAME_MOST, public_name
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.errors import DomainError
from payments.sessions import ReadSession

MINE = "/my/help"


@get("/campaigns/{slug:str}/needs/{need_id:uuid}")
async def need(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str], need_id: FromPath[UUID]
) -> Response[str]:
    """What is needed, and the form for whoever has signed in."""
    known = visitor.person.public_name if visitor.person else None
    return await _need(request, visitor, reading, slug, need_id, Form({"name": known or "", "quantity": "1"}))


@post("/campaigns/{slug:str}/needs/{need_id:uuid}", guards=[requires(signed_in)])
async def offer(
    request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str], need_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Only the holder reads it."""
    _, asked = await _shown(db, visitor, slug, need_id)
    form = Form(await request.form())
    quantity = form.whole("quantity", least=1, most=asked.need.wanted)
    name = _name(form)
    contact = " ".join(form.text("contact", most=CONTACT_MOST).split())
    message = form.text("message", most=TEXT_MOST, required=False)
    use_case = partial(service.offer_help, db, need_id, quantity, name, contact, message, by=visitor)
    if await attempt(db, form, "quantity", use_case) is None:
        return await _need(request, visitor, db, slug, need_id, form)
    text = say("Thank you. The project has your offer and answers you by mail.")
    return said(to(request, MINE), "success", text)


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """All that I offered here, and what became of it."""
    return page(
        request,
        "funding/my_help.html",
        offers=await needs.offers_of(reading, visitor.territory.id, person_of(visitor).id),
        open=OPEN,
        statuses=wording.STATUSES,
        quantity=partial(wording.quantity, wording_of(request)),
    )


@post("/my/help/{help_id:uuid}/withdraw", guards=[requires(signed_in)])
async def withdraw(
    request: AnyRequest, visitor: TheVisitor, db: Writing, help_id: FromPath[UUID]
) -> Redirect:
    await service.withdraw(db, help_id, by=visitor)
    text = say("You withdrew your offer. What you wrote is deleted, and the project has a mail.")
    return said(to(request, MINE), "success", text)


def _name(form: Form) -> str:
    """How the holder calls them."""
    if not form.text("name", most=NAME_MOST):
        return ""
    try:
        return public_name(form.raw("name"))
    except DomainError as error:
        form.refuse("name", error)
        return ""


async def _shown(db: ReadSession, visitor: Visitor, slug: str, need_id: UUID) -> tuple[Shown, Asked]:
    shown = await queries.campaign(db, visitor.territory.id, slug)
    asked = await needs.need_in(db, visitor.territory.id, need_id)
    if asked.campaign.id != shown.campaign.id:
        raise NotFoundError
    return shown, asked


async def _need(
    request: AnyRequest, visitor: Visitor, db: ReadSession, slug: str, need_id: UUID, form: Form
) -> Response[str]:
    shown, asked = await _shown(db, visitor, slug, need_id)
    own = await needs.own_open(db, need_id, visitor.person.id) if visitor.person else None
    return page(
        request,
        "funding/need.html",
        shown=shown,
        asked=asked,
        open=asked.open(visitor.territory.day(shown.at)),
        own=own,
        kinds=wording.KINDS,
        measures=wording.MEASURES,
        found_of=partial(wording.found_of, wording_of(request)),
        form=form,
    )


ROUTES = (need, offer, mine, withdraw)
