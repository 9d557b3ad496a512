"""What members are paid for meetings, on the desk: noted with each, paid elsewhere, ticked off here."""

from decimal import Decimal
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions.backoffice.reading import figure
from consultations.panels.backoffice import HERE
from consultations.panels.meetings import queries, service
from consultations.panels.meetings.backoffice import MEETINGS, meeting_page
from consultations.panels.meetings.queries import Owed
from consultations.panels.meetings.rules import EUROS_MOST, REFERENCE_MOST, total
from consultations.panels.models import Panel
from consultations.panels.queries import any_panel
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.downloads import CSV, dated, download
from okote.web.forms import Form, MissingError, NotANumberError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

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


class CompensationDesk(Controller):
    path = HERE
    guards = (requires(may_run_panels),)

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
            return await meeting_page(request, db, visitor, meeting_id, None, refused=(seat_id, form))
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


ROUTES = (CompensationDesk,)
