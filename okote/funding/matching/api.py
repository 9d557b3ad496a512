"""What partners promised and are called for, for programs."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from litestar import get
from msgspec import Meta, Struct

from okote.api.access import V1, Api, opens
from okote.api.schemas import Amount, Moment
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.queries import NamedCommitment, commitments
from okote.funding.matching.rules import Measure, PerEuro, Promise, Rule
from okote.funding.permissions import may_see_partners, own_partners
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading
from payments.money import Money


class Condition(Struct, frozen=True):
    """What residents alone must have given first."""

    measure: Annotated[Measure, Meta(description="What is looked at.")]
    least: Annotated[
        int, Meta(description="By measure: a share of the goal in 1/10 000, cents, or people.", gt=0)
    ]


class PartnerRule(Struct, frozen=True):
    """How a partner adds."""

    rule: Annotated[
        Rule,
        Meta(
            description="So much for each euro, a sum at once, or what is then missing to the goal,"
            " each up to the ceiling."
        ),
    ]
    per_euro: Annotated[Amount | None, Meta(description="What it adds to each euro given.")]
    ceiling_per_donor: Annotated[Amount | None, Meta(description="What counts of one donor at most.")]
    condition: Annotated[Condition | None, Meta(description="When it begins to add, if not at once.")]

    @classmethod
    def of(cls, promise: Promise) -> Self:
        if isinstance(promise, PerEuro):
            most = promise.ceiling_per_donor
            rate = Amount.of(promise.of(Money.of(1)))
            return cls(promise.rule, rate, None if most is None else Amount.of(most), None)
        condition = Condition(promise.condition.measure, promise.condition.least)
        return cls(promise.rule, None, None, condition)


class Call(Struct, frozen=True):
    """What a partner is asked to pay to the holder, once a campaign has succeeded; nothing is due of one that
    was cancelled all the same.
    """

    amount: Annotated[Amount, Meta(description="What is to be paid.")]
    called_at: Moment
    due_on: Annotated[date, Meta(description="The last day on which it is paid in time.")]
    received_on: Annotated[date | None, Meta(description="The day on which the holder had it.")]


class Commitment(Struct, frozen=True):
    """What one partner promised one campaign."""

    id: Annotated[UUID, Meta(description="Its number.")]
    partner_id: Annotated[UUID, Meta(description="The partner's number.")]
    partner: Annotated[str, Meta(description="Its name.")]
    campaign: Annotated[str, Meta(description="The campaign's name in addresses.")]
    title: Annotated[str, Meta(description="Of the campaign.")]
    state: Annotated[CampaignState, Meta(description="Of the campaign.")]
    rule: Annotated[PartnerRule, Meta(description="What it promised.")]
    ceiling: Annotated[Amount, Meta(description="In force now; zero where the partner has withdrawn.")]
    signed_at: Moment
    call: Annotated[Call | None, Meta(description="Null until the campaign has succeeded.")]

    @classmethod
    def of(cls, one: NamedCommitment) -> Self:
        called = one.funds_call
        return cls(
            id=one.signed.id,
            partner_id=one.partner.id,
            partner=one.partner.name,
            campaign=one.campaign.slug,
            title=one.campaign.title,
            state=one.campaign.state,
            rule=PartnerRule.of(one.signed.promise),
            ceiling=Amount.of(one.ceiling),
            signed_at=one.signed.signed_at,
            call=None
            if called is None
            else Call(Amount.of(called.amount), called.called_at, called.due_on, called.received_on),
        )


class Commitments(Struct, frozen=True):
    """In the order in which they were signed."""

    items: Annotated[list[Commitment], Meta(description="All of them.")]


class CommitmentsApi(Api):
    path = f"{V1}/back-office/commitments"

    @get(
        summary="Partners' commitments",
        operation_id="listCommitments",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_see_partners)],
        security=[{"token": [Scope.READ_WORK.value]}],
    )
    async def listed(self, visitor: TheVisitor, reading: Reading) -> Commitments:
        """Agents, accountants and administrators see all; whoever acts for a partner, that partner's."""
        found = await commitments(reading, visitor.territory.id, partner_ids=own_partners(visitor))
        return Commitments([Commitment.of(one) for one in found])


ROUTES = (CommitmentsApi,)
