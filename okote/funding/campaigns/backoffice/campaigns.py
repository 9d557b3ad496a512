"""Campaigns in the back office: the list, and a new one."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from okote.funding import fields
from okote.funding.calls.queries import answered_call, open_calls
from okote.funding.campaigns import service
from okote.funding.campaigns.queries import Stage, campaigns, campaigns_in, holders
from okote.funding.campaigns.rules import CampaignState
from okote.funding.permissions import (
    coaches,
    may_read_campaigns,
    may_review,
    may_write_campaigns,
    own_holders,
)
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, to
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession


class CampaignPages(Controller):
    path = "/back-office/campaigns"
    guards = (requires(may_read_campaigns),)

    @get()
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        stage: FromQuery[Stage | None] = None,
        call: FromQuery[UUID | None] = None,
        before: Before = None,
    ) -> Response[str]:
        """The latest first; a holder's people see their own. All, or those that answer one call."""
        answered = await answered_call(reading, visitor.territory.id, call) if call else None
        found = await campaigns(
            reading,
            visitor.territory,
            of_holders=own_holders(visitor),
            prepared_too=coaches(visitor),
            stage=stage,
            call=call,
            before=before,
        )
        return page(
            request,
            "funding/campaigns/list.html",
            campaigns=latest(found, before, key=lambda row: row.campaign.id),
            stage=stage,
            call=answered,
            may_write=may_write_campaigns(visitor),
        )

    @get("/new", guards=[requires(may_write_campaigns)])
    async def new(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        holder: FromQuery[str] = "",
        call: FromQuery[str] = "",
    ) -> Response[str]:
        return await _new(request, reading, visitor, Form({"holder": holder, "call": call}))

    @post(guards=[requires(may_write_campaigns)])
    async def create(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """A title, who is paid, and the call that it answers, if any; the rest comes in the editor."""
        form = Form(await request.form())
        title = form.text("title", most=120)
        offered = {holder.id for holder in await holders(db, visitor.territory.id, only=own_holders(visitor))}
        form.choice("holder", [str(one) for one in offered])
        call = fields.reference(form, "call", {one.id for one in await open_calls(db, visitor.territory.id)})
        if not form.sound:
            return await _new(request, db, visitor, form)
        holder = UUID(form.raw("holder"))
        campaign = await service.create_draft(db, holder, title, call_id=call, by=visitor)
        return to(request, f"/back-office/campaigns/{campaign.id}/edit")


async def _new(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    offered = await holders(db, visitor.territory.id, only=own_holders(visitor))
    return page(
        request,
        "funding/campaigns/new.html",
        form=form,
        choices=[(str(holder.id), holder.name) for holder in offered],
        calls=[(str(call.id), call.title) for call in await open_calls(db, visitor.territory.id)],
    )


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """Offers to review; for a holder's people, drafts to finish."""
    state = CampaignState.IN_REVIEW if may_review(visitor) else CampaignState.DRAFT
    return await campaigns_in(db, visitor.territory.id, state, of_holders=own_holders(visitor))
