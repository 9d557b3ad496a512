"""The form of an offer: what is saved as someone would have typed it, and what was typed as an offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from okote.funding import fields
from okote.funding.calls.models import Call
from okote.funding.campaigns.backoffice.reward_form import (
    ADDS_REWARDS,
    MOST_REWARDS,
    SPARE,
    read_rewards,
    rewards_as_typed,
)
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.offers import Parts
from okote.funding.campaigns.rules import NotAPublicLinkError, TaxReceipt, public_link
from okote.funding.campaigns.service import BudgetItem, Illustration, Member, OfferDetails
from okote.funding.categories.models import Category
from okote.platform.links import LONGEST
from okote.territories.models import Place
from okote.web.forms import Form

SPARE_LINES = 3
"""Empty lines under a budget, to write on without asking for more."""

MOST_LINES = 60
MOST_MEMBERS = 12
MOST_PICTURES = 6
"""Besides the main one."""

ADDS_LINES, ADDS_MEMBERS, ADDS_PICTURES = "yes", "team", "pictures"
"""What the buttons say that save and ask for more room."""

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
    calls: Sequence[Call]


def as_typed(campaign: Campaign, parts: Parts, language: str) -> dict[str, str]:
    """What is saved, as its form would have sent it."""
    values = {name: getattr(campaign, name) for name in ("title", "video", *LENGTHS)}
    values |= {
        "version": str(campaign.version),
        "picture_id": str(campaign.picture or ""),
        "place": str(campaign.place_id or ""),
        "category": str(campaign.category_id or ""),
        "call": str(campaign.call_id or ""),
        "tax_receipt": campaign.tax_receipt.value if campaign.tax_receipt else "",
        "first_day": campaign.first_day.isoformat() if campaign.first_day else "",
        "last_day": campaign.last_day.isoformat() if campaign.last_day else "",
        "goal": fields.as_typed(campaign.goal, language) if campaign.goal_minor else "",
    }
    for position, line in enumerate(parts.budget):
        values[f"line-{position}-label"] = line.label
        values[f"line-{position}-amount"] = fields.as_typed(line.amount, language)
        values[f"line-{position}-desired"] = "" if line.needed else "yes"
    for position, member in enumerate(parts.team):
        values[f"member-{position}-name"], values[f"member-{position}-part"] = member.name, member.part
    for position, one in enumerate(parts.pictures):
        row = f"extra-{position}"
        values[f"{row}-id"], values[f"{row}-text"] = str(one.picture), one.text
        values[f"{row}-caption"], values[f"{row}-place"] = one.caption, str(position + 1)
    values |= rewards_as_typed(parts.rewards, language)
    values["lines"] = str(len(parts.budget) + SPARE_LINES)
    values["members"] = str(min(len(parts.team) + SPARE_LINES, MOST_MEMBERS))
    values["pictures"] = str(len(parts.pictures))
    return values


def lines_of(form: Form) -> int:
    """How many lines of budget the form has, and more where they were asked for."""
    more = SPARE_LINES if form.raw("more") == ADDS_LINES else 0
    return min(_number(form, "lines") + more, MOST_LINES)


def members_of(form: Form) -> int:
    """How many people the form has room for, and more where they were asked for."""
    more = SPARE_LINES if form.raw("more") == ADDS_MEMBERS else 0
    return min(_number(form, "members") + more, MOST_MEMBERS)


def pictures_of(form: Form) -> int:
    """How many pictures besides the main one the form shows."""
    return min(_number(form, "pictures"), MOST_PICTURES)


def rewards_of(form: Form) -> int:
    """How many rewards the form has room for, and one more where it was asked for."""
    more = SPARE if form.raw("more") == ADDS_REWARDS else 0
    return min(_number(form, "rewards") + more, MOST_REWARDS)


def _number(form: Form, name: str) -> int:
    typed = form.raw(name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def read(form: Form, language: str, offered: Choices) -> OfferDetails:
    """In the order of the page, so that the summary of errors follows it."""
    title = form.text("title", most=120)
    texts = {name: form.text(name, most=most, required=False) for name, most in LENGTHS.items()}
    return OfferDetails(
        **texts,
        title=title,
        picture=_picture(form, "picture_id"),
        pictures=_pictures(form),
        video=_video(form),
        team=_team(form),
        place_id=fields.reference(form, "place", {place.id for place in offered.places}),
        category_id=fields.reference(form, "category", {one.id for one in offered.categories}),
        call_id=fields.reference(form, "call", {one.id for one in offered.calls}),
        goal=fields.amount(form, "goal", language=language, required=False),
        budget=_budget(form, language),
        rewards=read_rewards(form, language, rewards_of(form)),
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


def _picture(form: Form, name: str) -> UUID | None:
    try:
        return UUID(form.raw(name))
    except ValueError:
        return None


def _pictures(form: Form) -> list[Illustration]:
    """In the order of the places that were typed, without those taken out."""
    found: dict[UUID, tuple[float, Illustration]] = {}
    for position in range(pictures_of(form)):
        row = f"extra-{position}"
        picture = _picture(form, f"{row}-id")
        text = form.text(f"{row}-text", most=300, required=False)
        caption = form.text(f"{row}-caption", most=200, required=False)
        if picture is not None and not form.ticked(f"{row}-gone"):
            found[picture] = (_place(form, row, position + 1), Illustration(picture, text, caption))
    return [one for _, one in sorted(found.values(), key=lambda placed: placed[0])]


def _place(form: Form, row: str, now: int) -> float:
    """One that is moved goes before the one that is there; or after it, where it comes from above."""
    asked = _number(form, f"{row}-place") or now
    return asked + (asked > now) / 2 - (asked < now) / 2


def _video(form: Form) -> str:
    typed = form.text("video", most=LONGEST, required=False)
    if typed:
        try:
            public_link(typed)
        except NotAPublicLinkError as error:
            form.refuse("video", error)
    return typed


def _team(form: Form) -> list[Member]:
    """Lines of which something was typed."""
    members = []
    for position in range(members_of(form)):
        name, part = f"member-{position}-name", f"member-{position}-part"
        if form.raw(name) or form.raw(part):
            members.append(
                Member(form.text(name, most=80), form.text(part, most=120, required=False).replace("\n", " "))
            )
    return members
