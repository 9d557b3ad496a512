"""The pages on which a holder thanks everyone, or one donor."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns.queries import campaign_in
from okote.funding.permissions import may_write_campaign, may_write_campaigns
from okote.funding.thanks.queries import shown_by, thanks_of
from okote.funding.thanks.rules import BODY_MOST, SUCCEEDED, TO_ONE_MOST
from okote.funding.thanks.service import thank, thank_one
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession


class ThanksPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/thanks"
    guards = (requires(may_write_campaigns),)

    @get()
    async def write(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await _page(request, reading, visitor, campaign_id, Form())

    @post()
    async def send(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        body = form.text("body", most=BODY_MOST)
        if await attempt(db, form, "body", partial(thank, db, campaign_id, body, by=visitor)) is None:
            return await _page(request, db, visitor, campaign_id, form)
        there = to(request, f"/back-office/campaigns/{campaign_id}/thanks")
        return said(there, "success", say("Your thanks are on their way to all who gave."))


class OneThanksPages(Controller):
    """To one donor, of what they show."""

    path = "/back-office/campaigns/{campaign_id:uuid}/thanks/{handle:uuid}"
    guards = (requires(may_write_campaigns),)

    @get()
    async def write(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        campaign_id: FromPath[UUID],
        handle: FromPath[UUID],
    ) -> Response[str]:
        return await _one(request, reading, visitor, campaign_id, handle, Form())

    @post()
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: FromPath[UUID],
        handle: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        body = form.text("body", most=TO_ONE_MOST)
        use_case = partial(thank_one, db, campaign_id, handle, body, by=visitor)
        if await attempt(db, form, "body", use_case) is None:
            return await _one(request, db, visitor, campaign_id, handle, form)
        there = to(request, f"/back-office/campaigns/{campaign_id}/standing")
        return said(there, "success", say("Your thanks are on their way."))


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, handle: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    shown = await shown_by(db, campaign.id, handle)
    return page(request, "funding/thanks/one.html", campaign=campaign, shown=shown, form=form)


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    return page(
        request,
        "funding/thanks/write.html",
        campaign=campaign,
        thanks=await thanks_of(db, campaign.id),
        succeeded=campaign.state in SUCCEEDED,
        form=form,
    )


ROUTES = (ThanksPages, OneThanksPages)
