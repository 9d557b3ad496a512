"""Writing an offer: alone, since whoever saves says which version they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, delete, select

from okote.funding.calls.service import check_open
from okote.funding.campaigns.autosave.service import throw_away
from okote.funding.campaigns.models import (
    BudgetLine,
    Campaign,
    CampaignPicture,
    Holder,
    Reward,
    TeamMember,
)
from okote.funding.campaigns.rules import (
    Actor,
    RewardItem,
    StepKind,
    TaxReceipt,
    check_editable,
    check_may_reward,
    public_link,
)
from okote.funding.campaigns.service.steps import record
from okote.funding.categories.models import Category
from okote.funding.permissions import may_write_campaign
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import StaleError
from okote.platform.files.models import StoredFile
from okote.territories.models import Place
from okote.territories.queries import held, of_territory, one_of
from payments.money import Money
from payments.sessions import WriteSession

TEXTS = (
    "title",
    "summary",
    "story",
    "picture_text",
    "purpose",
    "timetable",
    "expected_result",
    "surplus",
    "video",
)


@dataclass(frozen=True, slots=True)
class BudgetItem:
    """One thing that the money is for; without a needed one the project can't be done."""

    label: str
    amount: Money
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """Who they are and what they do in the project."""

    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture besides the main one."""

    picture: UUID
    text: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDetails:
    """An offer as its form stands: all but the title may still be unsaid."""

    title: str
    summary: str = ""
    story: str = ""
    picture: UUID | None = None
    picture_text: str = ""
    pictures: Sequence[Illustration] = ()
    video: str = ""
    team: Sequence[Member] = ()
    place_id: UUID | None = None
    category_id: UUID | None = None
    call_id: UUID | None = None
    purpose: str = ""
    timetable: str = ""
    expected_result: str = ""
    surplus: str = ""
    tax_receipt: TaxReceipt | None = None
    first_day: date | None = None
    last_day: date | None = None
    goal: Money | None = None
    budget: Sequence[BudgetItem] = ()
    rewards: Sequence[RewardItem] = ()


async def create_draft(
    db: WriteSession, holder_id: UUID, title: str, *, call_id: UUID | None = None, by: Visitor
) -> Campaign:
    """Begin an offer for a holder of this territory, in answer to a call that takes some or to none."""
    holder = await one_of(db, Holder, by.territory.id, holder_id)
    require(may_write_campaign(by, holder.id))
    if call_id is not None:
        await check_open(db, by.territory.id, call_id)
    at = await db.now()
    campaign = Campaign(
        territory_id=by.territory.id,
        holder_id=holder.id,
        slug=await free_slug(db, by.territory.id, title),
        title=title,
        call_id=call_id,
        created_at=at,
    )
    db.add(campaign)
    await db.flush()
    record(db, campaign, at, StepKind.WRITTEN, Actor.WRITER, person_id=person_of(by).id)
    return campaign


async def save_draft(
    db: WriteSession, campaign_id: UUID, offer: OfferDetails, *, version: int, by: Visitor
) -> Campaign:
    """Write the whole form, unless someone has saved since `version` was read (StaleError)."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_editable(campaign.state)
    if campaign.version != version:
        raise StaleError
    await _check_ours(db, by.territory.id, offer)
    await _answer(db, campaign, offer.call_id)
    holder = await db.get_one(Holder, campaign.holder_id)
    check_may_reward(offer.rewards, public_authority=holder.public_authority)
    if offer.video:
        public_link(offer.video)
    if offer.title != campaign.title:
        campaign.slug = await free_slug(db, by.territory.id, offer.title, but=campaign.id)
    for name in TEXTS:
        setattr(campaign, name, getattr(offer, name))
    campaign.picture = offer.picture
    campaign.place_id, campaign.category_id = offer.place_id, offer.category_id
    campaign.tax_receipt = offer.tax_receipt
    campaign.first_day, campaign.last_day = offer.first_day, offer.last_day
    campaign.goal_minor = offer.goal.minor if offer.goal else None
    campaign.version += 1
    await _write_parts(db, campaign, offer)
    await throw_away(db, campaign.id, by=by)
    record(db, campaign, await db.now(), StepKind.WRITTEN, Actor.WRITER, person_id=person_of(by).id)
    return campaign


async def _answer(db: WriteSession, campaign: Campaign, call_id: UUID | None) -> None:
    """Another call is chosen while it takes offers; one that was chosen stays, also once it is over."""
    if call_id == campaign.call_id:
        return
    if call_id is not None:
        await check_open(db, campaign.territory_id, call_id)
    campaign.call_id, campaign.applied_at = call_id, None


async def _check_ours(db: WriteSession, territory_id: UUID, offer: OfferDetails) -> None:
    """A place, a category or a picture of another territory does not exist for this one."""
    if offer.place_id is not None:
        await one_of(db, Place, territory_id, offer.place_id)
    if offer.category_id is not None:
        await one_of(db, Category, territory_id, offer.category_id)
    pictures = [one.picture for one in offer.pictures]
    for picture in [*pictures, *([offer.picture] if offer.picture else [])]:
        await one_of(db, StoredFile, territory_id, picture)


async def _write_parts(db: WriteSession, campaign: Campaign, offer: OfferDetails) -> None:
    for table in (BudgetLine, TeamMember, CampaignPicture, Reward):
        await db.exec(delete(table).where(col(table.campaign_id) == campaign.id))
    here = campaign.id
    db.add_all(
        TeamMember(campaign_id=here, position=position, name=member.name, part=member.part)
        for position, member in enumerate(offer.team)
    )
    db.add_all(
        CampaignPicture(
            campaign_id=here, position=position, picture=one.picture, text=one.text, caption=one.caption
        )
        for position, one in enumerate(offer.pictures)
    )
    db.add_all(_reward(campaign, position, item) for position, item in enumerate(offer.rewards))
    db.add_all(
        BudgetLine(
            campaign_id=campaign.id,
            position=position,
            label=item.label,
            amount_minor=item.amount.minor,
            currency=item.amount.currency,
            needed=item.needed,
        )
        for position, item in enumerate(offer.budget)
    )


def _reward(campaign: Campaign, position: int, item: RewardItem) -> Reward:
    return Reward(
        campaign_id=campaign.id,
        position=position,
        title=item.title,
        text=item.text,
        starts_at_minor=item.starts_at.minor,
        value_minor=item.value.minor,
        currency=item.starts_at.currency,
        units=item.units,
        month=item.month,
        needs_address=item.needs_address,
    )


async def free_slug(db: WriteSession, territory_id: UUID, title: str, *, but: UUID | None = None) -> str:
    """An address that no other campaign of the territory has; two of the same title wait for each other."""
    wanted = slugs.slug(title)
    await db.lock(f"campaign-slug:{territory_id}:{wanted}")
    others = of_territory(select(Campaign.slug), Campaign.territory_id, territory_id)
    others = others.where(col(Campaign.slug).startswith(wanted), col(Campaign.id).is_distinct_from(but))
    return slugs.free(wanted, set(await db.exec(others)))
