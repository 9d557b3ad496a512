"""The back office of ideas: those that wait, and one of them with all that can be done."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from consultations.ideas import queries, study
from consultations.ideas.authors.queries import may_write
from consultations.ideas.queries import Shown
from consultations.ideas.rules import ANSWER_MOST, BODY_MOST, REASON_MOST, TITLE_MOST, VERDICTS, IdeaState
from consultations.ideas.versions.service import redact
from consultations.ideas.words import STATES, TONES
from consultations.permissions import may_answer, may_moderate, may_see_ideas, own_services
from consultations.services.queries import answering, services
from okote.feature import Place, Section
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.days import end_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/ideas"

UNANSWERED = say("%(service)s (nobody answers for it yet)")


class IdeaDesk(Controller):
    path = HERE
    guards = (requires(may_see_ideas),)

    @get()
    async def ideas(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        before: Before = None,
        process: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """Those that wait, then all; a service sees those entrusted to it."""
        first, moderates = before is None, may_moderate(visitor)
        here = visitor.territory.id
        others = await queries.other_ideas(reading, visitor, before, process)
        first = first and process is None
        return page(
            request,
            "consultations/ideas/desk.html",
            waiting=await queries.waiting_ideas(reading, visitor) if first else [],
            processes=await queries.processes_with_ideas(reading, here),
            within=process,
            others=latest(others, before, key=lambda one: one.idea.id),
            before=before,
            moderates=moderates,
            labels=STATES,
            tones=TONES,
        )

    @get("/{idea_id:uuid}")
    async def idea(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, idea_id, Form())

    @post("/{idea_id:uuid}/entrust")
    async def entrust(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await _seen(db, visitor, idea_id)
        form = Form(await request.form())
        known = [str(one.id) for one in await services(db, visitor.territory.id)]
        chosen = form.choice("service", known)
        day = form.day("due") if form.raw("due") else None
        due_at = None if day is None else end_of(day, visitor.territory.zone)

        async def use_case() -> object:
            return await study.entrust(db, idea_id, UUID(chosen), due_at, by=visitor)

        text = say("The idea is with the service, which is told of it by mail.")
        return await _tried(request, db, visitor, idea_id, form, "service", use_case, text)

    @post("/{idea_id:uuid}/answer")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Accepted, refused, or done: everyone reads why."""
        await _seen(db, visitor, idea_id)
        form = Form(await request.form())
        state = form.choice("state", [*sorted(VERDICTS), IdeaState.DONE])
        reasons = form.text("answer", most=ANSWER_MOST)

        async def use_case() -> object:
            return await study.answer(db, idea_id, IdeaState(state), reasons, by=visitor)

        text = say("Everyone can read the answer now, and the author has it by mail.")
        return await _tried(request, db, visitor, idea_id, form, "answer", use_case, text)

    @post("/{idea_id:uuid}/redact")
    async def redact(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Names and private things go, also from what it said before."""
        await _seen(db, visitor, idea_id)
        form = Form(await request.form())
        title = " ".join(form.text("title", most=TITLE_MOST).split())
        body, reason = form.text("body", most=BODY_MOST), form.text("why", most=REASON_MOST)
        use_case = partial(redact, db, idea_id, title, body, reason, by=visitor)
        text = say("It is taken out, and its author reads why on the page of versions.")
        return await _tried(request, db, visitor, idea_id, form, "body", use_case, text)


async def _seen(db: ReadSession, visitor: Visitor, idea_id: UUID) -> Shown:
    """One that the visitor has to do with."""
    shown = await queries.any_idea(db, visitor.territory.id, idea_id)
    mine = own_services(visitor)
    require(mine is None or shown.idea.service_id in mine)
    return shown


async def _tried(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    idea_id: UUID,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    """What came of it, said on the idea's page; what was refused, beside its field."""
    if await attempt(db, form, field, use_case, elsewhere={"idea_due": "due"}) is None:
        return await _one(request, db, visitor, idea_id, form)
    return said(to(request, f"{HERE}/{idea_id}"), "success", text)


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, idea_id: UUID, form: Form
) -> Response[str]:
    shown, moderates = await _seen(db, visitor, idea_id), may_moderate(visitor)
    return page(
        request,
        "consultations/ideas/study.html",
        shown=shown,
        steps=await queries.steps(db, idea_id),
        services=await _services(request, db, visitor.territory.id),
        moderates=moderates,
        answers=may_answer(visitor, shown.idea.service_id),
        own=await may_write(db, shown.idea, visitor),
        labels=STATES,
        tones=TONES,
        form=form,
    )


async def _services(request: AnyRequest, db: ReadSession, territory_id: UUID) -> list[tuple[str, str]]:
    """To choose from; where nobody has the role, an idea may wait for long."""
    words, kept = wording_of(request), {one.service_id for one in await answering(db, territory_id)}
    return [
        (str(one.id), one.name if one.id in kept else words.say(UNANSWERED, service=one.name))
        for one in await services(db, territory_id)
    ]


ROUTES = (IdeaDesk,)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Ideas"),
        HERE,
        may_see_ideas,
        queries.waiting_count,
        say_count("%(num)s idea waits for you", "%(num)s ideas wait for you"),
    ),
)
