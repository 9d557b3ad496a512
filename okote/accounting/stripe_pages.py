"""What is under way with Stripe, what failed there, and what only a person can settle."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.accounting import words
from okote.identity.permissions import may_administer, may_keep_accounts, person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import is_alone
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.inbox import queries as inbox
from payments.operations import queries as operations
from payments.operations import service as payments
from payments.operations.models import Operation, Payment
from payments.operations.rules import NotRefundableError
from payments.sessions import ReadSession

PAGE = operations.PAGE
HERE = "/back-office/stripe"

Row = TypeVar("Row", Payment, Operation)


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list; `older` is where the next one begins."""

    rows: Sequence[Row]
    before: UUID | None
    older: UUID | None


async def _listed(
    query: Callable[..., Awaitable[Sequence[Row]]], db: ReadSession, book: UUID, before: UUID | None
) -> Listed[Row]:
    found = await query(db, book, before=before, limit=PAGE + 1)
    return Listed(found[:PAGE], before, found[PAGE - 1].id if len(found) > PAGE else None)


class StripePages(Controller):
    path = HERE

    @get(guards=[requires(may_keep_accounts)])
    async def under_way(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        flagged: FromQuery[UUID | None] = None,
        failed: FromQuery[UUID | None] = None,
        operation: FromQuery[UUID | None] = None,
        payment: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """What a person must look at, then what goes on by itself; each list turns its own pages."""
        book = visitor.territory.book
        return page(
            request,
            "accounting/stripe.html",
            flagged=await _listed(operations.flagged_payments, reading, book, flagged),
            failed=await _listed(operations.failed_operations, reading, book, failed),
            operations=await _listed(operations.operations_under_way, reading, book, operation),
            payments=await _listed(operations.payments_under_way, reading, book, payment),
            words=words.CONTEXT,
        )

    @post("/payments/{payment_id:uuid}/give-back", guards=[requires(may_keep_accounts)])
    async def give_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, payment_id: FromPath[UUID]
    ) -> Redirect:
        """Give what is in quarantine back to its payer; the refund's row keeps who decided it."""
        if not await operations.is_quarantined(db, visitor.territory.book, payment_id):
            raise NotFoundError
        try:
            await payments.refund(db, payment_id, reason="quarantine", by=person_of(visitor).id)
        except NotRefundableError:
            return said(to(request, HERE), "notice", say("Nothing of this payment is left to give back."))
        return said(to(request, HERE), "success", say("The payment is on its way back to its payer."))

    @get("/inbox", guards=[requires(may_administer)])
    async def inbox(
        self, request: AnyRequest, reading: Reading, before: FromQuery[UUID | None] = None
    ) -> Response[str]:
        """What Stripe told this installation, the latest first.

        Where it has several territories, whoever runs it looks after that: an event names none of them.
        """
        if not await is_alone(reading):
            return page(request, "accounting/inbox.html", events=None)
        found = await inbox.events(reading, before=before, limit=PAGE + 1)
        shown = found[:PAGE]
        older = shown[-1].id if len(found) > PAGE else None
        return page(
            request,
            "accounting/inbox.html",
            events=shown,
            before=before,
            older=older,
            remarks=words.REMARKS,
        )


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """What failed or was put aside, and nobody but a person will take up."""
    return await operations.waiting_for_a_person(db, visitor.territory.book)
