"""The back office of giving a whole campaign back that had succeeded: asked for, by one of two people."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.approvals.pages import said_or_waits
from okote.backoffice.why import ask_why, reason
from okote.funding.campaigns.models import Campaign
from okote.funding.closing import service
from okote.funding.closing.models import Closing
from okote.funding.permissions import may_cancel_campaigns
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, to, wording_of
from payments.sessions import ReadSession

MEANS = say(
    "It always takes two people, and nothing is transferred to the holder until they have decided. Every"
    " donor then has everything back, the platform keeps nothing, and calls to partners are cancelled. What"
    " partners have paid already, and cheques that the holder has, it owes to those who gave them. Everyone"
    " reads your reason on the page of the campaign. It can’t be undone."
)


class UndoPages(Controller):
    path = "/back-office/closings/{campaign_id:uuid}/undo"
    guards = (requires(may_cancel_campaigns),)

    @get()
    async def why(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await _why(request, visitor, reading, campaign_id, Form())

    @post()
    async def undo(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Ask for it; a second person decides."""
        form = Form(await request.form())
        use_case = partial(service.undo, db, campaign_id, reason(form), by=visitor)
        waits = await attempt(db, form, "reason", use_case)
        if waits is None:
            return await _why(request, visitor, db, campaign_id, form)
        return said_or_waits(to(request, f"/back-office/closings/{campaign_id}"), waits, "")


async def _why(
    request: AnyRequest, visitor: Visitor, db: ReadSession, campaign_id: UUID, form: Form
) -> Response[str]:
    closing = await one_of(db, Closing, visitor.territory.id, campaign_id)
    campaign = await db.get_one(Campaign, campaign_id)
    amount = wording_of(request).money(closing.money(closing.pledged_minor))
    return ask_why(
        request,
        form,
        title=say("Give everything back"),
        about=f"{amount} · {campaign.title}",
        means=MEANS,
        path=f"/back-office/closings/{campaign_id}/undo",
        back=f"/back-office/closings/{campaign_id}",
    )


ROUTES = (UndoPages,)
