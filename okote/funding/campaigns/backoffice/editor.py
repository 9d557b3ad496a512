"""Writing an offer: one page in sections, nothing typed is ever lost."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.funding.calls.queries import open_calls
from okote.funding.campaigns import wording
from okote.funding.campaigns.autosave import service as autosave
from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.autosave.rules import differs
from okote.funding.campaigns.backoffice.comments import beside
from okote.funding.campaigns.backoffice.offer_form import (
    ADDS_LINES,
    ADDS_MEMBERS,
    ADDS_PICTURES,
    MOST_MEMBERS,
    MOST_PICTURES,
    Choices,
    as_typed,
    lines_of,
    members_of,
    pictures_of,
    read,
    rewards_of,
)
from okote.funding.campaigns.backoffice.reward_form import ADDS_REWARDS, MOST_REWARDS
from okote.funding.campaigns.backoffice.uploads import Uploads
from okote.funding.campaigns.checklist.queries import unticked
from okote.funding.campaigns.comments.queries import comments_of
from okote.funding.campaigns.comments.service import mark_done
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.offers import still_missing
from okote.funding.campaigns.queries import campaign_in, history, parts_of
from okote.funding.campaigns.rules import TaxReceipt, check_editable
from okote.funding.campaigns.service import save_draft
from okote.funding.categories.queries import categories
from okote.funding.permissions import may_write_campaign, may_write_campaigns
from okote.funding.terms.queries import terms_of
from okote.identity.limited import LIMITS
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.i18n import say
from okote.platform.limits import Limit, Per
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

MORE = {ADDS_LINES: "budget", ADDS_MEMBERS: "team", ADDS_PICTURES: "pictures", ADDS_REWARDS: "rewards"}
"""Where the editor opens again for whoever saved in order to add more."""


AT_THE_CALL = {"call_closed": "call", "call_not_open": "call"}

AUTOSAVES = Limit(
    "autosave",
    most=1_800,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Sent at each pause of two seconds: nobody who writes by hand makes more of them.",
)


class OfferPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/edit"
    guards = (requires(may_write_campaigns),)

    @get()
    async def edit(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        campaign_id: FromPath[UUID],
        lines: FromQuery[int] = 0,
        members: FromQuery[int] = 0,
        rewards: FromQuery[int] = 0,
        resume: FromQuery[bool] = False,
    ) -> Response[str]:
        """What is saved; or, to `resume`, what the visitor typed last and has not saved."""
        campaign, holder = await _writable(reading, visitor, campaign_id)
        check_editable(campaign.state)
        values = as_typed(campaign, await parts_of(reading, campaign.id), visitor.language)
        values["lines"] = str(max(lines, int(values["lines"])))
        values["members"] = str(max(members, int(values["members"])))
        values["rewards"] = str(max(rewards, int(values["rewards"])))
        kept = await autosave.kept_by(reading, campaign.id, of=visitor)
        left = Left(kept, resumed=resume) if kept is not None and differs(kept.typed, values) else None
        if left is not None and left.resumed:
            values = left.kept.typed
        return await _form(request, reading, visitor, campaign, holder, Form(values), left=left)

    @post(opt={TAKES_FILES: True})
    async def save(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        campaign_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """The whole form at once; pictures that were sent are kept even if the rest is not yet right."""
        campaign, holder = await _writable(db, visitor, campaign_id)
        form = Form(dict(await request.form()))
        uploads = Uploads(db, form, visitor.territory.id, settings.uploads_folder)
        await uploads.keep_main()
        await uploads.keep_another()
        offer = read(form, visitor.language, await _choices(db, visitor, campaign))
        version = form.whole("version", least=0, most=2**31 - 1)
        use_case = partial(save_draft, db, campaign.id, offer, version=version, by=visitor)
        try:
            saved = await attempt(db, form, "offer", use_case, elsewhere=AT_THE_CALL)
        except StaleError:
            return await _form(request, db, visitor, campaign, holder, form, status=409)
        if saved is None:
            return await _form(request, db, visitor, campaign, holder, form)
        said_of = await comments_of(db, campaign.id)
        ticked = [one.comment.id for one in said_of if form.ticked(f"done-{one.comment.id}")]
        await mark_done(db, campaign.id, ticked, by=visitor)
        here = f"/back-office/campaigns/{campaign.id}"
        if form.raw("more") in MORE:
            more = f"&rewards={rewards_of(form)}" if rewards_of(form) else ""
            room = f"lines={lines_of(form)}&members={members_of(form)}{more}"
            return to(request, f"{here}/edit?{room}#{MORE[form.raw('more')]}")
        return said(to(request, here), "success", say("Your text is saved."))

    @post("/kept", opt={LIMITS: (AUTOSAVES,)})
    async def keep(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """While they type: what the form holds is kept for them, and the page says so in a line."""
        campaign, _ = await _writable(db, visitor, campaign_id)
        form = Form(dict(await request.form()))
        version = form.whole("version", least=0, most=2**31 - 1)
        use_case = partial(autosave.keep, db, campaign.id, form.values, version=version, by=visitor)
        kept = await attempt(db, form, "offer", use_case)
        return page(request, "funding/campaigns/kept.html", campaign=campaign, kept=kept, form=form)

    @post("/kept/throw-away")
    async def throw_away(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Redirect:
        campaign, _ = await _writable(db, visitor, campaign_id)
        await autosave.throw_away(db, campaign.id, by=visitor)
        here = f"/back-office/campaigns/{campaign.id}/edit"
        return said(to(request, here), "success", say("What you had not saved is thrown away."))


@dataclass(frozen=True, slots=True)
class Left:
    """What the visitor typed last time and did not save."""

    kept: KeptOffer
    resumed: bool
    """Whether the page shows it, or asks whether to."""


async def _writable(db: ReadSession, visitor: Visitor, campaign_id: UUID) -> tuple[Campaign, Holder]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    return campaign, holder


async def _form(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    campaign: Campaign,
    holder: Holder,
    form: Form,
    *,
    status: int | None = None,
    left: Left | None = None,
) -> Response[str]:
    """The form as typed; where someone else has saved meanwhile (409), saving again replaces theirs."""
    terms = await terms_of(db, visitor.territory.id)
    choices = await _choices(db, visitor, campaign)
    budget = [form.raw(f"line-{position}-label") for position in range(lines_of(form))]
    return page(
        request,
        "funding/campaigns/edit.html",
        status=status,
        campaign=campaign,
        holder=holder,
        form=form,
        left=left,
        lines=lines_of(form),
        members=members_of(form),
        pictures=pictures_of(form),
        rewards=rewards_of(form),
        beside=beside(await comments_of(db, campaign.id), budget),
        most={"members": MOST_MEMBERS, "pictures": MOST_PICTURES, "rewards": MOST_REWARDS},
        changed=(await history(db, campaign.id))[0] if status == 409 else None,
        missing=still_missing(
            campaign,
            await parts_of(db, campaign.id),
            holder,
            unticked=(await unticked(db, [campaign.id]))[campaign.id],
            longest_days=terms.longest_campaign,
            zone=visitor.territory.zone,
        ),
        longest_days=terms.longest_campaign,
        words=wording,
        tax_receipts=[(answer.value, wording.TAX_RECEIPTS[answer]) for answer in TaxReceipt],
        places=labelled(choices.places),
        categories=[(str(one.id), one.name(visitor.language)) for one in choices.categories],
        calls=[(str(one.id), one.title) for one in choices.calls],
    )


async def _choices(db: ReadSession, visitor: Visitor, campaign: Campaign) -> Choices:
    """A category that was retired stays with the campaigns that have it, as does a call that is over."""
    territory_id, language = visitor.territory.id, visitor.language
    return Choices(
        places=await places(db, territory_id),
        categories=await categories(db, territory_id, language=language, besides=campaign.category_id),
        calls=await open_calls(db, territory_id, besides=campaign.call_id),
    )
