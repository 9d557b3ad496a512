"""The back office of calls for funds: called, late, received; partners pay holders outside the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.approvals.pages import said_or_waits
from okote.approvals.permissions import may_approve
from okote.approvals.queries import waits_for
from okote.funding import accounts, fields
from okote.funding.matching import service
from okote.funding.matching.models import FundsCall
from okote.funding.matching.queries import NamedCommitment, commitment_in, commitments, unpaid_calls
from okote.funding.matching.queries.proofs import proofs_of
from okote.funding.matching.rules import FundsCallStatus, funds_call_status
from okote.funding.matching.service.receiving import RECEIVE
from okote.funding.permissions import (
    may_prove_payment,
    may_record_funds,
    may_see_partner,
    may_see_partners,
    own_partners,
)
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, to
from payments.ledger.queries import flows
from payments.money import Money
from payments.sessions import ReadSession

PROOF = 300
"""Characters of the reference of a payment."""


@dataclass(frozen=True, slots=True)
class Called:
    """A commitment, what its partner was called to pay for it, and where that stands."""

    commitment: NamedCommitment
    asked: FundsCall
    status: FundsCallStatus


class FundsCallPages(Controller):
    path = "/back-office/calls"
    guards = (requires(may_see_partners),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """The first one due first; a partner's people see their own."""
        found = await commitments(
            reading, visitor.territory.id, partner_ids=own_partners(visitor), called=True
        )
        calls = _called(found, visitor.territory.day(await reading.now()))
        return page(request, "funding/matching/calls.html", calls=calls)

    @get("/{commitment_id:uuid}")
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, commitment_id: FromPath[UUID]
    ) -> Response[str]:
        return await call_page(request, reading, visitor, commitment_id, Form())

    @post("/{commitment_id:uuid}", guards=[requires(may_record_funds)])
    async def receive(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, commitment_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Note that the holder was paid, with the proof."""
        form = Form(await request.form())
        received_on, proof = fields.day(form, "received_on"), form.text("proof", most=PROOF)
        noted = None
        if received_on is not None:
            paid = partial(service.record_receipt, db, commitment_id, received_on=received_on, proof=proof)
            noted = await attempt(db, form, "received_on", partial(paid, by=visitor))
        if noted is None:
            return await call_page(request, db, visitor, commitment_id, form)
        answer = to(request, f"/back-office/calls/{commitment_id}")
        return said_or_waits(answer, noted, say("The payment is recorded."))


def _called(found: Sequence[NamedCommitment], today: date) -> list[Called]:
    """Where each call stands on that day; what was never called is left out."""
    return [
        Called(
            one,
            asked,
            funds_call_status(asked.due_on, asked.received_on, today=today, called_off=one.is_called_off),
        )
        for one in found
        if (asked := one.funds_call) is not None
    ]


async def call_page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, commitment_id: UUID, form: Form
) -> Response[str]:
    commitment = await commitment_in(db, visitor.territory.id, commitment_id)
    require(may_see_partner(visitor, commitment.partner.id))
    calls = _called([commitment], visitor.territory.day(await db.now()))
    if not calls:
        raise NotFoundError
    return page(
        request,
        "funding/matching/call.html",
        call=calls[0],
        form=form,
        may_record=may_record_funds(visitor),
        may_approve=may_approve(visitor),
        waits=await waits_for(db, visitor.territory.id, RECEIVE, commitment_id),
        proofs=await proofs_of(db, commitment_id),
        given_back=await _given_back(db, visitor, commitment.campaign.id),
        may_prove=may_prove_payment(visitor, commitment.partner.id) and commitment.unpaid_call is not None,
    )


async def _given_back(db: ReadSession, visitor: Visitor, campaign_id: UUID) -> Money:
    """What donors were given back since, of the contributions that partners were called for."""
    pledges, owed = accounts.pledges_of(campaign_id), accounts.to_recover(campaign_id)
    moved = await flows(db, visitor.territory.book, [pledges])
    return sum((one for (_, *sides), one in moved.items() if sides == [pledges, owed]), Money.zero())


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """A partner's own calls to pay; for whoever watches over all, those that are late."""
    today = visitor.territory.day(await db.now())
    return await unpaid_calls(db, visitor.territory.id, today, partner_ids=own_partners(visitor))
