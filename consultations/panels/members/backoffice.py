"""Who sits on a panel, for whoever runs it: who is missing first, and what was said by telephone."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels.backoffice import HERE
from consultations.panels.members import queries, service
from consultations.panels.members.models import Seat
from consultations.panels.members.observers import ObserverDetails, add_observer, remove_observer
from consultations.panels.members.rules import FUNCTION_MOST, WHY_MOST, ObserverKind
from consultations.panels.members.words import BARS, OBSERVERS, STATES, TONES
from consultations.panels.queries import any_panel
from consultations.panels.rules import NAME_MOST
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.roles.queries import holdings
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession


class MemberDesk(Controller):
    path = HERE
    guards = (requires(may_run_panels),)

    @get("/{panel_id:uuid}/members")
    async def members(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """Empty seats and unanswered invitations first, then who sits, the reserves, and who is gone."""
        return await _desk(request, reading, visitor, panel_id, Form())

    @post("/seats/{seat_id:uuid}/answer")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]
    ) -> Redirect:
        """What somebody said by telephone or by letter."""
        form = Form(await request.form())
        if form.raw("answer") not in {"yes", "no"}:
            seat = await service.of_panel(db, seat_id, by=visitor)
            return said(to(request, members_of(seat)), "error", say("Say yes or no."))
        accepts = form.raw("answer") == "yes"
        seat = await service.enter_answer(db, seat_id, accepts=accepts, why=_why(form), by=visitor)
        return _back(request, seat, say("What was said is written down."))

    @post("/seats/{seat_id:uuid}/drop-out")
    async def drop_out(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]
    ) -> Redirect:
        form = Form(await request.form())
        seat = await service.enter_drop(db, seat_id, why=_why(form), by=visitor)
        return _back(request, seat, say("Written down: the next reserve is called, where there is one."))

    @post("/seats/{seat_id:uuid}/time")
    async def give_time(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, seat_id: FromPath[UUID]
    ) -> Redirect:
        """Another day to answer; a day that can't be read changes nothing."""
        form = Form(await request.form())
        day = form.day("answer_by")
        if day is None:
            seat = await service.of_panel(db, seat_id, by=visitor)
            return said(to(request, members_of(seat)), "error", say("Write a date, such as 2026-12-09."))
        seat = await service.give_time(db, seat_id, day, by=visitor)
        return _back(request, seat, say("There is more time to answer."))

    @post("/{panel_id:uuid}/observers")
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        accounts = dict(await _accounts(db, visitor))
        kind = form.choice("kind", list(ObserverKind))
        name = " ".join(form.text("name", most=NAME_MOST).split())
        function = " ".join(form.text("function", most=FUNCTION_MOST).split())
        account = form.choice("account", list(accounts)) if form.raw("account") else ""
        if form.sound:
            person = UUID(account) if account else None
            details = ObserverDetails(ObserverKind(kind), name, function, person)
            await attempt(db, form, "account", partial(add_observer, db, panel_id, details, by=visitor))
        if not form.sound:
            return await _desk(request, db, visitor, panel_id, form)
        return said(to(request, f"{HERE}/{panel_id}/members"), "success", say("The observer is added."))

    @post("/observers/{observer_id:uuid}/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, observer_id: FromPath[UUID]
    ) -> Redirect:
        observer = await remove_observer(db, observer_id, by=visitor)
        answer = to(request, f"{HERE}/{observer.panel_id}/members")
        return said(answer, "success", say("This person no longer observes the panel."))


def members_of(seat: Seat) -> str:
    return f"{HERE}/{seat.panel_id}/members"


def _back(request: AnyRequest, seat: Seat, sentence: str) -> Redirect:
    return said(to(request, members_of(seat)), "success", sentence)


def _why(form: Form) -> str:
    return form.text("why", most=WHY_MOST, required=False)[:WHY_MOST]


async def _accounts(db: ReadSession, visitor: Visitor) -> Sequence[tuple[str, str]]:
    """Whoever works here, by what they are called."""
    held = await holdings(db, visitor.territory.id)
    names = {str(one.person_id): one.public_name or one.email or "" for one in held}
    return [(key, name) for key, name in names.items() if name]


async def _desk(
    request: AnyRequest, db: ReadSession, visitor: Visitor, panel_id: UUID, form: Form
) -> Response[str]:
    told = await any_panel(db, visitor.territory.id, panel_id)
    words = wording_of(request)
    return page(
        request,
        "consultations/panels/members/desk.html",
        told=told,
        members=await queries.members(db, visitor.territory.id, told.panel.id),
        observers=await queries.observers(db, told.panel.id),
        accounts=await _accounts(db, visitor),
        kinds=[(one.value, words.say(label), None) for one, label in OBSERVERS.items()],
        kind_labels=OBSERVERS,
        states=STATES,
        tones=TONES,
        bars=BARS,
        form=form,
        tomorrow=visitor.territory.day(told.at) + timedelta(days=1),
    )


ROUTES = (MemberDesk,)
