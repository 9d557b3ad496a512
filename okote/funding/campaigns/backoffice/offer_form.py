"""The form of an offer: what is saved as someone would have typed it, and what was typed as an offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from okote.funding import fields
from okote.funding.campaigns.models import BudgetLine, Campaign
from okote.funding.campaigns.rules import TaxReceipt
from okote.funding.campaigns.service import BudgetItem, OfferDetails
from okote.funding.categories.models import Category
from okote.territories.models import Place
from okote.web.forms import Form

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


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers to choose from."""

    places: Sequence[Place]
    categories: Sequence[Category]


def as_typed(campaign: Campaign, budget: Sequence[BudgetLine], language: str) -> dict[str, str]:
    """What is saved, as its form would have sent it."""
    values = {name: getattr(campaign, name) for name in ("title", *LENGTHS)}
    values |= {
        "version": str(campaign.version),
        "picture_id": str(campaign.picture or ""),
        "place": str(campaign.place_id or ""),
        "category": str(campaign.category_id or ""),
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


def lines_of(form: Form) -> int:
    """How many lines of budget the form has, and more where they were asked for."""
    typed = form.raw("lines")
    shown = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(shown + (SPARE_LINES if form.ticked("more") else 0), MOST_LINES)


def read(form: Form, language: str, offered: Choices) -> OfferDetails:
    """In the order of the page, so that the summary of errors follows it."""
    title = form.text("title", most=120)
    texts = {name: form.text(name, most=most, required=False) for name, most in LENGTHS.items()}
    return OfferDetails(
        **texts,
        title=title,
        picture=_picture_id(form),
        place_id=fields.reference(form, "place", {place.id for place in offered.places}),
        category_id=fields.reference(form, "category", {one.id for one in offered.categories}),
        goal=fields.amount(form, "goal", language=language, required=False),
        budget=_budget(form, language),
        first_day=fields.day(form, "first_day", required=False),
        last_day=fields.day(form, "last_day", required=False),
        tax_receipt=fields.chosen(form, "tax_receipt", TaxReceipt),
    )


def _budget(form: Form, language: str) -> list[BudgetItem]:
    """Lines of which something was typed."""
    items = []
    for position in range(lines_of(form)):
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
