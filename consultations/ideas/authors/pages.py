"""Co-authors: invited on the idea's page, answering by the link of their mail."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ideas import queries as ideas
from consultations.ideas.authors import service
from consultations.ideas.authors.queries import authors
from consultations.ideas.reading import shown_name
from consultations.ideas.rules import AUTHORS_MOST
from okote.identity import addresses
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

SIGNED_IN = [requires(signed_in)]
AUTHORS = "/ideas/{idea_id:uuid}/authors"
INVITED = "/ideas/together/{token:str}"


@get(AUTHORS, guards=SIGNED_IN)
async def listed(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """Who writes it and who is invited, for those who write it."""
    return await _page(request, visitor, reading, idea_id, Form())


@post(AUTHORS, guards=SIGNED_IN)
async def invite(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    email = addresses.read(form, "email")
    if await attempt(db, form, "email", partial(service.invite, db, idea_id, email, by=visitor)) is None:
        return await _page(request, visitor, db, idea_id, form)
    text = say("They are asked by mail, and write with you once they have said yes.")
    return said(to(request, f"/ideas/{idea_id}/authors"), "success", text)


@post("/ideas/authors/{author_id:uuid}/leave", guards=SIGNED_IN)
async def leave(request: AnyRequest, visitor: TheVisitor, db: Writing, author_id: FromPath[UUID]) -> Redirect:
    gone = await service.leave(db, author_id, by=visitor)
    own = gone.person_id == person_of(visitor).id
    text = say("You no longer write this idea.") if own else say("They no longer write this idea.")
    return said(to(request, f"/ideas/{gone.idea_id}"), "success", text)


@get(INVITED)
async def invitation(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, token: FromPath[str]
) -> Response[str]:
    """What the mail leads to: nothing is said yes to by looking at it."""
    return await _invitation(request, visitor, reading, token, Form())


@post(f"{INVITED}/accept", guards=SIGNED_IN)
async def accept(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    name = shown_name(form)
    idea = await attempt(db, form, "name", partial(service.accept, db, token, name, by=visitor))
    if idea is None:
        return await _invitation(request, visitor, db, token, form)
    return said(to(request, f"/ideas/{idea.id}"), "success", say("You write this idea together now."))


@post(f"{INVITED}/decline")
async def decline(request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]) -> Redirect:
    """Without signing in: the mail is the proof."""
    await service.decline(db, token, by=visitor)
    return said(to(request, "/ideas"), "success", say("Thank you for telling us: your address is deleted."))


async def _page(
    request: AnyRequest, visitor: Visitor, db: ReadSession, idea_id: UUID, form: Form
) -> Response[str]:
    shown, found = await ideas.idea(db, visitor, idea_id), await authors(db, idea_id)
    person = person_of(visitor).id
    if person not in {shown.idea.person_id, *(one.person_id for one in found)}:
        raise NotFoundError
    return page(
        request,
        "consultations/ideas/authors.html",
        shown=shown,
        authors=found,
        first=shown.idea.person_id == person,
        person=person,
        form=form,
        most=AUTHORS_MOST,
    )


async def _invitation(
    request: AnyRequest, visitor: Visitor, db: ReadSession, token: str, form: Form
) -> Response[str]:
    _, idea = await service.invitation(db, visitor.territory.id, token)
    known = visitor.person.public_name or "" if visitor.person else ""
    return page(
        request,
        "consultations/ideas/invitation.html",
        idea=idea,
        token=token,
        form=form if form.errors else Form({"name": known}),
    )


ROUTES = (listed, invite, leave, invitation, accept, decline)
