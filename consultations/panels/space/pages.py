"""The space of a panel, for its members: with the link of a mail, or signed in."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.panels.members import queries as members
from consultations.panels.members import service as seats
from consultations.panels.members.models import Seat
from consultations.panels.members.pages import SEATS
from consultations.panels.members.queries import SeatOf
from consultations.panels.recruiting.pages import MINE
from consultations.panels.space import queries, service
from consultations.panels.space.models import PanelDocument
from consultations.panels.space.rules import MESSAGE_MOST
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.attempts import attempt
from okote.web.downloads import present
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession, WriteSession


@get(f"{SEATS}/{{token:str}}/space")
async def space_by_link(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, token: FromPath[str], before: Before = None
) -> Response[str]:
    of = await members.seat_by_link(reading, visitor.territory.id, token)
    return await _space(request, reading, of, f"{SEATS}/{token}", Form(), before)


@get(f"{MINE}/{{seat_id:uuid}}/space", guards=[requires(signed_in)])
async def space(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    seat_id: FromPath[UUID],
    before: Before = None,
) -> Response[str]:
    of = await members.own_seat(reading, visitor.territory.id, person_of(visitor).id, seat_id)
    return await _space(request, reading, of, f"{MINE}/{seat_id}", Form(), before)


@post(f"{SEATS}/{{token:str}}/messages")
async def write_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Response[str] | Redirect:
    seat = await seats.by_link(db, token, visitor.territory.id)
    of = await members.seat_by_link(db, visitor.territory.id, token)
    return await _write(request, db, seat, of, f"{SEATS}/{token}")


@post(f"{MINE}/{{seat_id:uuid}}/messages", guards=[requires(signed_in)])
async def write(
    request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]
) -> Response[str] | Redirect:
    seat = await seats.own(db, seat_id, by=visitor)
    of = await members.own_seat(db, visitor.territory.id, person_of(visitor).id, seat_id)
    return await _write(request, db, seat, of, f"{MINE}/{seat_id}")


@post(f"{SEATS}/{{token:str}}/mails")
async def mails_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Redirect:
    seat = await seats.by_link(db, token, visitor.territory.id)
    return await _mails(request, db, seat, f"{SEATS}/{token}")


@post(f"{MINE}/{{seat_id:uuid}}/mails", guards=[requires(signed_in)])
async def mails(request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]) -> Redirect:
    seat = await seats.own(db, seat_id, by=visitor)
    return await _mails(request, db, seat, f"{MINE}/{seat_id}")


async def _mails(request: AnyRequest, db: WriteSession, seat: Seat, path: str) -> Redirect:
    wanted = Form(await request.form()).raw("mails") == "yes"
    await service.set_mails(db, seat, wanted=wanted)
    sentence = say("Mails tell you of new messages.") if wanted else say("No mail tells you of messages.")
    return said(to(request, f"{path}/space"), "success", sentence)


@get(f"{SEATS}/{{token:str}}/documents/{{document_id:uuid}}")
async def document_by_link(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    token: FromPath[str],
    document_id: FromPath[UUID],
) -> File:
    of = await members.seat_by_link(reading, visitor.territory.id, token)
    return await _document(reading, settings, of, document_id)


@get(f"{MINE}/{{seat_id:uuid}}/documents/{{document_id:uuid}}", guards=[requires(signed_in)])
async def document(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    seat_id: FromPath[UUID],
    document_id: FromPath[UUID],
) -> File:
    of = await members.own_seat(reading, visitor.territory.id, person_of(visitor).id, seat_id)
    return await _document(reading, settings, of, document_id)


async def _space(
    request: AnyRequest, db: ReadSession, of: SeatOf, path: str, form: Form, before: UUID | None
) -> Response[str]:
    """For whoever sits, and no longer for whoever gave their seat up."""
    if not of.sits:
        raise NotFoundError
    found = await queries.messages(db, of.panel.id, before)
    return page(
        request,
        "consultations/panels/space/member.html",
        of=of,
        path=path,
        form=form,
        messages=latest(found, before, key=lambda one: one.message.id),
        documents=await queries.documents(db, of.panel.id),
    )


async def _write(
    request: AnyRequest, db: WriteSession, seat: Seat, of: SeatOf, path: str
) -> Response[str] | Redirect:
    form = Form(await request.form())
    body = form.text("body", most=MESSAGE_MOST)
    await attempt(db, form, "body", partial(service.write_as_member, db, seat, body))
    if not form.sound:
        return await _space(request, db, of, path, form, None)
    return said(to(request, f"{path}/space"), "success", say("Your message is there for all members."))


async def _document(db: ReadSession, settings: Settings, of: SeatOf, document_id: UUID) -> File:
    if not of.sits:
        raise NotFoundError
    found = await queries.document(db, of.seat.territory_id, document_id, of.panel.id)
    return handed_out(settings, found)


def handed_out(settings: Settings, document: PanelDocument) -> File:
    """As a download, under its title."""
    path = present(kept_paper(settings.uploads_folder, document))
    name = f"{slugs.slug(document.title)}.{document.kind.value}"
    headers = {"cache-control": "no-store"}
    return File(path, filename=name, media_type=document.kind.media_type, headers=headers)


ROUTES = (
    *(space_by_link, space, write_by_link, write, mails_by_link, mails),
    *(document_by_link, document),
)
