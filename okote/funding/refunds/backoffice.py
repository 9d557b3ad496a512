"""The back office of refunds by transfer: what is owed, the file for the bank, what the bank did."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.approvals.pages import said_or_waits
from okote.approvals.queries import open_approvals
from okote.backoffice.why import ask_why, reason
from okote.feature import Place, Section
from okote.funding.campaigns.models import Campaign
from okote.funding.refunds import queries, service
from okote.funding.refunds.forms import REFERENCE, details
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.pages import safe_of
from okote.funding.refunds.rules import BankRefundState, PaidInFutureError
from okote.house import TheHouse
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/refunds"
S = BankRefundState
XML = "application/xml; charset=utf-8"


class BankRefundPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def refunds(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """What is owed, for how long, and what there is to do about it."""
        return await _list(request, reading, visitor, Form())

    @post()
    async def order(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """Put all that can be transferred into one file."""
        form = Form(await request.form())
        debtor, execute_on, done = details(form), form.day("execute_on"), None
        if debtor is not None and execute_on is not None:
            use_case = partial(service.order, db, debtor, execute_on, by=visitor)
            done = await attempt(db, form, "execute_on", use_case)
        if done is None:
            return await _list(request, db, visitor, form)
        return said_or_waits(
            to(request, HERE), done, say("The file is ready: fetch it, and give it to the bank.")
        )

    @get("/files/{order_id:uuid}")
    async def file(
        self, visitor: TheVisitor, house: TheHouse, db: Writing, order_id: FromPath[UUID]
    ) -> Response[bytes]:
        """For the operator's bank, as it takes such files."""
        content = await service.file_of(db, safe_of(house), order_id, by=visitor)
        name = f"refunds-{order_id.hex[-8:]}.xml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, media_type=XML, headers=headers)

    @post("/files/{order_id:uuid}/drop")
    async def drop(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, order_id: FromPath[UUID]
    ) -> Redirect:
        await service.drop(db, order_id, by=visitor)
        text = say("The file is thrown away. What was in it can be ordered anew.")
        return said(to(request, HERE), "success", text)

    @get("/{refund_id:uuid}/paid")
    async def ask_paid(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, refund_id: FromPath[UUID]
    ) -> Response[str]:
        return await _paid(request, reading, visitor, refund_id, Form())

    @post("/{refund_id:uuid}/paid")
    async def paid(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, refund_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """By the bank's statement."""
        form = Form(await request.form())
        paid_on, reference, done = form.day("paid_on"), form.text("reference", most=REFERENCE), None
        if paid_on is not None:
            use_case = partial(
                service.record_paid, db, refund_id, paid_on=paid_on, reference=reference, by=visitor
            )
            elsewhere = {PaidInFutureError.code: "paid_on"}
            done = await attempt(db, form, "reference", use_case, elsewhere=elsewhere)
        if done is None:
            return await _paid(request, db, visitor, refund_id, form)
        text = say("The refund is noted as paid, and its donor is written to.")
        return said(to(request, HERE), "success", text)

    @get("/{refund_id:uuid}/returned")
    async def ask_returned(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, refund_id: FromPath[UUID]
    ) -> Response[str]:
        return await _returned(request, reading, visitor, refund_id, Form())

    @post("/{refund_id:uuid}/returned")
    async def returned(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, refund_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """The receiver's bank did not take it."""
        form = Form(await request.form())
        why = reason(form)
        if not form.sound:
            return await _returned(request, db, visitor, refund_id, form)
        await service.send_back(db, refund_id, why, by=visitor)
        text = say("It is owed again, and its donor is asked for another account.")
        return said(to(request, HERE), "success", text)


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    here = visitor.territory.id
    owed = await queries.owed(db, here)
    files = await queries.orders(db, here)
    if not form.values:
        form = Form(await _suggested(db, visitor, files))
    asked = await open_approvals(db, here) if files else ()
    return page(
        request,
        "funding/refunds/list.html",
        form=form,
        owed=owed,
        ready=[one for one in owed if one.refund.state is S.READY],
        ended=await queries.ended(db, here),
        files=files,
        inside=await queries.inside(db, files),
        ordered=S.ORDERED,
        waits={one.approval.subject_id: one.id for one in asked},
        total=await queries.total_owed(db, here),
        kept_since=await queries.kept_since(db, here),
        reasons=REASONS,
    )


async def _suggested(db: ReadSession, visitor: Visitor, files: Any) -> dict[str, str]:
    """As on the last file, for tomorrow."""
    tomorrow = visitor.territory.day(await db.now()) + timedelta(days=1)
    last = {"name": files[0].debtor, "iban": files[0].account} if files else {}
    return {"name": visitor.territory.operator_name, **last, "execute_on": tomorrow.isoformat()}


async def _paid(
    request: AnyRequest, db: ReadSession, visitor: Visitor, refund_id: UUID, form: Form
) -> Response[str]:
    refund = await one_of(db, BankRefund, visitor.territory.id, refund_id)
    campaign = await db.get_one(Campaign, refund.campaign_id)
    return page(request, "funding/refunds/paid.html", refund=refund, campaign=campaign, form=form)


async def _returned(
    request: AnyRequest, db: ReadSession, visitor: Visitor, refund_id: UUID, form: Form
) -> Response[str]:
    refund = await one_of(db, BankRefund, visitor.territory.id, refund_id)
    campaign = await db.get_one(Campaign, refund.campaign_id)
    return ask_why(
        request,
        form,
        title=say("The bank sent it back"),
        about=f"{wording_of(request).money(refund.amount)} · {campaign.title}",
        means=say("It is owed again. The donor is written to, and asked for another account."),
        path=f"{HERE}/{refund_id}/returned",
        back=HERE,
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.to_see_to(db, visitor.territory.id)


ROUTES = (BankRefundPages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Refunds by transfer"),
        HERE,
        may_keep_accounts,
        _waiting,
        say_count("%(num)s refund to transfer", "%(num)s refunds to transfer"),
    ),
)
