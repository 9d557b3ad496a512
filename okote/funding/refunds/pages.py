"""A donor names the account that a refund is transferred to: signed in, and just now."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns.models import Campaign
from okote.funding.refunds import rules, service
from okote.funding.refunds.forms import details
from okote.funding.refunds.models import BankRefund
from okote.house import House, TheHouse
from okote.identity import cookies, sessions
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.platform.safe import Safe
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

MINE = "/my/pledges"


def safe_of(house: House) -> Safe:
    return Safe(house.settings.secret_key, service.PURPOSE)


class RefundPages(Controller):
    path = "/my/refunds/{refund_id:uuid}"
    guards = (requires(signed_in),)

    @get()
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, refund_id: FromPath[UUID]
    ) -> Response[str]:
        """To somebody who has just signed in; others are asked to do so again first."""
        refund = await service.own(reading, refund_id, visitor)
        opened = await sessions.opened_at(reading, visitor.session)
        if not rules.is_fresh(opened, await reading.now()):
            return page(request, "funding/refunds/again.html", refund=refund)
        return await _form(request, reading, refund, Form())

    @post()
    async def name(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        house: TheHouse,
        db: Writing,
        refund_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """Pay it there."""
        refund = await service.own(db, refund_id, visitor)
        opened = await sessions.opened_at(db, visitor.session)
        if not rules.is_fresh(opened, await db.now(), rules.FILLED_IN):
            return page(request, "funding/refunds/again.html", refund=refund)
        form = Form(await request.form())
        told, done = details(form), None
        if told is not None:
            use_case = partial(service.name_account, db, safe_of(house), refund_id, told, by=visitor)
            done = await attempt(db, form, "iban", use_case)
        if done is None:
            return await _form(request, db, refund, form)
        text = say("Your account is noted: %(account)s. We write to you once the money has left.")
        return said(to(request, MINE), "success", text, account=done.masked or "")

    @post("/sign-in")
    async def sign_in_again(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, refund_id: FromPath[UUID]
    ) -> Redirect:
        """Leave, and come back by one's way in."""
        await service.own(db, refund_id, visitor)
        await _leave(db, visitor)
        answer = to(request, f"/sign-in?next=/{visitor.language}/my/refunds/{refund_id}")
        answer.set_cookie(cookies.dropped(cookies.SESSION))
        return answer


async def _leave(db: Writing, visitor: Visitor) -> None:
    if visitor.session is not None:
        await sessions.close_session(db, visitor.session)


async def _form(request: AnyRequest, db: ReadSession, refund: BankRefund, form: Form) -> Response[str]:
    campaign = await db.get_one(Campaign, refund.campaign_id)
    return page(request, "funding/refunds/name.html", refund=refund, campaign=campaign, form=form)


ROUTES = (RefundPages,)
