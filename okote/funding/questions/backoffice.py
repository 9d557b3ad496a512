"""The back office of questions: those that wait, and what became of the others."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding.permissions import may_write_campaign, may_write_campaigns, own_holders
from okote.funding.questions import queries, service
from okote.funding.questions.rules import ANSWER_MOST, REASON_MOST
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

QUESTIONS = "/back-office/questions"


class QuestionPages(Controller):
    path = QUESTIONS
    guards = (requires(may_write_campaigns),)

    @get()
    async def questions(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Those that wait, then the others; a holder's people see those about their own campaigns."""
        here, holders = visitor.territory.id, own_holders(visitor)
        handled = await queries.handled_questions(reading, here, holders, before)
        return page(
            request,
            "funding/questions/list.html",
            waiting=[] if before else await queries.open_questions(reading, here, holders),
            handled=latest(handled, before, key=lambda one: one.question.id),
            before=before,
        )

    @get("/{question_id:uuid}")
    async def question(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, question_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, question_id, Form())

    @post("/{question_id:uuid}/answer")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, question_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        text = form.text("answer", most=ANSWER_MOST)
        use_case = partial(service.answer, db, question_id, text, by=visitor)
        if await attempt(db, form, "answer", use_case) is None:
            return await _one(request, db, visitor, question_id, form)
        return said(
            to(request, QUESTIONS), "success", say("Everyone can read the question and your answer now.")
        )

    @post("/{question_id:uuid}/set-aside")
    async def set_aside(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, question_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        use_case = partial(service.set_aside, db, question_id, reason, by=visitor)
        if await attempt(db, form, "reason", use_case) is None:
            return await _one(request, db, visitor, question_id, form)
        return said(
            to(request, QUESTIONS), "success", say("The question is set aside; who asked it reads why.")
        )


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, question_id: UUID, form: Form
) -> Response[str]:
    asked = await queries.question_in(db, visitor.territory.id, question_id)
    require(may_write_campaign(visitor, asked.campaign.holder_id))
    return page(request, "funding/questions/one.html", asked=asked, form=form)


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.late_questions(db, visitor.territory.id, own_holders(visitor))


ROUTES = (QuestionPages,)
SECTIONS = (
    Section(
        Place.PROJECTS,
        say("Questions"),
        QUESTIONS,
        may_write_campaigns,
        _waiting,
        say_count(
            "%(num)s question without an answer for three days",
            "%(num)s questions without an answer for three days",
        ),
    ),
)
