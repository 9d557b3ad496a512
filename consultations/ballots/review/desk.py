"""The office's second look: who shows a sign, what is set aside, what is decided where it is contested."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries as ballots
from consultations.ballots.review import queries, service
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.queries import Shown
from consultations.ballots.review.rules import WORDS_MOST, Group, Sign, Stage, Verdict, contested_until
from consultations.ballots.review.words import SIGNS, STAGES, TONES, VERDICTS, criteria
from consultations.ballots.rules import REASON_MOST, Mode, State
from consultations.permissions import may_publish_processes
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

DESK_OF = "/back-office/ballots"
FOLDER = "consultations/ballots/review/"

Seen = Sequence[tuple[Group, Sequence[Shown]]]


class ReviewDesk(Controller):
    path = f"{DESK_OF}/{{ballot_id:uuid}}/review"
    guards = (requires(may_publish_processes),)

    @get()
    async def review(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """The signs, and what is set aside; who shows one is told to whoever says why they ask."""
        return await _shown(request, reading, visitor, ballot_id, Form())

    @post("/look")
    async def look(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        found = await attempt(db, form, "reason", partial(service.look, db, ballot_id, reason, by=visitor))
        seen = None if found is None else await queries.shown(db, found)
        return await _shown(request, db, visitor, ballot_id, form, seen)

    @post("/set-aside")
    async def set_aside(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """The list is read once more where something is missing, for the same reason."""
        sent = await request.form()
        form = Form(sent)
        sign = form.choice("sign", list(Sign))
        words = form.text("words", most=WORDS_MOST)
        people = _people(sent.getall("vote", []))

        async def use_case() -> Sequence[SetAsideVote]:
            return await service.set_aside(db, ballot_id, people, Sign(sign), words, by=visitor)

        made = await attempt(db, form, "words", use_case)
        if made is None:
            again = partial(service.look, db, ballot_id, form.raw("reason")[:REASON_MOST], by=visitor)
            found = await attempt(db, Form(), "words", again)
            seen = None if found is None else await queries.shown(db, found)
            return await _shown(request, db, visitor, ballot_id, form, seen, ticked=people)
        text = say("What was ticked is set aside, and each voter is written to.")
        return said(to(request, f"{DESK_OF}/{ballot_id}/review"), "success", text)

    @get("/{aside_id:uuid}")
    async def one(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        ballot_id: FromPath[UUID],
        aside_id: FromPath[UUID],
    ) -> Response[str]:
        return await _one(request, reading, visitor, ballot_id, aside_id, Form())

    @post("/{aside_id:uuid}")
    async def decide(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        aside_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        verdict = form.choice("verdict", list(Verdict))
        answer = form.text("answer", most=WORDS_MOST)

        async def use_case() -> SetAsideVote:
            return await service.decide(db, aside_id, Verdict(verdict), answer, by=visitor)

        await _of(db, visitor, ballot_id, aside_id)
        if await attempt(db, form, "answer", use_case) is None:
            return await _one(request, db, visitor, ballot_id, aside_id, form)
        text = say("It is decided, and its voter is written to.")
        return said(to(request, f"{DESK_OF}/{ballot_id}/review"), "success", text)


def _people(sent: Sequence[Any]) -> frozenset[UUID]:
    """Those that were ticked; what is no identifier is nobody."""
    found = set()
    for one in sent:
        try:
            found.add(UUID(one))
        except (AttributeError, TypeError, ValueError):
            continue
    return frozenset(found)


async def _shown(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    ballot_id: UUID,
    form: Form,
    seen: Seen | None = None,
    *,
    ticked: Collection[UUID] = (),
) -> Response[str]:
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    if shown.ballot.mode is not Mode.OPEN:
        raise NotFoundError
    answer = page(
        request,
        f"{FOLDER}desk.html",
        form=form,
        shown=shown,
        ended=shown.state is State.ENDED,
        before=shown.state in {State.DRAFT, State.ANNOUNCED, State.OPEN},
        criteria=criteria(wording_of(request)),
        seen=seen,
        ticked=ticked,
        aside=await queries.told(db, ballot_id),
        signs=SIGNS,
        labelled=[(one.value, wording_of(request).say(label), None) for one, label in SIGNS.items()],
        stages=STAGES,
        tones=TONES,
        words_most=WORDS_MOST,
        reason_most=REASON_MOST,
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _of(db: ReadSession, visitor: Visitor, ballot_id: UUID, aside_id: UUID) -> SetAsideVote:
    """NotFoundError where it is not of that ballot."""
    row = await one_of(db, SetAsideVote, visitor.territory.id, aside_id)
    if row.ballot_id != ballot_id:
        raise NotFoundError
    return row


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, aside_id: UUID, form: Form
) -> Response[str]:
    """What its voter says, and what can be decided by whoever reads it."""
    row = await _of(db, visitor, ballot_id, aside_id)
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    [told] = [one for one in await queries.told(db, ballot_id) if one.row.id == row.id]
    words = wording_of(request)
    contested = told.stage is Stage.CONTESTED
    concerned = {row.person_id, *await queries.concerned(db, ballot_id)}
    allowed = [Verdict.RESTORED, *([Verdict.UPHELD] if contested else [])]
    answer = page(
        request,
        f"{FOLDER}one.html",
        form=form,
        shown=shown,
        told=told,
        row=row,
        sign=SIGNS[row.sign],
        stage_says=STAGES[told.stage],
        tone=TONES[told.stage],
        until=contested_until(row.at),
        decides=shown.state is State.ENDED and row.verdict is None,
        same=contested and row.set_by == person_of(visitor).id,
        conflict=person_of(visitor).id in concerned,
        verdicts=[(one.value, words.say(VERDICTS[one]), None) for one in allowed],
        words_most=WORDS_MOST,
    )
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (ReviewDesk,)
DESK = (
    (
        say("Votes to look at again"),
        lambda shown: f"{DESK_OF}/{shown.ballot.id}/review",
        lambda shown: shown.ballot.mode is Mode.OPEN and shown.state is not State.DRAFT,
    ),
)
"""For the page of one ballot: label, address, whether it is there."""
