"""Writing an offer: one page in sections, nothing typed is ever lost."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.funding import fields
from okote.funding.attempts import attempt
from okote.funding.campaigns import wording
from okote.funding.campaigns.models import BudgetLine, Campaign, Holder
from okote.funding.campaigns.offers import still_missing
from okote.funding.campaigns.queries import budget_of, campaign_in, history
from okote.funding.campaigns.rules import TaxReceipt, check_editable
from okote.funding.campaigns.service import BudgetItem, OfferDetails, save_draft
from okote.funding.permissions import may_write_campaign, may_write_campaigns
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.files.pictures import store_picture
from okote.platform.i18n import say
from okote.settings import Settings
from okote.territories.models import Place
from okote.territories.queries import places
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.errors import DomainError
from payments.sessions import ReadSession, WriteSession

SPARE_LINES = 3
"""Empty lines under a budget, to write on without asking for more."""

MOST_LINES = 60

LENGTHS = {
    "summary": 200,
    "story": 20_000,
    "picture_text": 300,
    "purpose": 1_000,
    "expected_result": 2_000,
    "timetable": 2_000,
    "surplus": 1_000,
}
"""Characters of the texts that a draft may still leave empty."""


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
    ) -> Response[str]:
        campaign, holder = await _writable(reading, visitor, campaign_id)
        check_editable(campaign.state)
        budget = await budget_of(reading, campaign.id)
        values = {
            **_as_typed(campaign, budget, visitor.language),
            "lines": str(max(lines, len(budget) + SPARE_LINES)),
        }
        return await _form(request, reading, visitor, campaign, holder, Form(values))

    @post(opt={TAKES_FILES: True})
    async def save(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        campaign_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """The whole form at once; a picture that was sent is kept even if the rest is not yet right."""
        campaign, holder = await _writable(db, visitor, campaign_id)
        form = Form(dict(await request.form()))
        await _keep_picture(db, form, visitor, settings)
        offer = _read(form, visitor.language, await places(db, visitor.territory.id))
        version = form.whole("version", least=0, most=2**31 - 1)
        use_case = partial(save_draft, db, campaign.id, offer, version=version, by=visitor)
        try:
            saved = await attempt(db, form, "offer", use_case)
        except StaleError:
            return await _form(request, db, visitor, campaign, holder, form, status=409)
        if saved is None:
            return await _form(request, db, visitor, campaign, holder, form)
        here = f"/back-office/campaigns/{campaign.id}"
        if form.ticked("more"):
            return to(request, f"{here}/edit?lines={_lines(form)}#budget")
        return said(to(request, here), "success", say("Your text is saved."))


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
) -> Response[str]:
    """The form as typed; where someone else has saved meanwhile (409), saving again replaces theirs."""
    terms = await terms_of(db, visitor.territory.id)
    budget = await budget_of(db, campaign.id)
    return page(
        request,
        "funding/campaigns/edit.html",
        status=status,
        campaign=campaign,
        holder=holder,
        form=form,
        lines=_lines(form),
        changed=(await history(db, campaign.id))[0] if status == 409 else None,
        missing=still_missing(
            campaign,
            budget,
            holder,
            longest_days=terms.longest_campaign,
            zone=visitor.territory.zone,
        ),
        longest_days=terms.longest_campaign,
        words=wording,
        tax_receipts=[(answer.value, wording.TAX_RECEIPTS[answer]) for answer in TaxReceipt],
        places=_labelled(await places(db, visitor.territory.id)),
    )


def _labelled(found: Sequence[Place]) -> list[tuple[str, str]]:
    """Sectors with their commune: two may bear the same name."""
    names = {place.id: place.name for place in found}
    return [
        (str(place.id), f"{place.name} ({names[place.parent_id]})" if place.parent_id else place.name)
        for place in found
    ]


def _as_typed(campaign: Campaign, budget: Sequence[BudgetLine], language: str) -> dict[str, str]:
    """What is saved, as its form would have sent it."""
    values = {name: getattr(campaign, name) for name in ("title", *LENGTHS)}
    values |= {
        "version": str(campaign.version),
        "picture_id": str(campaign.picture or ""),
        "place": str(campaign.place_id or ""),
        "tax_receipt": campaign.tax_receipt.value if campaign.tax_receipt else "",
        "first_day": campaign.first_day.isoformat() if campaign.first_day else "",
        "last_day": campaign.last_day.isoformat() if campaign.last_day else "",
        "goal": fields.as_typed(campaign.goal, language) if campaign.goal_minor else "",
    }
    for position, line in enumerate(budget):
        values[f"line-{position}-label"] = line.label
        values[f"line-{position}-amount"] = fields.as_typed(line.amount, language)
        values[f"line-{position}-desired"] = "" if line.needed else "yes"
    return values


def _lines(form: Form) -> int:
    """How many lines of budget the form has, and more where they were asked for."""
    typed = form.raw("lines")
    shown = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(shown + (SPARE_LINES if form.ticked("more") else 0), MOST_LINES)


def _read(form: Form, language: str, offered: Sequence[Place]) -> OfferDetails:
    """In the order of the page, so that the summary of errors follows it."""
    title = form.text("title", most=120)
    texts = {name: form.text(name, most=most, required=False) for name, most in LENGTHS.items()}
    return OfferDetails(
        **texts,
        title=title,
        picture=_picture_id(form),
        place_id=fields.reference(form, "place", {place.id for place in offered}),
        goal=fields.amount(form, "goal", language=language, required=False),
        budget=_budget(form, language),
        first_day=fields.day(form, "first_day", required=False),
        last_day=fields.day(form, "last_day", required=False),
        tax_receipt=fields.chosen(form, "tax_receipt", TaxReceipt),
    )


def _budget(form: Form, language: str) -> list[BudgetItem]:
    """Lines of which something was typed."""
    items = []
    for position in range(_lines(form)):
        label, amount = f"line-{position}-label", f"line-{position}-amount"
        if not form.raw(label) and not form.raw(amount):
            continue
        text = form.text(label, most=160)
        money = fields.amount(form, amount, language=language)
        if money is not None:
            items.append(BudgetItem(text, money, needed=not form.ticked(f"line-{position}-desired")))
    return items


def _picture_id(form: Form) -> UUID | None:
    try:
        return UUID(form.raw("picture_id"))
    except ValueError:
        return None


async def _keep_picture(db: WriteSession, form: Form, visitor: Visitor, settings: Settings) -> None:
    """Keep a picture that was sent, and name it in the form: browsers can't send a file twice."""
    sent = form.values.get("picture")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    if not data:
        return
    try:
        stored = await store_picture(
            db, data, territory_id=visitor.territory.id, folder=settings.uploads_folder
        )
    except DomainError as error:
        form.refuse("picture", error)
        return
    cast("dict[str, Any]", form.values)["picture_id"] = str(stored.id)
