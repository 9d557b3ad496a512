"""The panels of whoever has signed in, and answering for a seat: with the link of a mail, or signed in."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels import queries as panels
from consultations.panels.members import queries, service
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import WHY_MOST
from consultations.panels.members.words import STATES as SEAT_STATES
from consultations.panels.members.words import TONES as SEAT_TONES
from consultations.panels.recruiting.pages import MINE
from consultations.panels.sortition.freezing import spoken
from consultations.panels.words import STANDINGS, TONES
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import WriteSession

SEATS = "/seats"

ACCEPTED = say("You sit on the panel: thank you. When it meets stands below.")
DECLINED = say("Thank you for telling us: somebody else is called.")
DROPPED = say("You no longer sit on the panel. Thank you for what you did: somebody else is called.")


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """Where I sit or am invited, the panels for which I volunteer, and what I said."""
    here, person = visitor.territory.id, person_of(visitor).id
    return page(
        request,
        "consultations/panels/mine.html",
        seats=await queries.drawn_seats_of(reading, here, person),
        found=await panels.panels_of(reading, here, person),
        labels=STANDINGS,
        tones=TONES,
        spoken=spoken,
        seat_labels=SEAT_STATES,
        seat_tones=SEAT_TONES,
    )


@post(f"{SEATS}/{{token:str}}/answer")
async def answer_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Redirect:
    """Yes or no, without signing in: the mail is the proof."""
    seat = await service.by_link(db, token, visitor.territory.id)
    return await _answered(request, db, seat, f"{SEATS}/{token}")


@post(f"{MINE}/{{seat_id:uuid}}/answer", guards=[requires(signed_in)])
async def answer(request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]) -> Redirect:
    seat = await service.own(db, seat_id, by=visitor)
    return await _answered(request, db, seat, f"{MINE}/{seat_id}")


@post(f"{SEATS}/{{token:str}}/drop-out")
async def drop_out_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Redirect:
    seat = await service.by_link(db, token, visitor.territory.id)
    return await _dropped(request, db, seat, f"{SEATS}/{token}")


@post(f"{MINE}/{{seat_id:uuid}}/drop-out", guards=[requires(signed_in)])
async def drop_out(
    request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]
) -> Redirect:
    seat = await service.own(db, seat_id, by=visitor)
    return await _dropped(request, db, seat, f"{MINE}/{seat_id}")


async def _answered(request: AnyRequest, db: WriteSession, seat: Seat, path: str) -> Redirect:
    """Anything but a clear yes is a no only where it says so: a form without an answer changes nothing."""
    form = Form(await request.form())
    match form.raw("answer"):
        case "yes":
            await service.accept(db, seat)
            return said(to(request, path), "success", ACCEPTED)
        case "no":
            await service.decline(db, seat, form.text("why", most=WHY_MOST, required=False)[:WHY_MOST])
            return said(to(request, path), "success", DECLINED)
    return said(to(request, path), "error", say("Say yes or no."))


async def _dropped(request: AnyRequest, db: WriteSession, seat: Seat, path: str) -> Redirect:
    form = Form(await request.form())
    await service.drop_out(db, seat, form.text("why", most=WHY_MOST, required=False)[:WHY_MOST])
    return said(to(request, path), "success", DROPPED)


ROUTES = (mine, answer_by_link, answer, drop_out_by_link, drop_out)
