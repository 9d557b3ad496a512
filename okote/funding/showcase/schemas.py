"""How campaigns and pledges are told to programs."""

from typing import Annotated, Self
from uuid import UUID

from msgspec import Meta, Struct

from okote.api.schemas import Amount, Moment, Prose
from okote.funding.campaigns.api import BudgetEntry, Person
from okote.funding.campaigns.models import Holder
from okote.funding.campaigns.offers import Parts
from okote.funding.campaigns.rules import CampaignState, TaxReceipt
from okote.funding.categories.models import Category
from okote.funding.matching.api import PartnerRule
from okote.funding.needs.api import NeedFacts
from okote.funding.partners.models import Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.rewards.api import RewardFacts
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import Backing
from okote.funding.showcase.queries import Mine, Shown

Slug = Annotated[str, Meta(description="Its name in addresses.", examples=["les-jardins-du-quai"])]


class CategoryFacts(Struct, frozen=True):
    """What a campaign is about."""

    id: Annotated[UUID, Meta(description="What `category` takes where the list is narrowed.")]
    names: Annotated[dict[str, str], Meta(description="By language.", examples=[{"fr": "Culture"}])]

    @classmethod
    def of(cls, category: Category) -> Self:
        return cls(category.id, category.names)


class Categories(Struct, frozen=True):
    """By name in the territory's first language."""

    items: Annotated[list[CategoryFacts], Meta(description="All of them.")]


class CallNamed(Struct, frozen=True):
    """The call for projects that a campaign answers."""

    id: Annotated[UUID, Meta(description="What `call` takes where the list is narrowed.")]
    slug: Annotated[str, Meta(description="What `getCall` takes.", examples=["se-nourrir-d-ici"])]
    title: Annotated[str, Meta(description="In one line.")]


class Organisation(Struct, frozen=True):
    """The organisation that a campaign pays."""

    id: Annotated[UUID, Meta(description="What `holder` takes where campaigns are narrowed.")]
    name: Annotated[str, Meta(description="As the law knows it.")]
    legal_form: Annotated[str, Meta(description="Such as an association.")]
    identifier: Annotated[str, Meta(description="RNA, SIREN, SIRET, or the register of a court.")]
    address: Annotated[str, Meta(description="Where it is.")]

    @classmethod
    def of(cls, holder: Holder) -> Self:
        return cls(holder.id, holder.name, holder.legal_form, holder.identifier, holder.address)


class GaugeFacts(Struct, frozen=True):
    """What a campaign has raised; where everyone was refunded, what there was when the rule decided."""

    residents: Annotated[Amount, Meta(description="What residents gave.")]
    public_partners: Annotated[Amount, Meta(description="What public partners add.")]
    companies: Annotated[Amount, Meta(description="What companies add.")]
    total: Annotated[Amount, Meta(description="All three.")]
    goal: Annotated[Amount, Meta(description="What is needed.")]
    threshold: Annotated[Amount, Meta(description="Below it, every contribution is given back.")]
    reached: Annotated[bool, Meta(description="Whether the threshold is.")]
    pledges: Annotated[int, Meta(description="Contributions in force.")]

    @classmethod
    def of(cls, shown: Shown) -> Self:
        gauge = shown.gauge
        raised = gauge.residents + gauge.public + gauge.companies
        return cls(
            residents=Amount.of(gauge.residents),
            public_partners=Amount.of(gauge.public),
            companies=Amount.of(gauge.companies),
            total=Amount.of(raised),
            goal=Amount.of(gauge.goal),
            threshold=Amount.of(gauge.threshold),
            reached=gauge.reached,
            pledges=shown.given.pledges,
        )


class Summary(Struct, frozen=True):
    """A campaign where others stand beside it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Slug
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="In one line.")]
    summary: Annotated[str, Meta(description="In one sentence.")]
    state: Annotated[CampaignState, Meta(description="Where it stands.")]
    open: Annotated[bool, Meta(description="Whether it takes contributions at this moment.")]
    opens_at: Moment | None
    ends_at: Annotated[Moment | None, Meta(description="The first moment at which it takes none.")]
    holder: Annotated[Organisation, Meta(description="Who is paid.")]
    place: Annotated[str | None, Meta(description="The name of the place.")]
    category: Annotated[CategoryFacts | None, Meta(description="What it is about, if that is said.")]
    call: Annotated[CallNamed | None, Meta(description="The call for projects that it answers, if any.")]
    gauge: Annotated[GaugeFacts, Meta(description="What it has raised.")]

    @classmethod
    def of(cls, shown: Shown, site: str) -> Self:
        campaign = shown.campaign
        return cls(
            id=campaign.id,
            slug=campaign.slug,
            url=f"{site}/campaigns/{campaign.slug}",
            title=campaign.title,
            summary=campaign.summary,
            state=campaign.state,
            open=shown.open,
            opens_at=campaign.opens_at,
            ends_at=campaign.ends_at,
            holder=Organisation.of(shown.holder),
            place=shown.place,
            category=CategoryFacts.of(shown.category) if shown.category else None,
            call=CallNamed(shown.call.id, shown.call.slug, shown.call.title) if shown.call else None,
            gauge=GaugeFacts.of(shown),
        )


class PartnerFacts(Struct, frozen=True):
    """A body that adds to what residents give."""

    id: Annotated[UUID, Meta(description="What `partner` takes where campaigns are narrowed.")]
    name: Annotated[str, Meta(description="As everyone knows it.")]
    kind: Annotated[PartnerKind, Meta(description="A public body, or a company.")]

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls(partner.id, partner.name, partner.kind)


class Backer(Struct, frozen=True):
    """A partner of a campaign, by what it promised."""

    id: Annotated[UUID, Meta(description="What `getPartner` takes.")]
    name: Annotated[str, Meta(description="As everyone knows it.")]
    kind: Annotated[PartnerKind, Meta(description="A public body, or a company.")]
    rule: Annotated[PartnerRule, Meta(description="What it promised.")]
    ceiling: Annotated[Amount, Meta(description="The most that it adds; zero where it has withdrawn.")]
    adds: Annotated[Amount, Meta(description="What it adds to what residents have given by now.")]

    @classmethod
    def of(cls, backing: Backing) -> Self:
        standing = backing.standing
        commitment = standing.commitment
        return cls(
            commitment.partner,
            backing.partner,
            commitment.kind,
            PartnerRule.of(commitment.promise),
            Amount.of(commitment.ceiling),
            Amount.of(standing.owed),
        )


class PublicCampaign(Struct, frozen=True):
    """A campaign as its page tells it."""

    summary: Annotated[Summary, Meta(description="What lists show of it.")]
    story: Annotated[Prose, Meta(description="What the project is.")]
    picture_text: Annotated[str, Meta(description="What its picture shows.")]
    picture: Annotated[str | None, Meta(description="The address of its picture, as WebP.")]
    video: Annotated[str | None, Meta(description="An address to follow.")]
    purpose: Annotated[str, Meta(description="What the money is for.")]
    expected_result: Annotated[str, Meta(description="What there will be, in figures.")]
    timetable: Annotated[str, Meta(description="What is done when.")]
    surplus: Annotated[str, Meta(description="What more than the goal is used for.")]
    tax_receipt: Annotated[TaxReceipt | None, Meta(description="Whether the holder issues some.")]
    cancelled_because: Annotated[str | None, Meta(description="Of a cancelled campaign.")]
    budget: Annotated[list[BudgetEntry], Meta(description="What the money is for.")]
    team: Annotated[list[Person], Meta(description="Who carries the project.")]
    partners: Annotated[list[Backer], Meta(description="In the order in which they signed.")]
    rewards: Annotated[
        list[RewardFacts], Meta(description="What the holder thanks with; none once all is given back.")
    ]
    needs: Annotated[
        list[NeedFacts], Meta(description="Help that is asked for or found; none once all is given back.")
    ]

    @classmethod
    def of(
        cls, shown: Shown, parts: Parts, site: str, *, rewards: list[RewardFacts], needs: list[NeedFacts]
    ) -> Self:
        campaign = shown.campaign
        return cls(
            summary=Summary.of(shown, site),
            story=Prose.of(campaign.story),
            picture_text=campaign.picture_text,
            picture=f"{site}/pictures/{campaign.picture}/wide" if campaign.picture else None,
            video=campaign.video or None,
            purpose=campaign.purpose,
            expected_result=campaign.expected_result,
            timetable=campaign.timetable,
            surplus=campaign.surplus,
            tax_receipt=campaign.tax_receipt,
            cancelled_because=campaign.cancel_reason,
            budget=[BudgetEntry(one.label, Amount.of(one.amount), one.needed) for one in parts.budget],
            team=[Person(one.name, one.part) for one in parts.team],
            partners=[Backer.of(one) for one in shown.given.backings],
            rewards=rewards,
            needs=needs,
        )


class PledgeFacts(Struct, frozen=True):
    """What a person gave, or began to give."""

    id: Annotated[UUID, Meta(description="Its number.")]
    campaign: Slug
    title: Annotated[str, Meta(description="Of the campaign.")]
    amount: Annotated[Amount, Meta(description="What was given.")]
    status: Annotated[PledgeStatus, Meta(description="Where it stands.")]
    by_cheque: Annotated[bool, Meta(description="Whether it was given by a cheque.")]
    created_at: Moment
    paid_at: Moment | None
    ended_at: Annotated[Moment | None, Meta(description="When it was given back, failed or expired.")]

    @classmethod
    def of(cls, mine: Mine) -> Self:
        pledge = mine.pledge
        return cls(
            pledge.id,
            mine.campaign.slug,
            mine.campaign.title,
            Amount.of(pledge.amount),
            pledge.status,
            pledge.by_cheque,
            pledge.created_at,
            pledge.paid_at,
            pledge.ended_at,
        )
