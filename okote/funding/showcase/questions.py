"""Questions about a campaign with their answers, and the form to ask one."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.questions.queries import answered, own_open
from okote.funding.questions.rules import TEXT_MOST, takes_questions
from okote.funding.questions.service import ask
from okote.funding.showcase import queries
from okote.identity.names import public_name
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.errors import DomainError
from payments.sessions import ReadSession


@get("/campaigns/{slug:str}/questions")
async def questions(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str], before: Before = None
) -> Response[str]:
    """The latest first, and the form for whoever has signed in."""
    known = visitor.person.public_name if visitor.person else None
    return await _listed(request, visitor, reading, slug, Form({"name": known or ""}), before)


@post("/campaigns/{slug:str}/questions", guards=[requires(signed_in)])
async def ask_question(
    request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]
) -> Response[str] | Redirect:
    """Nobody but the holder and the team reads it until it is answered."""
    form = Form(await request.form())
    shown = await queries.campaign(db, visitor.territory.id, slug)
    body, name = form.text("question", most=TEXT_MOST), _name(form)
    asking = partial(ask, db, shown.campaign.id, body, name, by=visitor)
    if await attempt(db, form, "question", asking) is None:
        return await _listed(request, visitor, db, slug, form)
    text = say(
        "Your question is with the project. It is published with its answer, which you also have by mail."
    )
    return said(to(request, f"/campaigns/{slug}/questions"), "success", text)


def _name(form: Form) -> str | None:
    """As it may be shown; nobody's where none was written."""
    if not form.raw("name"):
        return None
    try:
        return public_name(form.raw("name"))
    except DomainError as error:
        form.refuse("name", error)
        return None


async def _listed(
    request: AnyRequest,
    visitor: Visitor,
    db: ReadSession,
    slug: str,
    form: Form,
    before: UUID | None = None,
) -> Response[str]:
    shown = await queries.campaign(db, visitor.territory.id, slug)
    found = await answered(db, shown.campaign.id, before=before)
    return page(
        request,
        "funding/questions.html",
        campaign=shown.campaign,
        holder=shown.holder,
        questions=latest(found, before),
        mine=await own_open(db, shown.campaign.id, visitor.person.id) if visitor.person else [],
        takes_questions=takes_questions(shown.campaign.state),
        form=form,
    )


ROUTES = (questions, ask_question)
