"""Campaigns as those who write them see them, for programs."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from litestar import Response, get, put
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from okote.api.access import V1, Api, opens
from okote.api.cursors import Cursor, cursors
from okote.api.idempotency.service import Key, once
from okote.api.reading import line, texts
from okote.api.schemas import USUAL, Amount, Limit, Next
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.offers import Parts
from okote.funding.campaigns.queries import Stage, campaign_in, campaigns, parts_of
from okote.funding.campaigns.rules import CampaignState, Missing, RewardItem, TaxReceipt
from okote.funding.campaigns.service import BudgetItem, Illustration, Member, OfferDetails, save_draft
from okote.funding.fields.amounts import parse_amount
from okote.funding.permissions import (
    coaches,
    may_read_campaign,
    may_read_campaigns,
    may_write_campaigns,
    own_holders,
)
from okote.identity.permissions import require
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.platform.links import LONGEST
from okote.web.forms import NotADateError
from okote.web.pages import AnyRequest, Reading, Writing
from payments.money import Money
from payments.sessions import ReadSession

CENT = Money(1)

LENGTHS = {
    "title": 120,
    "summary": 200,
    "story": 20_000,
    "picture_text": 300,
    "video": LONGEST,
    "purpose": 1_000,
    "expected_result": 2_000,
    "timetable": 2_000,
    "surplus": 1_000,
}

Day = Annotated[
    str,
    Meta(
        pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])$",
        description="A whole day of the territory.",
        examples=["2026-06-01"],
    ),
]


CampaignId = Annotated[UUID, PathParameter(description="The number of a campaign.")]


class Listed(Struct, frozen=True):
    """A campaign in the list of those who work on it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Annotated[str, Meta(description="Its name in addresses.")]
    title: Annotated[str, Meta(description="As it is written now.")]
    state: Annotated[CampaignState, Meta(description="Where it stands.")]
    holder: Annotated[str, Meta(description="The organisation that it pays.")]
    missing: Annotated[list[Missing], Meta(description="What keeps it from being published.")]


class ListedPage(Struct, frozen=True):
    """The latest made first."""

    items: Annotated[list[Listed], Meta(description="Those of this page.")]
    next: Next


class BudgetEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What part of the money is for."""

    label: Annotated[str, Meta(description="What is paid for.", min_length=1, max_length=160)]
    amount: Annotated[Amount, Meta(description="What it costs.")]
    needed: Annotated[bool, Meta(description="Without it the project can't be done.")] = True


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who carries the project."""

    name: Annotated[str, Meta(description="As the page shows it.", min_length=1, max_length=80)]
    part: Annotated[str, Meta(max_length=120, description="What they do in it.")] = ""


class Draft(Struct, frozen=True, forbid_unknown_fields=True):
    """An offer as it stands; pictures and rewards are kept at its page and stay as they are."""

    version: Annotated[
        int, Meta(ge=0, le=2**31 - 1, description="As it was read: if somebody saved since, 409.")
    ]
    title: Annotated[
        str, Meta(description="Its address follows it.", min_length=1, max_length=LENGTHS["title"])
    ]
    summary: Annotated[
        str, Meta(description="One sentence, where others stand beside it.", max_length=LENGTHS["summary"])
    ] = ""
    story: Annotated[str, Meta(max_length=LENGTHS["story"], description="Markdown.")] = ""
    picture_text: Annotated[
        str, Meta(max_length=LENGTHS["picture_text"], description="What the main picture shows.")
    ] = ""
    video: Annotated[str, Meta(max_length=LENGTHS["video"], description="An https address.")] = ""
    purpose: Annotated[str, Meta(max_length=LENGTHS["purpose"], description="What the money is for.")] = ""
    expected_result: Annotated[
        str, Meta(description="What there will be, in figures.", max_length=LENGTHS["expected_result"])
    ] = ""
    timetable: Annotated[str, Meta(description="What is done when.", max_length=LENGTHS["timetable"])] = ""
    surplus: Annotated[
        str, Meta(max_length=LENGTHS["surplus"], description="What more than the goal is used for.")
    ] = ""
    place: Annotated[UUID | None, Meta(description="One of the territory's places.")] = None
    category: Annotated[UUID | None, Meta(description="One of the territory's categories.")] = None
    call: Annotated[UUID | None, Meta(description="The call for projects that it answers.")] = None
    tax_receipt: Annotated[TaxReceipt | None, Meta(description="Whether the holder issues some.")] = None
    first_day: Day | None = None
    last_day: Day | None = None
    goal: Annotated[Amount | None, Meta(description="What is needed.")] = None
    budget: Annotated[
        list[BudgetEntry], Meta(description="What the money is for: at least the goal.", max_length=60)
    ] = []
    team: Annotated[list[Person], Meta(description="Who carries the project.", max_length=12)] = []

    @classmethod
    def of(cls, campaign: Campaign, parts: Parts) -> Self:
        return cls(
            **{name: getattr(campaign, name) for name in LENGTHS},
            version=campaign.version,
            place=campaign.place_id,
            category=campaign.category_id,
            call=campaign.call_id,
            tax_receipt=campaign.tax_receipt,
            first_day=campaign.first_day.isoformat() if campaign.first_day else None,
            last_day=campaign.last_day.isoformat() if campaign.last_day else None,
            goal=Amount.of(campaign.goal) if campaign.goal_minor else None,
            budget=[BudgetEntry(one.label, Amount.of(one.amount), one.needed) for one in parts.budget],
            team=[Person(one.name, one.part) for one in parts.team],
        )

    def offer(self, campaign: Campaign, parts: Parts) -> OfferDetails:
        """As the page's form would send it."""
        said = {name: getattr(self, name) for name in LENGTHS}
        return OfferDetails(
            **texts(said, LENGTHS, required=frozenset({"title"})),
            picture=campaign.picture,
            pictures=[Illustration(one.picture, one.text, one.caption) for one in parts.pictures],
            rewards=[
                RewardItem(
                    title=one.title,
                    text=one.text,
                    starts_at=one.starts_at,
                    value=one.value,
                    units=one.units,
                    month=one.month,
                    needs_address=one.needs_address,
                )
                for one in parts.rewards
            ],
            team=[Member(line(one.name, 80), " ".join(one.part.split())) for one in self.team],
            place_id=self.place,
            category_id=self.category,
            call_id=self.call,
            tax_receipt=self.tax_receipt,
            first_day=_day(self.first_day),
            last_day=_day(self.last_day),
            goal=_read(self.goal) if self.goal else None,
            budget=[BudgetItem(line(one.label, 160), _read(one.amount), one.needed) for one in self.budget],
        )


def _read(amount: Amount) -> Money:
    return parse_amount(amount.amount, least=CENT, language="en")


def _day(typed: str | None) -> date | None:
    """A pattern can't know how long a month is."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise NotADateError from None


class Written(Struct, frozen=True):
    """One campaign as those who work on it see it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    state: Annotated[CampaignState, Meta(description="It can be written while it is a draft.")]
    draft: Annotated[Draft, Meta(description="What saveDraft takes.")]


class WorkOnCampaigns(Api):
    path = f"{V1}/back-office/campaigns"

    @get(
        summary="Campaigns that I work on",
        operation_id="listWorkCampaigns",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_read_campaigns)],
        security=[{"token": [Scope.READ_WORK.value]}],
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        stage: Annotated[Stage | None, QueryParameter(description="What is to be done for it.")] = None,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> ListedPage:
        """Agents and administrators see all, holders' people their own, coaches what is being prepared."""
        here = cursors(request, "work-campaigns")
        found = await campaigns(
            reading,
            visitor.territory,
            of_holders=own_holders(visitor),
            prepared_too=coaches(visitor),
            stage=stage,
            before=here.last(cursor),
        )
        rows, following = here.cut(found, limit, lambda row: row.campaign.id)
        return ListedPage(
            [
                Listed(
                    row.campaign.id,
                    row.campaign.slug,
                    row.campaign.title,
                    row.campaign.state,
                    row.holder.name,
                    list(row.missing),
                )
                for row in rows
            ],
            following,
        )

    @get(
        "/{campaign_id:uuid}",
        summary="One campaign as it is written",
        operation_id="getDraft",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_read_campaigns)],
        security=[{"token": [Scope.READ_WORK.value]}],
    )
    async def one(self, visitor: TheVisitor, reading: Reading, campaign_id: CampaignId) -> Written:
        """For whoever writes it, and coaches while it is being prepared."""
        campaign, holder = await campaign_in(reading, visitor.territory.id, campaign_id)
        prepared = campaign.state in Stage.PREPARING.states
        require(may_read_campaign(visitor, holder.id, prepared=prepared))
        return await _written(reading, campaign)

    @put(
        "/{campaign_id:uuid}",
        summary="Save a draft",
        operation_id="saveDraft",
        tags=["Back office"],
        guards=[opens(Scope.WRITE, may_write_campaigns)],
        security=[{"token": [Scope.WRITE.value]}],
    )
    async def save(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: CampaignId,
        data: JSONBody[Draft],
        idempotency_key: Key,
    ) -> Response[Written]:
        """The whole of it, as `getDraft` answers it: what is left out is emptied. A person sends it in for
        review, at its page.
        """

        async def saved() -> Written:
            campaign, _ = await campaign_in(db, visitor.territory.id, campaign_id)
            offer = data.offer(campaign, await parts_of(db, campaign.id))
            kept = await save_draft(db, campaign.id, offer, version=data.version, by=visitor)
            return await _written(db, kept)

        return await once(request, visitor, db, idempotency_key, saved)


async def _written(db: ReadSession, campaign: Campaign) -> Written:
    return Written(campaign.id, campaign.state, Draft.of(campaign, await parts_of(db, campaign.id)))


ROUTES = (WorkOnCampaigns,)
