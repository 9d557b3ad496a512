"""A merging for everyone; an author's answer, a carried support taken back, an author's own split."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ideas import queries as ideas
from consultations.merging import queries, reading, service
from consultations.merging.links import opened
from consultations.merging.queries import ShownMerge
from consultations.merging.rules import OPEN, PARTS_MOST, MergeState
from consultations.merging.splitting import split as split_up
from consultations.merging.words import STATES, TONES
from okote.identity.permissions import person_of, require, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from payments.sessions import ReadSession

MERGE = "/ideas/merges/{merge_id:uuid}"
FOR = "/ideas/merges/for/{token:str}"
SPLIT = "/ideas/{idea_id:uuid}/split"
SIGNED_IN = [requires(signed_in)]

ANSWERED = say("Thank you: what you say counts.")


@get(MERGE)
async def merge(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, merge_id: FromPath[UUID]
) -> Response[str]:
    """What is proposed or was done, why, and by when authors may object."""
    shown = await queries.merge(reading, visitor, merge_id)
    person = visitor.person.id if visitor.person else None
    return await _page(request, reading, shown, person, f"/ideas/merges/{merge_id}", Form())


@post(f"{MERGE}/answer", guards=SIGNED_IN)
async def answer(
    request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
) -> Response[str] | Redirect:
    shown = await queries.merge(db, visitor, merge_id)
    here = f"/ideas/merges/{merge_id}"
    return await _answered(request, db, visitor, shown, person_of(visitor).id, here)


@post(f"{MERGE}/withdraw", guards=SIGNED_IN)
async def withdraw(
    request: AnyRequest, visitor: TheVisitor, db: Writing, merge_id: FromPath[UUID]
) -> Redirect:
    await service.withdraw(db, visitor.territory.id, merge_id, person_of(visitor).id)
    return _withdrawn(request, f"/ideas/merges/{merge_id}")


@get(FOR)
async def for_one(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    token: FromPath[str],
) -> Response[str]:
    """What a mail leads to: looking at it says and takes back nothing."""
    merge_id, person_id = opened(settings, token)
    shown = await queries.any_merge(reading, visitor.territory.id, merge_id)
    return await _page(request, reading, shown, person_id, f"/ideas/merges/for/{token}", Form())


@post(f"{FOR}/answer")
async def answer_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, token: FromPath[str]
) -> Response[str] | Redirect:
    """Without signing in: the mail is the proof."""
    merge_id, person_id = opened(settings, token)
    shown = await queries.any_merge(db, visitor.territory.id, merge_id)
    return await _answered(request, db, visitor, shown, person_id, f"/ideas/merges/for/{token}")


@post(f"{FOR}/withdraw")
async def withdraw_by_link(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, token: FromPath[str]
) -> Redirect:
    """Without signing in: the mail is the proof."""
    merge_id, person_id = opened(settings, token)
    await service.withdraw(db, visitor.territory.id, merge_id, person_id)
    return _withdrawn(request, f"/ideas/merges/for/{token}")


def _withdrawn(request: AnyRequest, here: str) -> Redirect:
    return said(to(request, here), "success", say("You no longer support the merged idea."))


async def _answered(
    request: AnyRequest, db: Writing, visitor: Visitor, shown: ShownMerge, person: UUID, here: str
) -> Response[str] | Redirect:
    form = Form(await request.form())
    chosen, reason = reading.answer(form)
    if chosen is not None:
        use_case = partial(service.answer, db, visitor.territory.id, shown.merge.id, person, chosen, reason)
        if await attempt(db, form, "answer", use_case) is not None:
            return said(to(request, here), "success", ANSWERED)
    return await _page(request, db, shown, person, here, form)


async def _page(
    request: AnyRequest, db: ReadSession, shown: ShownMerge, person: UUID | None, here: str, form: Form
) -> Response[str]:
    idea, at = shown.merge.idea_id, await db.now()
    own = shown.answer_of(person)
    carried = idea is not None and person is not None and await queries.carried(db, idea, person)
    return page(
        request,
        "consultations/merging/merge.html",
        shown=shown,
        sources=[one for one in shown.sources if one.shown],
        own=own,
        may_answer=own is not None and shown.state in OPEN and at < shown.merge.objections_until,
        carried=carried and shown.state is MergeState.MERGED,
        labels=STATES,
        tones=TONES,
        here=here,
        form=form,
    )


@get("/ideas/{idea_id:uuid}/origins")
async def origins(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """All that was proposed and done to make it one with others, or several of it."""
    shown = await ideas.idea(reading, visitor, idea_id)
    merges, split, part_of = await queries.of_idea(reading, visitor, idea_id)
    return page(
        request,
        "consultations/merging/origins.html",
        shown=shown,
        merges=merges,
        split=split,
        part_of=part_of,
        labels=STATES,
        tones=TONES,
    )


@get(SPLIT, guards=SIGNED_IN)
async def split_form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """By its author, who writes its parts anew."""
    return await _split_page(request, visitor, reading, idea_id, Form())


@post(SPLIT, guards=SIGNED_IN)
async def split(
    request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    parts, why = reading.parts(form), reading.because(form)
    if await attempt(db, form, "title-1", partial(split_up, db, idea_id, parts, why, by=visitor)) is None:
        return await _split_page(request, visitor, db, idea_id, form)
    text = say("Your idea is split: whoever supports it is told, and chooses.")
    return said(to(request, f"/ideas/{idea_id}"), "success", text)


async def _split_page(
    request: AnyRequest, visitor: Visitor, db: ReadSession, idea_id: UUID, form: Form
) -> Response[str]:
    shown = await ideas.idea(db, visitor, idea_id)
    require(shown.idea.person_id == person_of(visitor).id)
    return page(
        request, "consultations/merging/split.html", shown=shown, form=form, most=PARTS_MOST, desk=False
    )


ROUTES = (
    merge,
    answer,
    withdraw,
    for_one,
    answer_by_link,
    withdraw_by_link,
    origins,
    split_form,
    split,
)
