"""The page of a seat: the answer, when the panel meets, whether one comes; and calendars that follow it."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels.meetings import queries, service
from consultations.panels.meetings.queries import Met
from consultations.panels.meetings.words import PRESENCES, TONES
from consultations.panels.members import queries as members
from consultations.panels.members import service as seats
from consultations.panels.members.links import calendar_token
from consultations.panels.members.models import Seat
from consultations.panels.members.pages import SEATS
from consultations.panels.members.queries import SeatOf
from consultations.panels.members.words import BARS, STATES
from consultations.panels.members.words import TONES as SEAT_TONES
from consultations.panels.recruiting.pages import MINE
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.sessions import fingerprint
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.calendars import MEDIA_TYPE, Entry, calendar
from okote.web.downloads import dated, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from payments.sessions import ReadSession, WriteSession

CALENDARS = "/calendars"


@get(f"{SEATS}/{{token:str}}")
async def seat_by_link(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, settings: TheSettings, token: FromPath[str]
) -> Response[str]:
    """Without signing in: the mail is the proof."""
    seat = await members.seat_by_link(reading, visitor.territory.id, token)
    return await _seat(request, reading, visitor, seat, f"{SEATS}/{token}", settings.secret_key)


@get(f"{MINE}/{{seat_id:uuid}}", guards=[requires(signed_in)])
async def seat(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    seat_id: FromPath[UUID],
) -> Response[str]:
    own = await members.own_seat(reading, visitor.territory.id, person_of(visitor).id, seat_id)
    return await _seat(request, reading, visitor, own, f"{MINE}/{seat_id}", settings.secret_key)


async def _seat(
    request: AnyRequest, db: ReadSession, visitor: Visitor, of: SeatOf, path: str, secret: str
) -> Response[str]:
    """What is to come stands before what is over, the latest of it first.

    The address for calendars is shown as long as it opens: another key of the installation ends it.
    """
    met = await queries.meetings_of(db, of.seat)
    token = calendar_token(secret, of.seat.id)
    follows = of.sits and of.seat.calendar_hash == fingerprint(token)
    return page(
        request,
        "consultations/panels/seat.html",
        of=of,
        path=path,
        meetings=[*(one for one in met if not one.over), *(one for one in reversed(met) if one.over)],
        paid=await queries.paid_to(db, of.seat.id),
        observers=await members.observers(db, of.panel.id),
        states=STATES,
        tones=SEAT_TONES,
        bars=BARS,
        presences=PRESENCES,
        presence_tones=TONES,
        calendar=f"{visitor.address}/{visitor.language}{CALENDARS}/{token}/panel.ics" if follows else None,
    )


@post(f"{SEATS}/{{token:str}}/meetings/{{meeting_id:uuid}}")
async def say_coming_by_link(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    token: FromPath[str],
    meeting_id: FromPath[UUID],
) -> Redirect:
    seat = await seats.by_link(db, token, visitor.territory.id)
    return await _coming(request, db, seat, meeting_id, f"{SEATS}/{token}")


@post(f"{MINE}/{{seat_id:uuid}}/meetings/{{meeting_id:uuid}}", guards=[requires(signed_in)])
async def say_coming(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    seat_id: FromPath[UUID],
    meeting_id: FromPath[UUID],
) -> Redirect:
    seat = await seats.own(db, seat_id, by=visitor)
    return await _coming(request, db, seat, meeting_id, f"{MINE}/{seat_id}")


async def _coming(request: AnyRequest, db: WriteSession, seat: Seat, meeting_id: UUID, path: str) -> Redirect:
    comes = Form(await request.form()).raw("comes") == "yes"
    await service.say_coming(db, seat, meeting_id, comes=comes)
    sentence = (
        say("We count on you for this meeting.") if comes else say("Thank you for telling us beforehand.")
    )
    return said(to(request, path), "success", sentence)


@get(f"{SEATS}/{{token:str}}/meetings/{{meeting_id:uuid}}/meeting.ics")
async def meeting_by_link(
    visitor: TheVisitor, reading: Reading, token: FromPath[str], meeting_id: FromPath[UUID]
) -> Response[bytes]:
    """One meeting, for a calendar."""
    of = await members.seat_by_link(reading, visitor.territory.id, token)
    return await _one(reading, visitor, of, meeting_id)


@get(f"{MINE}/{{seat_id:uuid}}/meetings/{{meeting_id:uuid}}/meeting.ics", guards=[requires(signed_in)])
async def meeting(
    visitor: TheVisitor, reading: Reading, seat_id: FromPath[UUID], meeting_id: FromPath[UUID]
) -> Response[bytes]:
    of = await members.own_seat(reading, visitor.territory.id, person_of(visitor).id, seat_id)
    return await _one(reading, visitor, of, meeting_id)


@get(f"{CALENDARS}/{{token:str}}/panel.ics")
async def feed(visitor: TheVisitor, reading: Reading, token: FromPath[str]) -> Response[bytes]:
    """All meetings of a member, for a calendar that asks again and again: it tells nothing of who that is."""
    of = await members.seat_by_calendar(reading, visitor.territory.id, token)
    return _file(visitor, of, await queries.meetings_of(reading, of.seat))


async def _one(db: ReadSession, visitor: Visitor, of: SeatOf, meeting_id: UUID) -> Response[bytes]:
    found = [one for one in await queries.meetings_of(db, of.seat) if one.meeting.id == meeting_id]
    if not found or not of.sits:
        raise NotFoundError
    return _file(visitor, of, found)


def _file(visitor: Visitor, of: SeatOf, met: Sequence[Met]) -> Response[bytes]:
    entries = [_entry(of, one) for one in met]
    written = calendar(of.panel.name, urlsplit(visitor.address).hostname or "", entries)
    name = dated(visitor.territory.day(of.at), f"{of.panel.slug}.ics")
    return download(written.encode(), MEDIA_TYPE, name)


def _entry(of: SeatOf, one: Met) -> Entry:
    meeting = one.meeting
    return Entry(
        id=meeting.id,
        title=f"{meeting.title} – {of.panel.name}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=meeting.changed_at,
        version=meeting.version,
        place=meeting.place,
        link=meeting.link,
        about=meeting.about,
        cancelled=one.cancelled,
    )


ROUTES = (seat_by_link, seat, say_coming_by_link, say_coming, meeting_by_link, meeting, feed)
