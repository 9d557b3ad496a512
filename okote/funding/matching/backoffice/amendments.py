"""Changing what a partner committed to: another ceiling, or its withdrawal, for all to read."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding import fields
from okote.funding.matching import service
from okote.funding.matching.queries import commitment_in, filled, sums_of
from okote.funding.matching.wording import promised
from okote.funding.permissions import may_force_withdrawal, may_sign_commitment, may_sign_commitments
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

REASON = 500
"""Characters that everyone reads."""


class AmendmentPages(Controller):
    path = "/back-office/commitments/{commitment_id:uuid}"
    guards = (requires(may_sign_commitments),)

    @get()
    async def show(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        commitment_id: FromPath[UUID],
    ) -> Response[str]:
        return await _page(request, reading, visitor, commitment_id, Form())

    @post()
    async def amend(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        commitment_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        ceiling = fields.amount(form, "ceiling", language=visitor.language)
        reason = form.text("reason", most=REASON)
        written = None
        if ceiling is not None:
            use_case = partial(service.amend_commitment, db, commitment_id, ceiling, reason, by=visitor)
            written = await attempt(db, form, "ceiling", use_case)
        if written is None:
            return await _page(request, db, visitor, commitment_id, form)
        answer = to(request, f"/back-office/campaigns/{written.campaign_id}/commitments")
        return said(answer, "success", say("The ceiling is changed, and everyone can read why."))

    @post("/withdraw")
    async def withdraw(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        commitment_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("withdrawal", most=REASON)
        use_case = partial(service.withdraw_commitment, db, commitment_id, reason, by=visitor)
        written = await attempt(db, form, "withdrawal", use_case)
        if written is None:
            return await _page(request, db, visitor, commitment_id, form)
        answer = to(request, f"/back-office/campaigns/{written.campaign_id}/commitments")
        return said(answer, "success", say("The withdrawal is noted, and everyone can read why."))


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, commitment_id: UUID, form: Form
) -> Response[str]:
    commitment = await commitment_in(db, visitor.territory.id, commitment_id)
    require(may_sign_commitment(visitor, commitment.partner.id))
    matching = (await sums_of(db, [commitment.campaign.id]))[commitment.campaign.id].matching
    (envelope,) = await filled(db, [commitment.envelope])
    return page(
        request,
        "funding/matching/amend.html",
        commitment=commitment,
        standing=next(one for one in matching.standings() if one.commitment.id == commitment_id),
        filled=envelope,
        may_change=service.amendable(commitment.campaign, await db.now()),
        may_force=may_force_withdrawal(visitor),
        promised=partial(promised, wording_of(request)),
        form=form,
    )
