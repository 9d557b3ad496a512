"""Opinions on the desk: written and published by who runs the panel, answered by a service."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels.backoffice import HERE as PANELS
from consultations.panels.models import Panel
from consultations.panels.opinions import queries, service
from consultations.panels.opinions.models import Opinion
from consultations.panels.opinions.rules import (
    ANSWER_MOST,
    CORRECTION_MOST,
    DISSENT_MOST,
    TEXT_MOST,
    TITLE_MOST,
    USUAL_WITHIN,
    OpinionDetails,
)
from consultations.panels.opinions.words import STATES, TONES
from consultations.panels.queries import any_panel
from consultations.panels.rules import SEATS_MOST
from consultations.permissions import may_answer, may_run_panels, may_see_ideas
from consultations.services.queries import services
from okote.feature import Place, Section
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/opinions"

AT_ITS_FIELD = {"opinion_not_adopted": "in_favour", "opinion_day": "adopted_on", "opinion_due": "due_on"}


def may_see_opinions(visitor: Visitor) -> bool:
    """Whoever runs panels, agents and administrators, and whoever answers for a service."""
    return may_run_panels(visitor) or may_see_ideas(visitor)


RUNS = requires(may_run_panels)


class OpinionDesk(Controller):
    guards = (requires(may_see_opinions),)

    @get(HERE)
    async def opinions(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """A service sees those that it answers."""
        found = await queries.on_desk(reading, visitor, before)
        return page(
            request,
            "consultations/panels/opinions/desk.html",
            opinions=latest(found, before, key=lambda one: one.opinion.id),
            states=STATES,
            tones=TONES,
        )

    @get(f"{PANELS}/{{panel_id:uuid}}/opinions/new", guards=[RUNS])
    async def new(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await any_panel(reading, visitor.territory.id, panel_id)
        return _form(request, told.panel, Form())

    @post(f"{PANELS}/{{panel_id:uuid}}/opinions", guards=[RUNS])
    async def write(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        panel = (await any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        details = _read(form)
        if details is None:
            return _form(request, panel, form)
        use_case = partial(service.write_opinion, db, panel.id, details, by=visitor)
        opinion = await attempt(db, form, "title", use_case, elsewhere=AT_ITS_FIELD)
        if opinion is None:
            return _form(request, panel, form)
        text = say("The opinion is written. Read it again, then publish it.")
        return said(to(request, f"{HERE}/{opinion.id}"), "success", text)

    @get(f"{HERE}/{{opinion_id:uuid}}")
    async def opinion(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, opinion_id: FromPath[UUID]
    ) -> Response[str]:
        """What can be done with it: publish it, or answer it."""
        return await _one(request, reading, visitor, opinion_id, Form())

    @get(f"{HERE}/{{opinion_id:uuid}}/edit", guards=[RUNS])
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, opinion_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.one_for(reading, visitor, opinion_id)
        return _form(request, told.panel, Form(_as_typed(told.opinion)), told.opinion)

    @post(f"{HERE}/{{opinion_id:uuid}}/edit", guards=[RUNS])
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, opinion_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        told = await queries.one_for(db, visitor, opinion_id)
        form = Form(await request.form())
        details = _read(form)
        if details is not None:
            use_case = partial(service.change_opinion, db, opinion_id, details, by=visitor)
            await attempt(db, form, "title", use_case, elsewhere=AT_ITS_FIELD)
        if not form.sound:
            return _form(request, told.panel, form, told.opinion)
        return said(to(request, f"{HERE}/{opinion_id}"), "success", say("The opinion is saved."))

    @post(f"{HERE}/{{opinion_id:uuid}}/publish", guards=[RUNS])
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, opinion_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        known = [str(one.id) for one in await services(db, visitor.territory.id)]
        chosen, due = form.choice("service", known), form.day("due_on")
        if form.sound and due is not None:
            use_case = partial(service.publish_opinion, db, opinion_id, UUID(chosen), due, by=visitor)
            await attempt(db, form, "due_on", use_case)
        if not form.sound:
            return await _one(request, db, visitor, opinion_id, form)
        text = say("The opinion is published, and the service is asked for its answer.")
        return said(to(request, f"{HERE}/{opinion_id}"), "success", text)

    @post(f"{HERE}/{{opinion_id:uuid}}/remove", guards=[RUNS])
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, opinion_id: FromPath[UUID]
    ) -> Redirect:
        panel_id = await service.remove_opinion(db, opinion_id, by=visitor)
        return said(to(request, f"{PANELS}/{panel_id}"), "success", say("The draft is thrown away."))

    @post(f"{HERE}/{{opinion_id:uuid}}/answer")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, opinion_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """By whoever answers for the service that was asked, and by whoever passes on what it says."""
        told = await queries.one_for(db, visitor, opinion_id)
        require(may_answer(visitor, told.opinion.service_id))
        form = Form(await request.form())
        text = form.text("answer", most=ANSWER_MOST)
        await attempt(db, form, "answer", partial(service.answer_opinion, db, opinion_id, text, by=visitor))
        if not form.sound:
            return await _one(request, db, visitor, opinion_id, form)
        done = say("The answer is published, and members of the panel are told.")
        return said(to(request, f"{HERE}/{opinion_id}"), "success", done)

    @post(f"{HERE}/{{opinion_id:uuid}}/correct", guards=[RUNS])
    async def correct(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, opinion_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Beside what everyone has read, which stays."""
        form = Form(await request.form())
        body = form.text("correction", most=CORRECTION_MOST)
        use_case = partial(service.correct_opinion, db, opinion_id, body, by=visitor)
        await attempt(db, form, "correction", use_case)
        if not form.sound:
            return await _one(request, db, visitor, opinion_id, form)
        text = say("The correction is published beside the opinion, and members of the panel are told.")
        return said(to(request, f"{HERE}/{opinion_id}"), "success", text)


def _read(form: Form) -> OpinionDetails | None:
    """In the order of the page; None where something can't be read."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    text, day = form.text("text", most=TEXT_MOST), form.day("adopted_on")
    in_favour, against, abstained = (
        form.whole(name, least=0, most=SEATS_MOST) for name in ("in_favour", "against", "abstained")
    )
    dissent = form.text("dissent", most=DISSENT_MOST, required=False)
    if not form.sound or day is None:
        return None
    return OpinionDetails(title, text, day, in_favour, against, abstained, dissent)


def _as_typed(opinion: Opinion) -> dict[str, str]:
    return {
        "title": opinion.title,
        "text": opinion.text,
        "adopted_on": opinion.adopted_on.isoformat(),
        "in_favour": str(opinion.in_favour),
        "against": str(opinion.against),
        "abstained": str(opinion.abstained),
        "dissent": opinion.dissent,
    }


def _form(request: AnyRequest, panel: Panel, form: Form, opinion: Opinion | None = None) -> Response[str]:
    return page(request, "consultations/panels/opinions/write.html", panel=panel, form=form, opinion=opinion)


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, opinion_id: UUID, form: Form
) -> Response[str]:
    told = await queries.one_for(db, visitor, opinion_id)
    return page(
        request,
        "consultations/panels/opinions/study.html",
        told=told,
        form=form,
        corrections=(await queries.corrections(db, [told.opinion.id])).get(told.opinion.id, ()),
        runs=may_run_panels(visitor),
        answers=may_answer(visitor, told.opinion.service_id),
        services=[(str(one.id), one.name) for one in await services(db, visitor.territory.id)],
        usual=(told.today + USUAL_WITHIN).isoformat(),
        states=STATES,
        tones=TONES,
    )


ROUTES = (OpinionDesk,)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Opinions of panels"),
        HERE,
        may_see_opinions,
        waiting=queries.unanswered,
        waits=say_count("%(num)s opinion awaits an answer", "%(num)s opinions await an answer"),
    ),
)
