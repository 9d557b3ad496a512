"""An offer line by line, with what its readers say beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns import wording
from okote.funding.campaigns.comments import service
from okote.funding.campaigns.comments.queries import Commented, comments_of
from okote.funding.campaigns.comments.rules import COMMENTED_IN, LINES, LONGEST, stands_beside
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.offers import Parts
from okote.funding.campaigns.queries import STAGES, Stage, campaign_in, parts_of
from okote.funding.categories.models import Category
from okote.funding.permissions import may_comment, may_read_campaign, may_read_campaigns
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.models import Place
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

OF_BUDGET = say("Budget: %(label)s")
BUDGET_LINES = say_count("%(num)s line", "%(num)s lines")


class CommentPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/comments"
    guards = (requires(may_read_campaigns),)

    @get()
    async def read(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await _page(request, reading, visitor, campaign_id, Form())

    @post(guards=[requires(may_comment)])
    async def comment(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        line = form.text("line", most=40)
        text = form.text(f"text-{line}", most=LONGEST)
        use_case = partial(service.comment, db, campaign_id, line, text, by=visitor)
        if await attempt(db, form, f"text-{line}", use_case) is None:
            return await _page(request, db, visitor, campaign_id, form)
        there = to(request, f"/back-office/campaigns/{campaign_id}/comments#{line}")
        return said(there, "success", say("Your comment stands beside the line."))

    @post("/{comment_id:uuid}/done")
    async def done(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: FromPath[UUID],
        comment_id: FromPath[UUID],
    ) -> Redirect:
        line = Form(await request.form()).text("line", most=40, required=False)
        await service.mark_done(db, campaign_id, [comment_id], by=visitor)
        there = to(request, f"/back-office/campaigns/{campaign_id}/comments#{line}")
        return said(there, "success", say("The comment is marked as done."))


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the offer as it stands, and what was said of it."""

    name: str
    label: str
    value: object
    comments: Sequence[Commented]


def beside(comments: Sequence[Commented], budget: Sequence[str]) -> Mapping[str, Sequence[Commented]]:
    """By the field with which each is shown."""
    found: dict[str, list[Commented]] = {}
    for one in comments:
        where = stands_beside(one.comment.line, one.comment.excerpt, budget)
        found.setdefault(where, []).append(one)
    return found


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    prepared = campaign.state in STAGES[Stage.PREPARING]
    require(may_read_campaign(visitor, holder.id, prepared=prepared))
    parts = await parts_of(db, campaign.id)
    budget = [line.label for line in parts.budget]
    said_of = beside(await comments_of(db, campaign.id), budget)
    values = await _values(request, db, campaign, parts)
    words = wording_of(request)
    lines = [
        Line(name, words.say(wording.LINES[name]), values[name], said_of.get(name, ())) for name in LINES
    ]
    of_budget = [
        Line(key, words.say(OF_BUDGET, label=line.label), line.amount, said_of.get(key, ()))
        for key, line in ((f"line-{position}", line) for position, line in enumerate(parts.budget))
    ]
    after = LINES.index("budget") + 1
    return page(
        request,
        "funding/campaigns/comments.html",
        campaign=campaign,
        form=form,
        lines=[*lines[:after], *of_budget, *lines[after:]],
        may_comment=may_comment(visitor) and campaign.state in COMMENTED_IN,
    )


async def _values(
    request: AnyRequest, db: ReadSession, campaign: Campaign, parts: Parts
) -> Mapping[str, object]:
    """What each field says now; None where it says nothing yet."""
    words = wording_of(request)
    place = await db.get(Place, campaign.place_id) if campaign.place_id else None
    category = await db.get(Category, campaign.category_id) if campaign.category_id else None
    receipt = campaign.tax_receipt
    days = [words.day(day) for day in (campaign.first_day, campaign.last_day) if day is not None]
    texts = ("title", "summary", "story", "video", "purpose", "surplus", "expected_result", "timetable")
    return {
        **{name: getattr(campaign, name) or None for name in texts},
        "place": place.name if place else None,
        "category": category.name(words.language) if category else None,
        "picture": campaign.picture_text or None,
        "pictures": "\n".join(one.text for one in parts.pictures) or None,
        "goal": campaign.goal if campaign.goal_minor else None,
        "budget": words.say_count(*BUDGET_LINES, len(parts.budget)) if parts.budget else None,
        "team": "\n".join(f"{one.name} · {one.part}".rstrip(" ·") for one in parts.team) or None,
        "rewards": "\n".join(one.title for one in parts.rewards) or None,
        "first_day": " – ".join(days) or None,
        "tax_receipt": words.say(wording.TAX_RECEIPTS[receipt]) if receipt else None,
    }
