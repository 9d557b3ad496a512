"""The back office of calls for funds: called, late, received; partners pay holders outside the platform."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import col, func, select

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.attempts import attempt
from okote.funding.closing.rules import CallStatus, call_status
from okote.funding.matching import service
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.matching.queries import Promise, promise_in, promises
from okote.funding.permissions import (
    may_record_funds,
    may_see_every_partner,
    may_see_partner,
    may_see_partners,
)
from okote.identity.models import Role
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

PROOF = 300
"""Characters of the reference of a payment."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a partner promised, what it was called for, and where that stands."""

    promise: Promise
    asked: FundsCall
    status: CallStatus


class CallPages(Controller):
    path = "/back-office/calls"
    guards = (requires(may_see_partners),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """The first one due first; a partner's people see their own."""
        found = await promises(reading, visitor.territory.id, partner_ids=_own(visitor), called=True)
        return page(
            request, "funding/closing/calls.html", calls=_calls(found, await _today(reading, visitor))
        )

    @get("/{commitment_id:uuid}")
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, commitment_id: FromPath[UUID]
    ) -> Response[str]:
        return await _page(request, reading, visitor, commitment_id, Form())

    @post("/{commitment_id:uuid}", guards=[requires(may_record_funds)])
    async def receive(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, commitment_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Note that the holder was paid, with the proof."""
        form = Form(await request.form())
        received_on, proof = fields.day(form, "received_on"), form.text("proof", most=PROOF)
        if form.sound and received_on is not None:
            use_case = service.record_receipt(
                db, commitment_id, received_on=received_on, proof=proof, by=visitor
            )
            await attempt(db, form, "received_on", use_case)
        if not form.sound:
            return await _page(request, db, visitor, commitment_id, form)
        answer = to(request, f"/back-office/calls/{commitment_id}")
        return said(answer, "success", say("The payment is recorded."))


async def _today(db: ReadSession, visitor: Visitor) -> date:
    """The day that it is in the territory."""
    return (await db.now()).astimezone(ZoneInfo(visitor.territory.time_zone)).date()


def _calls(found: Sequence[Promise], today: date) -> list[Call]:
    """Where each call stands on that day; what was never called is left out."""
    return [
        Call(one, one.call, call_status(one.call.due_on, one.call.received_on, today=today))
        for one in found
        if one.call is not None
    ]


def _own(visitor: Visitor) -> Collection[UUID] | None:
    """The partners that a visitor is about; None for whoever sees all."""
    return None if may_see_every_partner(visitor) else visitor.scopes(Role.PARTNER)


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, commitment_id: UUID, form: Form
) -> Response[str]:
    promise = await promise_in(db, visitor.territory.id, commitment_id)
    require(may_see_partner(visitor, promise.partner.id))
    calls = _calls([promise], await _today(db, visitor))
    if not calls:
        raise NotFoundError
    return page(
        request,
        "funding/closing/call.html",
        call=calls[0],
        form=form,
        may_record=may_record_funds(visitor),
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    """Calls that are late."""
    statement = select(func.count()).select_from(FundsCall)
    statement = of_territory(statement, FundsCall.territory_id, visitor.territory.id).where(
        col(FundsCall.received_on).is_(None), col(FundsCall.due_on) < await _today(db, visitor)
    )
    if (own := _own(visitor)) is not None:
        promise = col(SignedCommitment.id) == FundsCall.commitment_id
        statement = statement.join(SignedCommitment, promise)
        statement = statement.where(col(SignedCommitment.partner_id).in_(own))
    return (await db.exec(statement)).one()


ROUTES = (CallPages,)

SECTIONS = (
    Section(Place.BACK_OFFICE, say("Calls for funds"), "/back-office/calls", may_see_partners, _waiting),
)
