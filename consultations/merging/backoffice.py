"""The back office of mergings: proposals that wait, a new one, one with all that can be done; a split."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from consultations.ideas import queries as ideas
from consultations.ideas.models import Idea
from consultations.ideas.rules import BODY_MOST, check_not_own
from consultations.ideas.similar import similar
from consultations.merging import queries, reading, service
from consultations.merging.rules import PARTS_MOST, SOURCES_LEAST, UNDOING, MergeState
from consultations.merging.service import Proposal
from consultations.merging.splitting import split
from consultations.merging.undoing import undo
from consultations.merging.words import STATES, TONES
from consultations.permissions import may_moderate
from consultations.processes.audiences import audiences_of
from okote.feature import Place, Section
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/ideas/merges"

DONE = {
    "overrule": say("It is decided: the ideas may be merged once the days of the authors are over."),
    "drop": say("It is dropped: the ideas stay as they are."),
    "carry-out": say("They are one idea now: whoever supports one of them is told by mail."),
    "undo": say("It is taken back: the ideas stand for themselves again."),
}


class MergeDesk(Controller):
    path = HERE
    guards = (requires(may_moderate),)

    @get()
    async def merges(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Those that wait, then all."""
        here = visitor.territory.id
        found = await queries.merges(reading, here, before)
        return page(
            request,
            "consultations/merging/desk.html",
            waiting=await queries.open_merges(reading, here) if before is None else [],
            merges=latest(found, before, key=lambda one: one.merge.id),
            labels=STATES,
            tones=TONES,
        )

    @get("/new")
    async def new(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ideas: FromQuery[str] = ""
    ) -> Response[str]:
        """First which, by their numbers; then what becomes of them."""
        return await _new(request, visitor, reading, ideas, Form())

    @post()
    async def propose(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        typed = form.raw("ideas")
        chosen = await queries.by_numbers(db, visitor.territory.id, reading.numbers(typed))
        proposal = Proposal(
            [one.id for one in chosen],
            reading.line(form, "title"),
            form.text("body", most=BODY_MOST),
            reading.because(form),
        )
        made = await attempt(db, form, "ideas", partial(service.propose, db, proposal, by=visitor))
        if made is None:
            return await _new(request, visitor, db, typed, form)
        text = say("It is proposed: the authors are asked by mail, and have seven days to say no.")
        return said(to(request, f"{HERE}/{made.id}"), "success", text)

    @get("/{merge_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, merge_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, visitor, reading, merge_id, Form())

    @post("/{merge_id:uuid}/overrule")
    async def overrule(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """In spite of an objection, by another moderator, with reasons."""
        return await _reasoned(request, visitor, db, merge_id, "overrule", service.overrule)

    @post("/{merge_id:uuid}/drop")
    async def drop(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        return await _reasoned(request, visitor, db, merge_id, "drop", service.drop)

    @post("/{merge_id:uuid}/carry-out")
    async def carry_out(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.carry_out, db, merge_id, by=visitor)
        return await _tried(request, visitor, db, merge_id, form, "carry-out", use_case)

    @post("/{merge_id:uuid}/undo")
    async def take_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        return await _reasoned(request, visitor, db, merge_id, "undo", undo)


SPLIT = "/back-office/ideas/{idea_id:uuid}/split"
MODERATES = [requires(may_moderate)]


@get(SPLIT, guards=MODERATES)
async def split_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """For a moderator who did not write it."""
    return await _split(request, visitor, reading, idea_id, Form())


@post(SPLIT, guards=MODERATES)
async def split_idea(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await ideas.any_idea(db, visitor.territory.id, idea_id)
    check_not_own(own=shown.idea.person_id == person_of(visitor).id)
    parts, why = reading.parts(form), reading.because(form)
    if await attempt(db, form, "title-1", partial(split, db, idea_id, parts, why, by=visitor)) is None:
        return await _split(request, visitor, db, idea_id, form)
    text = say("The idea is split: its author and whoever supports it are told by mail.")
    return said(to(request, f"/back-office/ideas/{idea_id}"), "success", text)


async def _split(
    request: AnyRequest, visitor: Visitor, db: ReadSession, idea_id: UUID, form: Form
) -> Response[str]:
    shown = await ideas.any_idea(db, visitor.territory.id, idea_id)
    return page(request, "consultations/merging/desk_split.html", shown=shown, form=form, most=PARTS_MOST)


async def _reasoned(
    request: AnyRequest,
    visitor: Visitor,
    db: WriteSession,
    merge_id: UUID,
    name: str,
    use_case: Callable[..., Awaitable[Any]],
) -> Response[str] | Redirect:
    form = Form(await request.form())
    why = reading.because(form, name)
    doing = partial(use_case, db, merge_id, why, by=visitor)
    return await _tried(request, visitor, db, merge_id, form, name, doing)


async def _tried(
    request: AnyRequest,
    visitor: Visitor,
    db: WriteSession,
    merge_id: UUID,
    form: Form,
    name: str,
    use_case: Callable[[], Awaitable[object]],
) -> Response[str] | Redirect:
    """What came of it, said on its page; what was refused, beside its field."""
    if await attempt(db, form, name, use_case) is None:
        return await _one(request, visitor, db, merge_id, form)
    return said(to(request, f"{HERE}/{merge_id}"), "success", DONE[name])


async def _new(
    request: AnyRequest, visitor: Visitor, db: ReadSession, typed: str, form: Form
) -> Response[str]:
    here = visitor.territory.id
    chosen = await queries.by_numbers(db, here, reading.numbers(typed))
    return page(
        request,
        "consultations/merging/new.html",
        typed=typed,
        chosen=chosen,
        enough=len(chosen) >= SOURCES_LEAST,
        like=await _like(db, visitor, chosen),
        form=form if form.values else Form(_offered(chosen)),
    )


def _offered(chosen: list[Idea] | Any) -> dict[str, str]:
    """To begin with: the title of the oldest, and all texts one after the other."""
    if not chosen:
        return {}
    return {"title": chosen[0].title, "body": "\n\n".join(one.body for one in chosen)[:BODY_MOST]}


async def _like(db: ReadSession, visitor: Visitor, chosen: Any) -> list[Any]:
    """Others that may say the same as the oldest of them."""
    if not chosen:
        return []
    known = {one.id for one in chosen}
    found = await similar(
        db,
        visitor.territory.id,
        chosen[0].title,
        audiences=[one.value for one in audiences_of(visitor)],
        besides=chosen[0].id,
    )
    return [one for one in found if one.id not in known]


async def _one(
    request: AnyRequest, visitor: Visitor, db: ReadSession, merge_id: UUID, form: Form
) -> Response[str]:
    shown, at = await queries.any_merge(db, visitor.territory.id, merge_id), await db.now()
    person, merged = person_of(visitor).id, shown.merge.merged_at
    return page(
        request,
        "consultations/merging/one.html",
        shown=shown,
        concerned=shown.answer_of(person) is not None,
        proposed=shown.merge.proposed_by == person,
        undoable=shown.state is MergeState.MERGED and merged is not None and at < merged + UNDOING,
        idea=await db.get(Idea, shown.merge.idea_id) if shown.merge.idea_id else None,
        labels=STATES,
        tones=TONES,
        form=form,
        here=f"{HERE}/{merge_id}",
    )


ROUTES = (MergeDesk, split_form, split_idea)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Merged ideas"),
        HERE,
        may_moderate,
        queries.waiting_count,
        say_count("%(num)s merging of ideas waits for you", "%(num)s mergings of ideas wait for you"),
    ),
)
