"""One campaign in the back office: the offer as it will be read, and who may do what next."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.approvals.pages import said_or_waits
from okote.approvals.queries import waits_for
from okote.funding.calls.queries import told_of
from okote.funding.campaigns import service, wording
from okote.funding.campaigns.checklist.queries import checklist
from okote.funding.campaigns.comments.queries import comments_of
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.offers import still_missing
from okote.funding.campaigns.queries import STAGES, Stage, campaign_in, history, parts_of, writers
from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState
from okote.funding.campaigns.service.life import CANCEL
from okote.funding.campaigns.service.review import OTHERS_DECIDE
from okote.funding.categories.models import Category
from okote.funding.permissions import (
    may_cancel_campaigns,
    may_check,
    may_read_campaign,
    may_read_campaigns,
    may_review,
    may_write_campaign,
)
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import person_of, require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.models import Place
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession, WriteSession

REASON = 1_000
"""Characters of a reason."""


class ReviewPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}"
    guards = (requires(may_read_campaigns),)

    @get()
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """The offer as everyone will read it, what it lacks, and what the visitor may do about it."""
        return await _show(request, reading, visitor, campaign_id, Form())

    @post("/submit")
    async def submit(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.submit, version=_version(form))
        done = say("The campaign is sent in for review.")
        return await _led(request, db, visitor, campaign_id, form, "next", use_case, done)

    @post("/take-back")
    async def take_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = service.take_back
        done = say("The campaign is a draft again.")
        return await _led(request, db, visitor, campaign_id, form, "next", use_case, done)

    @post("/approve", guards=[requires(may_review)])
    async def approve(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.approve, version=_version(form))
        done = say("The campaign is approved. It opens by itself on its first day.")
        return await _led(request, db, visitor, campaign_id, form, "next", use_case, done)

    @post("/send-back", guards=[requires(may_review)])
    async def send_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.send_back, reason=_reason(form, "reason"))
        done = say("The campaign is sent back to its writers, with what you wrote.")
        return await _led(request, db, visitor, campaign_id, form, "reason", use_case, done)

    @post("/cancel", guards=[requires(may_cancel_campaigns)])
    async def cancel(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = _reason(form, "cancel_reason")
        use_case = partial(service.cancel, db, campaign_id, reason, by=visitor)
        found = await attempt(db, form, "cancel_reason", use_case)
        if found is None:
            return await _show(request, db, visitor, campaign_id, form)
        answer = to(request, f"/back-office/campaigns/{campaign_id}")
        done = say("The campaign is cancelled. Everyone gets their money back.")
        return said_or_waits(answer, found, done)


def _version(form: Form) -> int:
    """Which text was read, as the page that was read says."""
    return form.whole("version", least=0, most=2**31 - 1)


def _reason(form: Form, field: str) -> str:
    """The rules say whether there must be one."""
    return form.text(field, most=REASON, required=False)


async def _led(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    campaign_id: UUID,
    form: Form,
    field: str,
    use_case: Callable[..., Awaitable[Campaign]],
    done: str,
) -> Response[str] | Redirect:
    """On to the campaign, or the same page with why not and what was typed."""
    if await attempt(db, form, field, partial(use_case, db, campaign_id, by=visitor)) is None:
        return await _show(request, db, visitor, campaign_id, form)
    return said(to(request, f"/back-office/campaigns/{campaign_id}"), "success", done)


async def _show(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    preparing = campaign.state in STAGES[Stage.PREPARING]
    require(may_read_campaign(visitor, holder.id, prepared=preparing))
    checks = await checklist(db, visitor.territory, campaign.id)
    terms, parts = await terms_of(db, visitor.territory.id), await parts_of(db, campaign.id)
    missing = still_missing(
        campaign,
        parts,
        holder,
        unticked=sum(one.item.compulsory and not one.done for one in checks if not one.item.retired_at),
        longest_days=terms.longest_campaign,
        zone=visitor.territory.zone,
    )
    wrote = person_of(visitor).id in await writers(db, campaign.id)
    may_cancel = may_cancel_campaigns(visitor) and _cancellable(campaign)
    place = await db.get(Place, campaign.place_id) if campaign.place_id else None
    return page(
        request,
        "funding/campaigns/show.html",
        campaign=campaign,
        holder=holder,
        place=place,
        category=await db.get(Category, campaign.category_id) if campaign.category_id else None,
        told=await told_of(db, campaign.territory_id, campaign.call_id) if campaign.call_id else None,
        parts=parts,
        form=form,
        words=wording,
        longest_days=terms.longest_campaign,
        missing=missing if preparing else [],
        complete=not set(missing) - OTHERS_DECIDE,
        writes=may_write_campaign(visitor, holder.id),
        checks=checks,
        may_check=may_check(visitor),
        may_approve=may_review(visitor) and not wrote,
        may_review=may_review(visitor),
        may_cancel=may_cancel,
        cancelling=await waits_for(db, visitor.territory.id, CANCEL, campaign.id) if may_cancel else None,
        public=campaign.state in PUBLIC_STATES,
        comments=[one for one in await comments_of(db, campaign.id) if one.open],
        lines=wording.LINES,
        history=await history(db, campaign.id),
    )


def _cancellable(campaign: Campaign) -> bool:
    return campaign.state in {*STAGES[Stage.PREPARING], CampaignState.LIVE}
