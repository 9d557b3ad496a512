"""The desk of studies, and the study of one idea with all that can be done about it."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from consultations.ideas.queries import any_idea
from consultations.ideas.rules import IdeaState
from consultations.ideas.words import STATES, TONES
from consultations.permissions import may_moderate, may_see_ideas, own_services
from consultations.services.queries import every_service, services
from consultations.studying import queries, service, terms
from consultations.studying import reading as forms
from consultations.studying.access import idea_of, speaks_for
from consultations.studying.lists import desk, owed_count
from consultations.studying.models import Study
from consultations.studying.queries import Said
from consultations.studying.rules import (
    ASKED_IN,
    NOTE_MOST,
    QUESTION_MOST,
    VIEWED_IN,
    ViewGiven,
    Which,
    in_force,
)
from consultations.studying.words import BASES, ENDS, FEASIBLE, OWES, WHICH
from okote.feature import Place, Section
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.territories.days import end_of
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import LATEST, Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/ideas/study"
ONE = "/back-office/ideas/{idea_id:uuid}/study"

Number = Annotated[int, QueryParameter(name="number", ge=1, le=1_000)]
UseCase = Callable[[], Awaitable[object]]


def address(idea_id: UUID) -> str:
    return f"/back-office/ideas/{idea_id}/study"


@get(HERE, guards=[requires(may_see_ideas)])
async def studies(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    which: FromQuery[Which | None] = None,
    service: FromQuery[UUID | None] = None,
    number: Number = 1,
) -> Response[str]:
    """What is due first stands first; a service sees its own."""
    moderates = may_moderate(visitor)
    chosen = which or (Which.ENTRUST if moderates else Which.OWED)
    views = [one for one in Which if moderates or one is not Which.ENTRUST]
    mine, all_of_them = own_services(visitor), await every_service(reading, visitor.territory.id)
    return page(
        request,
        "consultations/studying/desk.html",
        found=await desk(reading, visitor, chosen, service, number),
        which=chosen,
        views=[(one, WHICH[one]) for one in views],
        services=[(str(one.id), one.name) for one in all_of_them if mine is None or one.id in mine],
        service=service,
        owes=OWES,
    )


class StudyDesk(Controller):
    path = ONE
    guards = (requires(may_see_ideas),)

    @get()
    async def study(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, idea_id)

    @post("/ask")
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        chosen = form.choice("asked", await _choices(db, visitor))
        due_at = _due(form, "due", visitor)
        question = form.text("question", most=QUESTION_MOST, required=False)

        async def use_case() -> object:
            return await service.ask(db, idea_id, UUID(chosen), due_at, question, by=visitor)

        text = say("The service is asked, and told of it by mail.")
        return await _tried(request, db, visitor, idea_id, form, "asked", use_case, text)

    @post("/{study_id:uuid}/release")
    async def release(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        idea_id: FromPath[UUID],
        study_id: FromPath[UUID],
    ) -> Redirect:
        await _of(db, visitor, idea_id, study_id)
        await service.release(db, study_id, by=visitor)
        where = address(idea_id) if may_moderate(visitor) else HERE
        return said(to(request, where), "success", say("The service has it no longer."))

    @post("/{study_id:uuid}/pass-on")
    async def pass_on(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        idea_id: FromPath[UUID],
        study_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        await _of(db, visitor, idea_id, study_id)
        form, field = Form(await request.form()), f"to-{study_id}"
        chosen = form.choice(field, await _choices(db, visitor))

        async def use_case() -> object:
            return await service.pass_on(db, study_id, UUID(chosen), by=visitor)

        text = say("The other service has it now.")
        return await _tried(request, db, visitor, idea_id, form, field, use_case, text)

    @post("/{study_id:uuid}/due")
    async def due(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        idea_id: FromPath[UUID],
        study_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        await _of(db, visitor, idea_id, study_id)
        form, field = Form(await request.form()), f"due-{study_id}"
        due_at = _due(form, field, visitor)
        use_case = partial(service.set_due, db, study_id, due_at, by=visitor)
        text = say("The day is set.")
        return await _tried(request, db, visitor, idea_id, form, field, use_case, text)

    @post("/view")
    async def view(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        idea = await idea_of(db, visitor, idea_id)
        speaking = speaks_for(visitor, [one.study for one in await queries.owed(db, idea.id)])
        chosen = form.choice("service", sorted(map(str, speaking)))
        given = forms.view(form)
        seen = form.raw(f"seen-{chosen}")
        expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1

        async def use_case() -> object:
            view = cast("ViewGiven", given)
            return await service.give_view(db, idea_id, UUID(chosen), view, expected=expected, by=visitor)

        text = say("The view is kept. Everyone reads it with the answer.")
        return await _tried(request, db, visitor, idea_id, form, "reasons", use_case, text)

    @post("/notes")
    async def note(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        body = form.text("note", most=NOTE_MOST)
        use_case = partial(service.write_note, db, idea_id, body, by=visitor)
        text = say("The note is there, for agents and the services that study the idea.")
        return await _tried(request, db, visitor, idea_id, form, "note", use_case, text)


async def _of(db: ReadSession, visitor: Visitor, idea_id: UUID, study_id: UUID) -> Study:
    """One of that very idea, which the visitor may read of."""
    await idea_of(db, visitor, idea_id)
    found = await one_of(db, Study, visitor.territory.id, study_id)
    if found.idea_id != idea_id:
        raise NotFoundError
    return found


async def _choices(db: ReadSession, visitor: Visitor) -> list[str]:
    return [str(one.id) for one in await services(db, visitor.territory.id)]


def _due(form: Form, name: str, visitor: Visitor) -> datetime:
    """The end of the day that was typed; of none, beside which the form says so, any."""
    return end_of(form.day(name) or LATEST, visitor.territory.zone)


async def _tried(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    idea_id: UUID,
    form: Form,
    field: str,
    use_case: UseCase,
    text: str,
) -> Response[str] | Redirect:
    """What came of it, said on the page; what was refused, beside its field."""
    await idea_of(db, visitor, idea_id)
    elsewhere = {**forms.ELSEWHERE, "idea_due": "due" if field == "asked" else field}
    if await attempt(db, form, field, use_case, elsewhere=elsewhere) is None:
        return await _one(request, db, visitor, idea_id, form)
    gone = field.startswith("to-") and not may_moderate(visitor)
    return said(to(request, HERE if gone else address(idea_id)), "success", text)


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, idea_id: UUID, form: Form | None = None
) -> Response[str]:
    idea = await idea_of(db, visitor, idea_id)
    having = await queries.owed(db, idea_id)
    views = await queries.views(db, idea_id)
    speaking = speaks_for(visitor, [one.study for one in having])
    words = wording_of(request)
    moderates, here = may_moderate(visitor), visitor.territory.id
    usual = await terms.usual_due(db, visitor.territory, idea.process_id, await db.now())
    offered = [(str(one.id), one.name) for one in await services(db, here)]
    names = {one.study.service_id: one.service for one in having}
    return page(
        request,
        "consultations/studying/study.html",
        shown=await any_idea(db, here, idea_id),
        having=having,
        views=in_force(views),
        earlier=[one for one in views if one not in in_force(views)],
        notes=await queries.notes(db, idea_id),
        speaking=sorted((str(one), names[one]) for one in speaking),
        seen={str(one): _latest(views, one) for one in speaking},
        moderates=moderates,
        asks=moderates and idea.shown and idea.state in ASKED_IN,
        viewing=bool(speaking) and idea.shown and idea.state in VIEWED_IN,
        entrusts=moderates and idea.shown and idea.state is not IdeaState.DONE,
        services=offered,
        usual=visitor.territory.day(usual - timedelta(seconds=1)).isoformat(),
        form=form if form is not None else Form(_begun(views, speaking)),
        feasible=FEASIBLE,
        bases=BASES,
        basis_choices=[(one.value, words.say(label)) for one, label in BASES.items()],
        ends=ENDS,
        labels=STATES,
        tones=TONES,
    )


def _latest(views: Sequence[Said], service_id: UUID) -> int:
    return max((one.number for one in views if one.service_id == service_id), default=0)


def _begun(views: Sequence[Said], speaking: Collection[UUID]) -> dict[str, str]:
    """Where the visitor speaks for one service: what it said last."""
    if len(speaking) != 1:
        return {}
    (only,) = speaking
    own = [one.view for one in views if one.service_id == only]
    return {"service": str(only), **forms.written(own[-1] if own else None)}


ROUTES = (studies, StudyDesk)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Study of ideas"),
        HERE,
        may_see_ideas,
        owed_count,
        say_count("%(num)s view is asked of you", "%(num)s views are asked of you"),
    ),
)
