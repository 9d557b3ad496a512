"""Meetings on the desk: planned, changed, called off; and who came."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels.backoffice import HERE
from consultations.panels.meetings import queries, service
from consultations.panels.meetings.reading import as_typed, read
from consultations.panels.meetings.rules import (
    Presence,
)
from consultations.panels.meetings.words import PRESENCES, TONES
from consultations.panels.models import Panel
from consultations.panels.queries import any_panel
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

MEETINGS = f"{HERE}/meetings"

AT_ITS_FIELD = {"meeting_times": "ends", "meeting_place": "place", "not_a_public_link": "link"}


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
        details = read(form, visitor)
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
        return await meeting_page(request, reading, visitor, meeting_id, None)

    @post("/meetings/{meeting_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, meeting_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = read(form, visitor)
        if details is not None:
            use_case = partial(service.change_meeting, db, meeting_id, details, by=visitor)
            await attempt(db, form, "title", use_case, elsewhere=AT_ITS_FIELD)
        if not form.sound:
            return await meeting_page(request, db, visitor, meeting_id, form)
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


async def meeting_page(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    meeting_id: UUID,
    form: Form | None,
    refused: tuple[UUID, Form] | None = None,
) -> Response[str]:
    """With what was typed and refused, of the meeting or of what one seat is owed."""
    met, panel = await queries.one_meeting(db, visitor.territory.id, meeting_id)
    return page(
        request,
        "consultations/panels/meetings/one.html",
        status=422 if refused else None,
        met=met,
        panel=panel,
        form=form or Form(as_typed(met.meeting, visitor)),
        roll=await queries.roll(db, met.meeting),
        choices=[one for one in Presence if met.begun or one not in {Presence.CAME, Presence.MISSED}],
        presences=PRESENCES,
        tones=TONES,
        refused=refused,
    )


ROUTES = (MeetingDesk,)
