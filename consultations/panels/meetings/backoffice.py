"""Meetings on the desk: planned, changed, called off; who came, and what each is paid."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions.backoffice.reading import figure
from consultations.panels.backoffice import HERE
from consultations.panels.meetings import queries, service
from consultations.panels.meetings.models import Meeting
from consultations.panels.meetings.queries import Owed
from consultations.panels.meetings.rules import (
    ABOUT_MOST,
    EUROS_MOST,
    LINK_MOST,
    PLACE_MOST,
    REFERENCE_MOST,
    TITLE_MOST,
    MeetingDetails,
    Presence,
    total,
)
from consultations.panels.meetings.words import PRESENCES, TONES
from consultations.panels.models import Panel
from consultations.panels.queries import any_panel
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.downloads import CSV, dated, download
from okote.web.forms import Form, MissingError, NotADateError, NotANumberError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

MEETINGS = f"{HERE}/meetings"

AT_ITS_FIELD = {"meeting_times": "ends", "meeting_place": "place", "not_a_public_link": "link"}

COLUMNS = (
    "panel",
    "meeting",
    "met_on",
    "name",
    "amount",
    "travel",
    "total",
    "currency",
    "paid_on",
    "reference",
)


class MeetingDesk(Controller):
    path = HERE
    guards = (requires(may_run_panels),)

    @get("/{panel_id:uuid}/meetings")
    async def meetings(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """All of them, and planning another."""
        panel = (await any_panel(reading, visitor.territory.id, panel_id)).panel
        return await _listed(request, reading, panel, Form())

    @post("/{panel_id:uuid}/meetings")
    async def plan(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        panel = (await any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        details = _read(form, visitor)
        if details is not None:
            use_case = partial(service.write_meeting, db, panel.id, details, by=visitor)
            await attempt(db, form, "title", use_case, elsewhere=AT_ITS_FIELD)
        if not form.sound:
            return await _listed(request, db, panel, form)
        text = say("The meeting is planned, and members are told by mail.")
        return said(to(request, f"{HERE}/{panel.id}/meetings"), "success", text)

    @get("/meetings/{meeting_id:uuid}")
    async def meeting(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, meeting_id: FromPath[UUID]
    ) -> Response[str]:
        """Who is missing first; before it begins, also changing it and calling it off."""
        return await _one(request, reading, visitor, meeting_id, None)

    @post("/meetings/{meeting_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, meeting_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read(form, visitor)
        if details is not None:
            use_case = partial(service.change_meeting, db, meeting_id, details, by=visitor)
            await attempt(db, form, "title", use_case, elsewhere=AT_ITS_FIELD)
        if not form.sound:
            return await _one(request, db, visitor, meeting_id, form)
        text = say("The meeting is changed, and members are told by mail.")
        return said(to(request, f"{MEETINGS}/{meeting_id}"), "success", text)

    @post("/meetings/{meeting_id:uuid}/cancel")
    async def cancel(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, meeting_id: FromPath[UUID]
    ) -> Redirect:
        meeting = await service.cancel_meeting(db, meeting_id, by=visitor)
        text = say("The meeting is called off, and members are told by mail.")
        return said(to(request, f"{HERE}/{meeting.panel_id}/meetings"), "success", text)

    @post("/meetings/{meeting_id:uuid}/presence")
    async def presence(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, meeting_id: FromPath[UUID]
    ) -> Redirect:
        """As much as was noted: nothing is said of who is left out."""
        met, _ = await queries.one_meeting(db, visitor.territory.id, meeting_id)
        form = Form(await request.form())
        noted = {
            one.seat.id: Presence(value)
            for one in await queries.roll(db, met.meeting)
            if (value := form.raw(f"seat-{one.seat.id}")) in set(Presence)
        }
        await service.note_presence(db, meeting_id, noted, by=visitor)
        return said(to(request, f"{MEETINGS}/{meeting_id}"), "success", say("Who came is noted."))

    @post("/meetings/{meeting_id:uuid}/seats/{seat_id:uuid}/compensation")
    async def compensate(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        meeting_id: FromPath[UUID],
        seat_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        amount, travel = _euros(form, "amount"), _euros(form, "travel")
        use_case = partial(service.note_compensation, db, meeting_id, seat_id, amount, travel, by=visitor)
        await attempt(db, form, "amount", use_case)
        if not form.sound:
            return await _one(request, db, visitor, meeting_id, None, refused=(seat_id, form))
        return said(to(request, f"{MEETINGS}/{meeting_id}"), "success", say("What is owed is noted."))

    @get("/{panel_id:uuid}/compensation")
    async def compensation(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """What is not paid first."""
        panel = (await any_panel(reading, visitor.territory.id, panel_id)).panel
        return await _owed(request, reading, panel, Form())

    @post("/{panel_id:uuid}/compensation")
    async def pay(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Those that are ticked, paid on one day."""
        panel = (await any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        owed = await queries.compensations(db, panel.id)
        keys = [one.compensation.id for one in owed if form.ticked(f"paid-{one.compensation.id}")]
        day, reference = form.day("day"), form.text("reference", most=REFERENCE_MOST, required=False)
        if not keys:
            form.refuse("paid", MissingError())
        if day is not None:
            await attempt(db, form, "day", partial(service.note_paid, db, keys, day, reference, by=visitor))
        if not form.sound:
            return await _owed(request, db, panel, form)
        text = say("What was paid is noted.")
        return said(to(request, f"{HERE}/{panel.id}/compensation"), "success", text)

    @get("/{panel_id:uuid}/compensation.csv")
    async def table(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[bytes]:
        """For the accountants."""
        told = await any_panel(reading, visitor.territory.id, panel_id)
        rows = [_row(told.panel, one, visitor) for one in await queries.compensations(reading, told.panel.id)]
        written = spreadsheet(COLUMNS, rows, wording_of(request).say)
        name = dated(visitor.territory.day(told.at), f"{told.panel.slug}.csv")
        return download(written.encode(), CSV, name)


def _row(panel: Panel, one: Owed, visitor: Visitor) -> dict[str, object]:
    owed = one.compensation
    return {
        "panel": panel.name,
        "meeting": one.meeting.title,
        "met_on": visitor.territory.day(one.meeting.starts_at).isoformat(),
        "name": one.volunteer.name,
        "amount": owed.amount.major,
        "travel": owed.travel.major,
        "total": owed.whole.major,
        "currency": owed.currency,
        "paid_on": owed.paid_on and owed.paid_on.isoformat(),
        "reference": owed.reference or None,
    }


def _euros(form: Form, name: str) -> Money:
    """Nothing where nothing is written."""
    euros = figure(form, name) or Decimal(0)
    if not 0 <= euros <= EUROS_MOST:
        form.refuse(name, NotANumberError(least=0, most=EUROS_MOST))
    return Money.of(euros)


def _read(form: Form, visitor: Visitor) -> MeetingDetails | None:
    """In the order of the page; a meeting that ends before it begins is read as ending in the night after."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    day, begins, ends = form.day("day"), _clock(form, "begins"), _clock(form, "ends")
    place = form.text("place", most=PLACE_MOST, required=False)
    link = form.text("link", most=LINK_MOST, required=False)
    about = form.text("about", most=ABOUT_MOST, required=False)
    if not form.sound or day is None or begins is None or ends is None:
        return None
    last = day + timedelta(days=1) if ends < begins else day
    starts_at, ends_at = _instant(visitor, day, begins), _instant(visitor, last, ends)
    return MeetingDetails(title, starts_at, ends_at, place, link, about)


def _clock(form: Form, name: str) -> time | None:
    """A time of day as browsers send it, `18:30`."""
    value = form.raw(name)
    try:
        return time.fromisoformat(value).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        form.refuse(name, NotADateError() if value else MissingError())
        return None


def _instant(visitor: Visitor, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, visitor.territory.zone)


def _as_typed(meeting: Meeting, visitor: Visitor) -> dict[str, str]:
    begins, ends = (one.astimezone(visitor.territory.zone) for one in (meeting.starts_at, meeting.ends_at))
    return {
        "title": meeting.title,
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": meeting.place,
        "link": meeting.link,
        "about": meeting.about,
    }


async def _listed(request: AnyRequest, db: ReadSession, panel: Panel, form: Form) -> Response[str]:
    met = await queries.meetings(db, panel.id)
    return page(
        request,
        "consultations/panels/meetings/list.html",
        panel=panel,
        form=form,
        to_come=[one for one in met if not one.over],
        over=[one for one in reversed(met) if one.over],
    )


async def _one(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    meeting_id: UUID,
    form: Form | None,
    refused: tuple[UUID, Form] | None = None,
) -> Response[str]:
    met, panel = await queries.one_meeting(db, visitor.territory.id, meeting_id)
    return page(
        request,
        "consultations/panels/meetings/one.html",
        status=422 if refused else None,
        met=met,
        panel=panel,
        form=form or Form(_as_typed(met.meeting, visitor)),
        roll=await queries.roll(db, met.meeting),
        choices=[one for one in Presence if met.begun or one not in {Presence.CAME, Presence.MISSED}],
        presences=PRESENCES,
        tones=TONES,
        refused=refused,
    )


async def _owed(request: AnyRequest, db: ReadSession, panel: Panel, form: Form) -> Response[str]:
    found = await queries.compensations(db, panel.id)
    unpaid = [one for one in found if one.compensation.paid_on is None]
    return page(
        request,
        "consultations/panels/meetings/owed.html",
        panel=panel,
        form=form,
        unpaid=unpaid,
        paid=[one for one in found if one.compensation.paid_on is not None],
        left=total(one.compensation.whole for one in unpaid),
    )


ROUTES = (MeetingDesk,)
