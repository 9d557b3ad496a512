"""The service answers each finding: accepted, which makes an action of it, refused, or already done."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.measures.words import SEVERITIES
from consultations.permissions import may_answer, may_see_ideas
from consultations.testing.backoffice.desk import HERE, followed
from consultations.testing.models import Finding, FindingAnswer
from consultations.testing.queries.findings import findings_read
from consultations.testing.rules.findings import ANSWER_MOST, ANSWERS, FindingState, due
from consultations.testing.rules.reading import Stage
from consultations.testing.service.findings import answer
from consultations.testing.words import FINDING_STATES, FINDING_TONES
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession


class AnsweringDesk(Controller):
    path = HERE
    guards = (requires(may_see_ideas),)

    @get("/{test_id:uuid}/findings")
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
    ) -> Response[str]:
        """The worst first, each with its answer or a form for it."""
        return await _listed(request, reading, visitor, test_id, Form())

    @post("/findings/{finding_id:uuid}/answer")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, finding_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        kept = await one_of(db, Finding, visitor.territory.id, finding_id)
        await followed(db, visitor, kept.campaign_id)
        form = Form(await request.form())
        chosen = form.choice(f"answer-{finding_id}", [one for one in FindingState if one in ANSWERS])
        words = form.text(f"why-{finding_id}", most=ANSWER_MOST, required=False)

        async def use_case() -> FindingAnswer:
            return await answer(db, finding_id, FindingState(chosen), words, by=visitor)

        given = await attempt(db, form, f"why-{finding_id}", use_case)
        if given is None:
            return await _listed(request, db, visitor, kept.campaign_id, form)
        text = (
            say("It is accepted: an action is proposed, say there until when it will be done.")
            if given.action_id is not None
            else say("The answer is kept.")
        )
        return said(to(request, f"{HERE}/{kept.campaign_id}/findings"), "success", text)


async def _listed(
    request: AnyRequest, db: ReadSession, visitor: Visitor, test_id: UUID, form: Form
) -> Response[str]:
    stands = await followed(db, visitor, test_id)
    require(may_answer(visitor, stands.procedure.service_id) and stands.stage >= Stage.READING)
    published = stands.campaign.published_at
    return page(
        request,
        "consultations/testing/answer.html",
        stands=stands,
        findings=await findings_read(db, test_id, stands.complete),
        due=None if published is None else due(published),
        waits=FindingState.REVIEWED,
        refused=FindingState.REFUSED,
        states=FINDING_STATES,
        tones=FINDING_TONES,
        severities=SEVERITIES,
        form=form,
    )
