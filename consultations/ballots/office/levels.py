"""The questions of the data protection authority about a ballot, its level, and the assessment to fill in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries
from consultations.ballots.level.assessment import assessment
from consultations.ballots.level.queries import latest, sheets
from consultations.ballots.level.rules import in_force, to_ask
from consultations.ballots.level.service import answer
from consultations.ballots.level.words import ASKS, LEVELS, NOT_OURS, OURS, QUESTIONS
from consultations.ballots.office import forms
from consultations.ballots.office.desk import told
from consultations.ballots.office.reading import FOLDER, HERE
from consultations.ballots.office.rules import Step
from consultations.ballots.office.words import STEPS
from consultations.ballots.rules import State
from consultations.permissions import may_write_processes
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.downloads import dated, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession


class LevelPages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get("/{ballot_id:uuid}/level")
    async def level(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        sheet = await latest(reading, ballot_id)
        answers = {} if sheet is None else sheet.answers
        typed = {question.value: "yes" if said else "no" for question, said in answers.items()}
        return await _level(request, reading, visitor, Form(typed), ballot_id)

    @post("/{ballot_id:uuid}/level")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        asked = to_ask(visitor.territory.day(await db.now()))
        given = forms.answers(form, asked)
        left = [question.value for question in asked.points if question not in given]

        async def use_case() -> Any:
            return await answer(db, ballot_id, given, by=visitor)

        if await attempt(db, form, left[0] if left else "announce", use_case) is None:
            return await _level(request, db, visitor, form, ballot_id)
        return said(to(request, f"{HERE}/{ballot_id}/level"), "success", say("The answers are kept."))

    @get("/{ballot_id:uuid}/level/assessment")
    async def assessment(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[Any]:
        """A template with the facts of the ballot, to be gone on with in any editor of texts."""
        shown = await queries.ballot(reading, visitor.territory.id, ballot_id)
        words = wording_of(request)
        facts = await told(reading, words, visitor, shown)
        at = await reading.now()
        text = assessment(words, visitor.territory, shown, facts, await latest(reading, ballot_id), at)
        name = f"{dated(visitor.territory.day(at), 'impact-assessment')}.md"
        return download(text.encode(), "text/markdown; charset=utf-8", name)


async def _level(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, ballot_id: UUID
) -> Response[str]:
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    day, known = visitor.territory.day(await db.now()), await sheets(db, ballot_id)
    asked = to_ask(day)
    return page(
        request,
        f"{FOLDER}level.html",
        shown=shown,
        form=form,
        step=Step.LEVEL,
        steps=STEPS,
        draft=shown.state is State.DRAFT,
        asked=asked,
        in_force=in_force(day) is not None,
        questions=[(one.value, QUESTIONS[one]) for one in asked.points],
        sheets=known,
        levels=LEVELS,
        asks=ASKS,
        ours=OURS,
        not_ours=NOT_OURS,
    )
