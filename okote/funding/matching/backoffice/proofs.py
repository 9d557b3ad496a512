"""Papers that show that a partner has paid: sent by its people, read by whoever sees the partner."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from okote.funding.matching.backoffice.calls import call_page
from okote.funding.matching.models import FundsProof
from okote.funding.matching.queries import commitment_in
from okote.funding.matching.service import add_proof
from okote.funding.permissions import may_see_partner, may_see_partners
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.downloads import dated, present
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, said, to
from okote.web.requests import TAKES_FILES


class ProofPages(Controller):
    path = "/back-office/calls/{commitment_id:uuid}/proofs"
    guards = (requires(may_see_partners),)

    @post(opt={TAKES_FILES: True})
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        commitment_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """An accountant then looks whether the holder has the money."""
        form = Form(dict(await request.form()))
        data = await form.file("paper")
        adding = partial(add_proof, db, commitment_id, data, folder=settings.uploads_folder, by=visitor)
        if await attempt(db, form, "paper", adding) is None:
            return await call_page(request, db, visitor, commitment_id, form)
        there = to(request, f"/back-office/calls/{commitment_id}")
        return said(there, "success", say("Your proof is with the accountants, who check that it came."))

    @get("/{proof_id:uuid}")
    async def read(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        commitment_id: FromPath[UUID],
        proof_id: FromPath[UUID],
    ) -> File:
        """As a download, never shown within a page."""
        commitment = await commitment_in(reading, visitor.territory.id, commitment_id)
        require(may_see_partner(visitor, commitment.partner.id))
        proof = await one_of(reading, FundsProof, visitor.territory.id, proof_id)
        if proof.commitment_id != commitment_id:
            raise NotFoundError
        return File(
            present(kept_paper(settings.uploads_folder, proof)),
            filename=dated(visitor.territory.day(proof.sent_at), f"proof.{proof.kind}"),
            media_type=proof.kind.media_type,
            headers={"cache-control": "no-store"},
        )
