"""What is under way with Stripe, what failed there, and what only a person can settle."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting import words
from okote.accounting.deeds import EVENT, AccountingDeed
from okote.accounting.giving_back import give_back, put_aside
from okote.accounting.reconciling.service import whose
from okote.approvals.pages import said_or_waits
from okote.approvals.queries import sum_above
from okote.approvals.rules import needs_second
from okote.backoffice.why import ask_why, reason
from okote.identity.permissions import may_administer, may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import is_alone
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.inbox import queries as inbox
from payments.inbox.models import StripeEvent
from payments.inbox.service import handle_again
from payments.operations import queries as operations
from payments.operations.rules import NotRefundableError
from payments.reconciliation.queries import open_by_kind
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

    @get("/payments/{payment_id:uuid}/give-back", guards=[requires(may_keep_accounts)])
    async def why_give_back(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, payment_id: FromPath[UUID]
    ) -> Response[str]:
        return await _why_give_back(request, visitor, reading, payment_id, Form())

    @post("/payments/{payment_id:uuid}/give-back", guards=[requires(may_keep_accounts)])
    async def give_it_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, payment_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Give what is in quarantine back to its payer; the refund's row keeps who decided it."""
        form = Form(await request.form())
        why = reason(form)
        if not form.sound:
            return await _why_give_back(request, visitor, db, payment_id, form)
        try:
            waits = await give_back(db, payment_id, why, by=visitor)
        except NotRefundableError:
            return said(to(request, HERE), "notice", say("Nothing of this payment is left to give back."))
        return said_or_waits(to(request, HERE), waits, say("The payment is on its way back to its payer."))

    @get("/inbox", guards=[requires(may_administer)])
    async def inbox(self, request: AnyRequest, reading: Reading, before: Before = None) -> Response[str]:
        """What Stripe told this installation, the latest first.

        Where it has several territories, whoever runs it looks after that: an event names none of them.
        """
        if not await is_alone(reading):
            return page(request, "accounting/inbox.html", events=None)
        told = latest(await inbox.events(reading, before=before, limit=ONE_MORE), before)
        return page(request, "accounting/inbox.html", events=told, remarks=words.REMARKS)

    @get("/inbox/{event_id:uuid}/again", guards=[requires(may_administer)])
    async def why_again(
        self, request: AnyRequest, reading: Reading, event_id: FromPath[UUID]
    ) -> Response[str]:
        return await _why_again(request, reading, event_id, Form())

    @post("/inbox/{event_id:uuid}/again", guards=[requires(may_administer)])
    async def again(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, event_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Look once more for what an event is about: it may have come before our own row."""
        form = Form(await request.form())
        why = reason(form)
        if not form.sound:
            return await _why_again(request, db, event_id, form)
        event = await _passed_over(db, event_id)
        was = EVENT.facts(event)
        await handle_again(db, event)
        await note(db, visitor.doer, AccountingDeed.EVENT_HANDLED_AGAIN, event, was, reason=why)
        return said(to(request, f"{HERE}/inbox"), "success", say("The message is looked at again."))


async def _why_give_back(
    request: AnyRequest, visitor: Visitor, db: ReadSession, payment_id: UUID, form: Form
) -> Response[str]:
    payment = await put_aside(db, visitor, payment_id)
    above = await sum_above(db, visitor.territory.id)
    return ask_why(
        request,
        form,
        title=say("Give it back to the payer"),
        about=wording_of(request).money(payment.received),
        means=say("What came is given back whole, by the way it came."),
        path=f"{HERE}/payments/{payment_id}/give-back",
        back=HERE,
        second=needs_second(payment.received, above),
    )


async def _passed_over(db: ReadSession, event_id: UUID) -> StripeEvent:
    """What was handled with a remark, where the installation is one territory's alone."""
    event = await db.get(StripeEvent, event_id) if await is_alone(db) else None
    if event is None or event.remark is None:
        raise NotFoundError
    return event


async def _why_again(request: AnyRequest, db: ReadSession, event_id: UUID, form: Form) -> Response[str]:
    event = await _passed_over(db, event_id)
    return ask_why(
        request,
        form,
        title=say("Look at the message again"),
        about=f"{event.type} · {event.event_id}",
        means=say("What it is about is looked for once more, and Stripe is asked how that stands."),
        path=f"{HERE}/inbox/{event_id}/again",
        back=f"{HERE}/inbox",
    )


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """What failed, was put aside or differs from Stripe, and nobody but a person will take up."""
    differing = await open_by_kind(db, await whose(db, visitor))
    return await operations.waiting_for_a_person(db, visitor.territory.book) + sum(differing.values())
