"""What differs from Stripe, what was done about it, and what is left for a person."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.accounting import words as of_payments
from okote.accounting.reconciling import words
from okote.accounting.reconciling.service import close, seen, whose
from okote.backoffice.why import ask_why, reason
from okote.house import TheHouse
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.reconciliation import queries
from payments.reconciliation.jobs import reconcile_soon
from payments.reconciliation.queries import State
from payments.reconciliation.rules import Kind
from payments.reconciliation.service import AlreadyEndedError
from payments.sessions import ReadSession

HERE = "/back-office/stripe/reconciliation"


class ReconciliationPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        shown: FromQuery[State] = State.OPEN,
        kind: FromQuery[Kind | None] = None,
        before: Before = None,
    ) -> Response[str]:
        """The latest comparison, then what differs: of several territories, to each what is its own."""
        may = await whose(reading, visitor)
        found = await queries.differences(reading, may, state=shown, kind=kind, before=before, limit=ONE_MORE)
        return page(
            request,
            "accounting/reconciliation.html",
            run=await queries.latest(reading),
            whole=may.nobodys,
            counts=await queries.open_by_kind(reading, may),
            differences=latest(found, before),
            kinds=words.KINDS,
            states=words.STATES,
            shown=shown,
            kind=kind,
        )

    @post()
    async def now(self, request: AnyRequest, db: Writing) -> Redirect:
        """Compare as soon as a worker is free; one that waits is enough."""
        await reconcile_soon(db)
        return said(
            to(request, HERE), "success", say("It is compared with Stripe now; look again in a minute.")
        )

    @get("/{difference_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, difference_id: FromPath[UUID]
    ) -> Response[str]:
        difference = await seen(reading, visitor, difference_id)
        return page(
            request,
            "accounting/difference.html",
            difference=difference,
            state=queries.state_of(difference),
            states=words.STATES,
            told=words.KINDS[difference.kind],
            stands=_stands(difference.stands),
        )

    @get("/{difference_id:uuid}/close")
    async def why_close(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, difference_id: FromPath[UUID]
    ) -> Response[str]:
        return await _why(request, visitor, reading, difference_id, Form())

    @post("/{difference_id:uuid}/close")
    async def close_it(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        house: TheHouse,
        db: Writing,
        difference_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """The ledger takes Stripe's figure; what was found stays."""
        form = Form(await request.form())
        why = reason(form)
        if not form.sound:
            return await _why(request, visitor, db, difference_id, form)
        try:
            await close(db, house.reconciler.house, difference_id, why, by=visitor)
        except AlreadyEndedError:
            return said(
                to(request, HERE), "notice", say("Both sides agree by now, or somebody has closed it.")
            )
        return said(to(request, HERE), "success", say("It is closed, and the ledger has what Stripe has."))


def _stands(code: str | None) -> str | None:
    """How our own row stands, in words."""
    states = (*of_payments.PAYMENT_STATES.items(), *of_payments.OPERATION_STATES.items())
    return next((name for state, name in states if state.value == code), None)


async def _why(
    request: AnyRequest, visitor: Visitor, db: ReadSession, difference_id: UUID, form: Form
) -> Response[str]:
    difference = await seen(db, visitor, difference_id)
    return ask_why(
        request,
        form,
        title=say("Close the difference"),
        about=f"{wording_of(request).say(words.KINDS[difference.kind].name)} {difference.key}",
        means=say("The ledger takes what Stripe has, against what is put aside; what you found stays here."),
        path=f"{HERE}/{difference_id}/close",
        back=f"{HERE}/{difference_id}",
    )


ROUTES = (ReconciliationPages,)
