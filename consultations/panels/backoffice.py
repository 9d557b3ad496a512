"""Panels in the back office: written, opened, closed, ended; and how their pools fill."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels import queries, service
from consultations.panels.features import identified
from consultations.panels.models import Panel
from consultations.panels.rules import (
    ADULT,
    EUROS_MOST,
    NAME_MOST,
    SEATS_MOST,
    SMALLEST_GROUP,
    SMALLEST_GROUP_LEAST,
    SMALLEST_GROUP_MOST,
    TEXT_MOST,
    YOUNGEST_LEAST,
    FeatureDetails,
    PanelDetails,
    PanelKind,
    PanelStanding,
    contradictions,
)
from consultations.panels.terms import set_smallest_group, smallest_group
from consultations.panels.words import CONTRADICTIONS, KIND_POWERS, KINDS, STANDINGS, TONES
from consultations.permissions import may_enter_volunteers, may_follow_panels, may_run_panels
from consultations.services.queries import services
from okote.feature import Place, Section
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/panels"

ELSEWHERE = {
    "panel_dates_reversed": "last_day",
    "panel_call_past": "last_day",
    "panel_smallest_group": "smallest_group",
}

RUNS = requires(may_run_panels)


class PanelDesk(Controller):
    path = HERE
    guards = (requires(may_follow_panels),)

    @get()
    async def panels(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Drafts too, the latest written first."""
        return await _list(request, reading, visitor, await _terms(reading, visitor), before)

    @post("/smallest-group", guards=[requires(may_administer)])
    async def set_smallest(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        least = _smallest(form)
        if not form.sound:
            return await _list(request, db, visitor, form, None)
        await set_smallest_group(db, least, by=visitor)
        text = say("The smallest group is saved. What is published stays as it was read.")
        return said(to(request, HERE), "success", text)

    @get("/new", guards=[RUNS])
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        usual = max(SMALLEST_GROUP, await smallest_group(reading, visitor.territory.id))
        return await _written(
            request, reading, visitor, Form({"smallest_group": str(usual), "youngest": str(ADULT)})
        )

    @post(guards=[RUNS])
    async def write(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        details, of = await _read(form, db, visitor)
        if details is None:
            return await _written(request, db, visitor, form)
        use_case = partial(service.write_panel, db, details, of, by=visitor)
        panel = await attempt(db, form, "name", use_case, elsewhere=ELSEWHERE)
        if panel is None:
            return await _written(request, db, visitor, form)
        text = say("The panel is written. Say now what is asked of volunteers, then publish its call.")
        return said(to(request, f"{HERE}/{panel.id}"), "success", text)

    @get("/{panel_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """How its pool fills, and what can be done with it."""
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        asked = await identified(reading, told.panel.id)
        return page(
            request,
            "consultations/panels/one.html",
            told=told,
            asked=asked,
            filled=await queries.filled(reading, visitor, told.panel),
            contradictions=said_of(request, [details for _, details in asked], told.panel.seats),
            runs=may_run_panels(visitor),
            enters=may_enter_volunteers(visitor),
            kinds=KINDS,
            labels=STANDINGS,
            tones=TONES,
            draft=told.standing is PanelStanding.DRAFT,
        )

    @get("/{panel_id:uuid}/edit", guards=[RUNS])
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        return await _written(request, reading, visitor, Form(_as_typed(told.panel, visitor)), told.panel)

    @post("/{panel_id:uuid}/edit", guards=[RUNS])
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """A draft whole; of what is published, its texts and its last day."""
        panel = (await queries.any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        use_case: Callable[[], Awaitable[Panel]] | None
        if panel.published_at is None:
            details, of = await _read(form, db, visitor)
            changing = partial(service.change_panel, db, panel.id, service_id=of, by=visitor)
            use_case = partial(changing, details) if details else None
        else:
            rewriting = partial(service.rewrite_panel, db, panel.id, _texts(form), by=visitor)
            last = form.day("last_day")
            use_case = partial(rewriting, last) if last else None
        if not use_case or await attempt(db, form, "name", use_case, elsewhere=ELSEWHERE) is None:
            return await _written(request, db, visitor, form, panel)
        return said(to(request, f"{HERE}/{panel.id}"), "success", say("The panel is saved."))

    @post("/{panel_id:uuid}/open", guards=[RUNS])
    async def open(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.open_call(db, panel_id, by=visitor)
        text = say("The call is published: everyone reads it, and volunteers from its first day.")
        return said(to(request, f"{HERE}/{panel_id}"), "success", text)

    @post("/{panel_id:uuid}/close", guards=[RUNS])
    async def close(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.close_call(db, panel_id, by=visitor)
        return said(to(request, f"{HERE}/{panel_id}"), "success", say("Nobody can volunteer any more."))

    @post("/{panel_id:uuid}/end", guards=[RUNS])
    async def end(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.end_panel(db, panel_id, by=visitor)
        return said(to(request, f"{HERE}/{panel_id}"), "success", say("The panel has ended."))

    @post("/{panel_id:uuid}/remove", guards=[RUNS])
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Redirect:
        await service.remove_panel(db, panel_id, by=visitor)
        return said(to(request, HERE), "success", say("The draft is thrown away."))


def said_of(request: AnyRequest, features: Sequence[FeatureDetails], seats: int) -> list[str]:
    """Each contradiction in a sentence."""
    words = wording_of(request)
    return [
        words.say(CONTRADICTIONS[one.why], feature=one.feature, total=one.total, seats=one.seats)
        for one in contradictions(features, seats)
    ]


async def _list(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, before: UUID | None
) -> Response[str]:
    found = await queries.every_panel(db, visitor.territory.id, before)
    return page(
        request,
        "consultations/panels/desk.html",
        panels=latest(found, before, key=lambda one: one.panel.id),
        runs=may_run_panels(visitor),
        settles=may_administer(visitor),
        form=form,
        kinds=KINDS,
        labels=STANDINGS,
        tones=TONES,
    )


async def _terms(db: ReadSession, visitor: Visitor) -> Form:
    return Form({"smallest_group": str(await smallest_group(db, visitor.territory.id))})


def _smallest(form: Form) -> int:
    return form.whole("smallest_group", least=SMALLEST_GROUP_LEAST, most=SMALLEST_GROUP_MOST)


async def _written(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, panel: Panel | None = None
) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/panels/write.html",
        panel=panel,
        form=form,
        kinds=[(one.value, words.say(KINDS[one]), words.say(KIND_POWERS[one])) for one in PanelKind],
        services=[(str(one.id), one.name) for one in await services(db, visitor.territory.id)],
    )


async def _read(form: Form, db: ReadSession, visitor: Visitor) -> tuple[PanelDetails | None, UUID | None]:
    """In the order of the page; None where something can't be read."""
    kind = form.choice("kind", list(PanelKind))
    name = " ".join(form.text("name", most=NAME_MOST).split())
    purpose, asks, gives = _texts(form)
    seats = form.whole("seats", least=1, most=SEATS_MOST)
    known = [str(one.id) for one in await services(db, visitor.territory.id)]
    of = form.choice("service", known) if form.raw("service") else None
    pay = form.whole("compensation", least=1, most=EUROS_MOST) if form.raw("compensation") else None
    travel = form.text("travel", most=NAME_MOST, required=False) or None
    first, last = form.day("first_day"), form.day("last_day")
    smallest = _smallest(form)
    youngest = form.whole("youngest", least=YOUNGEST_LEAST, most=ADULT)
    if not form.sound or first is None or last is None:
        return None, None
    details = PanelDetails(
        PanelKind(kind), name, purpose, asks, gives, seats, first, last, pay, travel, smallest, youngest
    )
    return details, UUID(of) if of else None


def _texts(form: Form) -> tuple[str, str, str]:
    return (
        form.text("purpose", most=TEXT_MOST),
        form.text("asks", most=TEXT_MOST),
        form.text("gives", most=TEXT_MOST),
    )


def _as_typed(panel: Panel, visitor: Visitor) -> Mapping[str, str]:
    last = panel.closes_at - timedelta(microseconds=1)
    return {
        "kind": panel.kind.value,
        "name": panel.name,
        "purpose": panel.purpose,
        "asks": panel.asks,
        "gives": panel.gives,
        "seats": str(panel.seats),
        "service": str(panel.service_id or ""),
        "compensation": str((panel.compensation_minor or 0) // 100 or ""),
        "travel": panel.travel or "",
        "smallest_group": str(panel.smallest_group),
        "youngest": str(panel.youngest),
        "first_day": visitor.territory.day(panel.opens_at).isoformat(),
        "last_day": visitor.territory.day(last).isoformat(),
    }


ROUTES = (PanelDesk,)
SECTIONS = (Section(Place.CONSULTATION, say("Panels"), HERE, may_follow_panels),)
