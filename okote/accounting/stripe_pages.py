"""What is under way with Stripe, what failed there, and what only a person can settle."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting import words
from okote.identity.permissions import may_administer, may_keep_accounts, person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import is_alone
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import ONE_MORE, Before, latest
from payments.inbox import queries as inbox
from payments.operations import queries as operations
from payments.operations import service as payments
from payments.operations.rules import NotRefundableError
from payments.sessions import ReadSession

HERE = "/back-office/stripe"


class StripePages(Controller):
    path = HERE

    @get(guards=[requires(may_keep_accounts)])
    async def under_way(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        flagged: Before = None,
        failed: Before = None,
        operation: Before = None,
        payment: Before = None,
    ) -> Response[str]:
        """What a person must look at, then what goes on by itself; each list turns its own pages."""
        of = (reading, visitor.territory.book)
        to_look_at = await operations.flagged_payments(*of, before=flagged, limit=ONE_MORE)
        given_up = await operations.failed_operations(*of, before=failed, limit=ONE_MORE)
        asked = await operations.operations_under_way(*of, before=operation, limit=ONE_MORE)
        begun = await operations.payments_under_way(*of, before=payment, limit=ONE_MORE)
        return page(
            request,
            "accounting/stripe.html",
            flagged=latest(to_look_at, flagged, name="flagged"),
            failed=latest(given_up, failed, name="failed"),
            operations=latest(asked, operation, name="operation"),
            payments=latest(begun, payment, name="payment"),
            positions={"flagged": flagged, "failed": failed, "operation": operation, "payment": payment},
            words=words.CONTEXT,
            may_read_inbox=may_administer(visitor),
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
    async def inbox(self, request: AnyRequest, reading: Reading, before: Before = None) -> Response[str]:
        """What Stripe told this installation, the latest first.

        Where it has several territories, whoever runs it looks after that: an event names none of them.
        """
        if not await is_alone(reading):
            return page(request, "accounting/inbox.html", events=None)
        told = latest(await inbox.events(reading, before=before, limit=ONE_MORE), before)
        return page(request, "accounting/inbox.html", events=told, remarks=words.REMARKS)


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """What failed or was put aside, and nobody but a person will take up."""
    return await operations.waiting_for_a_person(db, visitor.territory.book)
