"""The desk of difficulties: what waits for whom, one of them with all that can be done, typing for others."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.difficulties import access, handling, queries, service
from consultations.difficulties.pages import LABELS, handed_in, handed_out, thread_of
from consultations.difficulties.queries import Shown
from consultations.difficulties.reading import ELSEWHERE, offered, read
from consultations.difficulties.rules import DOCUMENTS_MOST, WORDS_MOST, Way
from consultations.difficulties.terms import terms_of
from consultations.permissions import (
    may_enter_difficulties,
    may_follow_difficulties,
    may_handle_difficulties,
)
from consultations.services.queries import answering, services
from okote.feature import Place, Section
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/difficulties"

ENTERS = requires(may_enter_difficulties)
HANDLES = requires(may_handle_difficulties)

UNANSWERED = say("%(service)s (nobody answers for it yet)")
TO_AGENTS = "agents"
"""Instead of a service, where whoever passes it on knows none."""

UseCase = Callable[[], Awaitable[object]]


class DifficultyDesk(Controller):
    path = HERE
    guards = (requires(may_follow_difficulties),)

    @get()
    async def waiting(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """What waits, the next to be due first: numbers and days, not a word of what was told."""
        found = await queries.handled_before(reading, visitor, before)
        return page(
            request,
            "consultations/difficulties/desk.html",
            desk=await queries.desk(reading, visitor) if before is None else None,
            handled=latest(found, before, key=lambda one: one.difficulty.id),
            enters=may_enter_difficulties(visitor),
            **LABELS,
        )

    @get("/new", guards=[ENTERS])
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """For somebody without an account, at the counter or on the telephone."""
        return await _counter(request, reading, visitor, Form())

    @post(guards=[ENTERS])
    async def enter(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        way = form.choice("way", [Way.COUNTER, Way.TELEPHONE])
        details = read(form, await offered(db, wording_of(request), visitor.territory.id, account=False))
        if details is None:
            return await _counter(request, db, visitor, form)
        use_case = partial(service.enter, db, details, Way(way), by=visitor)
        told = await attempt(db, form, "body", use_case, elsewhere=ELSEWHERE)
        if told is None:
            return await _counter(request, db, visitor, form)
        text = say("It is there. Tell the person its number: %(number)s.")
        return said(to(request, f"{HERE}/{told.id}"), "success", text, number=str(told.number))

    @get("/{difficulty_id:uuid}", guards=[HANDLES])
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str]:
        shown = await queries.handled(db, visitor, difficulty_id)
        return await _one(request, db, visitor, shown, Form())

    @get("/{difficulty_id:uuid}/documents/{document_id:uuid}", guards=[HANDLES])
    async def document(
        self,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        difficulty_id: FromPath[UUID],
        document_id: FromPath[UUID],
    ) -> File:
        shown = await queries.handled(db, visitor, difficulty_id)
        found = await queries.document(db, shown.difficulty.id, document_id)
        await handling.note_read(db, shown.difficulty, by=visitor, document=True)
        return handed_out(settings, found)

    @post("/{difficulty_id:uuid}/send", guards=[ENTERS])
    async def send(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        shown = await queries.handled(db, visitor, difficulty_id)
        form = Form(await request.form())
        known = [str(one.id) for one in await services(db, visitor.territory.id)]
        chosen = form.choice("service", known)

        async def use_case() -> object:
            return await handling.send(db, difficulty_id, UUID(chosen), by=visitor)

        text = say("The service has it. You read it no longer.")
        return await _tried(request, db, visitor, shown, form, "service", use_case, text)

    @post("/{difficulty_id:uuid}/take-back", guards=[ENTERS])
    async def take_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Redirect:
        await handling.take_back(db, difficulty_id, by=visitor)
        text = say("It waits for another service now.")
        return said(to(request, f"{HERE}/{difficulty_id}"), "success", text)

    @post("/{difficulty_id:uuid}/acknowledge", guards=[HANDLES])
    async def acknowledge(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Redirect:
        await handling.acknowledge(db, difficulty_id, by=visitor)
        text = say("Who told it knows that you look into it.")
        return said(to(request, f"{HERE}/{difficulty_id}"), "success", text)

    @post("/{difficulty_id:uuid}/ask", guards=[HANDLES])
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        text = say("The question is asked. Your days don’t count until the reply.")
        return await _said(request, db, visitor, difficulty_id, "question", handling.ask, text)

    @post("/{difficulty_id:uuid}/answer", guards=[HANDLES])
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        text = say("The answer is there, for who told it alone.")
        return await _said(request, db, visitor, difficulty_id, "answer", handling.answer, text)

    @post("/{difficulty_id:uuid}/pass-on", guards=[HANDLES])
    async def pass_on(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        shown = await queries.handled(db, visitor, difficulty_id)
        form = Form(await request.form())
        known = [str(one.id) for one in await services(db, visitor.territory.id)]
        chosen = form.choice("service", [TO_AGENTS, *known])
        note = form.text("note", most=WORDS_MOST)

        async def use_case() -> object:
            service_id = None if chosen == TO_AGENTS else UUID(chosen)
            return await handling.pass_on(db, difficulty_id, service_id, note, form.raw("seen"), by=visitor)

        text = say("It is passed on. You read it no longer.")
        return await _tried(request, db, visitor, shown, form, "service", use_case, text)

    @post("/{difficulty_id:uuid}/reply", guards=[ENTERS])
    async def reply(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """For somebody without an account, as all that follows."""
        text = say("The service reads it.")
        return await _spoken(request, db, visitor, difficulty_id, service.reply, text)

    @post("/{difficulty_id:uuid}/reopen", guards=[ENTERS])
    async def reopen(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        text = say("It is open again.")
        return await _spoken(request, db, visitor, difficulty_id, service.reopen, text)

    @post("/{difficulty_id:uuid}/close", guards=[ENTERS])
    async def close(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, difficulty_id: FromPath[UUID]
    ) -> Redirect:
        helped = {"yes": True, "no": False}.get(Form(await request.form()).raw("helped"))
        await service.close(db, difficulty_id, helped, by=visitor)
        return said(to(request, f"{HERE}/{difficulty_id}"), "success", say("It is closed."))

    @post("/{difficulty_id:uuid}/documents", guards=[ENTERS], opt={TAKES_FILES: True})
    async def add_document(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        difficulty_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        shown = await queries.handled(db, visitor, difficulty_id)
        form = Form(dict(await request.form()))
        await handed_in(db, form, difficulty_id, visitor, settings)
        if not form.sound:
            return await _one(request, db, visitor, shown, form)
        text = say("The document is there, for whoever reads this difficulty.")
        return said(to(request, f"{HERE}/{difficulty_id}"), "success", text)


async def _said(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    difficulty_id: UUID,
    field: str,
    use_case: Callable[..., Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    """Words of the service, with what it had read of the thread."""
    shown = await queries.handled(db, visitor, difficulty_id)
    form = Form(await request.form())
    words = form.text(field, most=WORDS_MOST)
    saying = partial(use_case, db, difficulty_id, words, form.raw("seen"), by=visitor)
    return await _tried(request, db, visitor, shown, form, field, saying, text)


async def _spoken(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    difficulty_id: UUID,
    use_case: Callable[..., Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    shown = await queries.handled(db, visitor, difficulty_id)
    form = Form(await request.form())
    words = form.text("words", most=WORDS_MOST)
    saying = partial(use_case, db, difficulty_id, words, by=visitor)
    return await _tried(request, db, visitor, shown, form, "words", saying, text)


async def _tried(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    shown: Shown,
    form: Form,
    field: str,
    use_case: UseCase,
    text: str,
) -> Response[str] | Redirect:
    """What came of it, said where the visitor may still be; what was refused, beside its field."""
    if await attempt(db, form, field, use_case) is None:
        return await _one(request, db, visitor, shown, form)
    difficulty = shown.difficulty
    still = access.handles(visitor, difficulty)
    return said(to(request, f"{HERE}/{difficulty.id}" if still else HERE), "success", text)


async def _one(
    request: AnyRequest, db: WriteSession, visitor: Visitor, shown: Shown, form: Form
) -> Response[str]:
    """Each look is written down, also that of a form that is shown again."""
    difficulty = shown.difficulty
    await handling.note_read(db, difficulty, by=visitor)
    return page(
        request,
        "consultations/difficulties/handle.html",
        form=form,
        path=f"{HERE}/{difficulty.id}",
        most=DOCUMENTS_MOST,
        services=await _services(request, db, visitor.territory.id),
        routes=access.routes(visitor, difficulty),
        charge=access.in_charge(visitor, difficulty),
        speaks=access.speaks_for(visitor, difficulty),
        **await thread_of(db, shown),
    )


async def _counter(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    here = visitor.territory.id
    return page(
        request,
        "consultations/difficulties/counter.html",
        form=form,
        offered=await offered(db, wording_of(request), here, account=False),
        terms=await terms_of(db, here),
    )


async def _services(request: AnyRequest, db: ReadSession, territory_id: UUID) -> list[tuple[str, str]]:
    """To choose from; where nobody has the role, it may wait for long."""
    words, kept = wording_of(request), {one.service_id for one in await answering(db, territory_id)}
    return [
        (str(one.id), one.name if one.id in kept else words.say(UNANSWERED, service=one.name))
        for one in await services(db, territory_id)
    ]


ROUTES = (DifficultyDesk,)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Difficulties"),
        HERE,
        may_follow_difficulties,
        queries.waiting_count,
        say_count("%(num)s difficulty waits for you", "%(num)s difficulties wait for you"),
    ),
)
