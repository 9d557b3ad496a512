"""What testers wrote, read by an organiser before anyone else: remarks, then what they stumbled on."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.measures.words import SEVERITIES
from consultations.permissions import may_run_panels
from consultations.procedures.names.rules import suspects
from consultations.ratings.rules import Review
from consultations.ratings.words import REVIEWS
from consultations.ratings.words import TONES as REVIEW_TONES
from consultations.testing.backoffice.desk import HERE
from consultations.testing.models import Finding, Remark, Sitting
from consultations.testing.queries.findings import READ, findings_to_review
from consultations.testing.queries.results import remarks_to_review
from consultations.testing.queries.standing import standing
from consultations.testing.rules.findings import BODY_MOST, TITLE_MOST
from consultations.testing.rules.reading import Reader, Thing
from consultations.testing.rules.sittings import WORDS_MOST
from consultations.testing.service.findings import Reviewed, review, set_aside
from consultations.testing.service.remarks import review_remark
from consultations.testing.words import FINDING_STATES, FINDING_TONES
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

OWN, SAME, ASIDE = "own", "same", "aside"
"""What becomes of a finding: told under a number, counted with another, or not told."""


class ReviewDesk(Controller):
    path = HERE
    guards = (requires(may_run_panels),)

    @get("/{test_id:uuid}/texts")
    async def texts(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
    ) -> Response[str]:
        return await _texts(request, reading, visitor, test_id, Form())

    @post("/remarks/{remark_id:uuid}")
    async def remark(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, remark_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Each text has a form of its own, its fields named for it."""
        kept = await one_of(db, Remark, visitor.territory.id, remark_id)
        sitting = await one_of(db, Sitting, visitor.territory.id, kept.sitting_id)
        form = Form(await request.form())
        name, told = f"review-{remark_id}", f"told-{remark_id}"
        chosen = form.choice(name, [one for one in Review if one is not Review.WAITING])
        redacted = form.text(told, most=WORDS_MOST, required=chosen == Review.REDACTED)

        async def use_case() -> Remark:
            return await review_remark(db, remark_id, Review(chosen), redacted, by=visitor)

        if await attempt(db, form, told, use_case) is None:
            return await _texts(request, db, visitor, sitting.campaign_id, form)
        return said(to(request, f"{HERE}/{sitting.campaign_id}/texts"), "success", say("It is decided."))

    @post("/findings/{finding_id:uuid}")
    async def finding(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, finding_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        kept = await one_of(db, Finding, visitor.territory.id, finding_id)
        form = Form(await request.form())
        name, title = f"decision-{finding_id}", f"title-{finding_id}"
        chosen = form.choice(name, [OWN, SAME, ASIDE])
        told = _told(form, finding_id, required=chosen == OWN)
        others = [
            str(one.id)
            for one, _ in await findings_to_review(db, kept.campaign_id)
            if one.state in READ and one.id != finding_id
        ]
        same = form.choice(f"same-{finding_id}", others) if chosen == SAME else ""

        async def use_case() -> Finding:
            if chosen == OWN:
                return await review(db, finding_id, told, by=visitor)
            return await set_aside(db, finding_id, UUID(same) if same else None, by=visitor)

        if await attempt(db, form, title, use_case) is None:
            return await _texts(request, db, visitor, kept.campaign_id, form)
        return said(to(request, f"{HERE}/{kept.campaign_id}/texts"), "success", say("It is decided."))


def _told(form: Form, finding_id: UUID, *, required: bool) -> Reviewed:
    return Reviewed(
        " ".join(form.text(f"title-{finding_id}", most=TITLE_MOST, required=required).split()),
        form.text(f"words-{finding_id}", most=BODY_MOST, required=False),
        form.text(f"suggestion-{finding_id}", most=BODY_MOST, required=False),
        form.ticked(f"picture-{finding_id}"),
    )


async def _texts(
    request: AnyRequest, db: ReadSession, visitor: Visitor, test_id: UUID, form: Form
) -> Response[str]:
    stands = await standing(db, visitor.territory.id, test_id)
    require(stands.reader(visitor) is Reader.ORGANISER)
    reads = stands.may(visitor, Thing.WRITTEN)
    remarks = await remarks_to_review(db, test_id) if reads else ()
    findings = await findings_to_review(db, test_id) if reads else ()
    found: dict[Any, Any] = {one.id: list(suspects(one.words)) for one, _ in remarks}
    found |= {one.id: list(suspects(f"{one.title}\n{one.words}\n{one.suggestion}")) for one, _ in findings}
    return page(
        request,
        "consultations/testing/texts.html",
        stands=stands,
        reads=reads,
        remarks=remarks,
        findings=findings,
        numbered=[(one.id, f"{one.number}. {one.told_title}") for one, _ in findings if one.state in READ],
        suspects=found,
        reviews=REVIEWS,
        review_tones=REVIEW_TONES,
        states=FINDING_STATES,
        tones=FINDING_TONES,
        severities=SEVERITIES,
        form=form,
    )
