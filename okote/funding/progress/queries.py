"""What campaigns have been given, with what partners add to it: derived, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import HolderIdentifier
from okote.funding.matching.queries import counted_pledges, paid_before, sums_of
from okote.funding.matching.rules import Match, Matching, PerEuro, Rule, Standing
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money, total
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Backing:
    """A partner by name, and where its commitment to a campaign stands."""

    partner: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Given:
    """To one campaign, now. `pledges` counts pledges in force, `donors` who made them."""

    matching: Matching
    donors: int
    pledges: int
    backings: Sequence[Backing]
    """In the order in which partners signed."""

    @property
    def pledged(self) -> Money:
        """By residents, whether partners add to it or not."""
        return self.matching.pledged.all

    @property
    def matches(self) -> list[Match]:
        """What each partner owes, in the order in which they signed."""
        return [backing.standing.match for backing in self.backings]

    @property
    def multiplied(self) -> Money:
        """What a euro becomes by all who still add: whoever has reached a ceiling adds no more."""
        euro = Money.of(1)
        standings = [backing.standing for backing in self.backings]
        promises = [one.commitment.promise for one in standings if one.owed < one.commitment.ceiling]
        return total([euro, *(one.of(euro) for one in promises if isinstance(one, PerEuro))])

    @property
    def completing(self) -> Sequence[Backing]:
        """Partners who pay all that is missing to the goal: what is given besides, they pay less."""
        if total([self.pledged, *(match.amount for match in self.matches)]) < self.matching.goal:
            return []
        return [
            backing
            for backing in self.backings
            if backing.standing.owed and backing.standing.commitment.promise.rule is Rule.COMPLETION
        ]

    @property
    def waiting(self) -> Sequence[Backing]:
        """Partners who add once residents have done their part, which they have not yet."""
        return [
            backing
            for backing in self.backings
            if backing.standing.missing and backing.standing.commitment.ceiling
        ]

    @property
    def by_kind(self) -> tuple[Money, Money, Money]:
        """What public partners owe, what companies owe, what residents gave."""
        of = {kind: Money.zero(self.pledged.currency) for kind in PartnerKind}
        for match in self.matches:
            of[match.kind] += match.amount
        return of[PartnerKind.PUBLIC], of[PartnerKind.PRIVATE], self.pledged


async def given_to(
    db: ReadSession, campaign_ids: Sequence[UUID], *, before: Pledge | None = None
) -> dict[UUID, Given]:
    """Every campaign asked for is there, one without pledges too; `before` one that was paid, if any."""
    return {
        campaign_id: Given(
            sums.matching,
            sums.donors,
            sums.pledges,
            [Backing(*one) for one in zip(sums.partners, sums.matching.standings(), strict=True)],
        )
        for campaign_id, sums in (await sums_of(db, campaign_ids, before=before)).items()
    }


async def given_by(
    db: ReadSession,
    campaign_id: UUID,
    person_id: UUID,
    body: HolderIdentifier | None = None,
    *,
    before: Pledge | None = None,
) -> Money:
    """What partners look at of what one donor has in force on one campaign, in that body's name if any;
    `before` a pledge that was paid, if any.
    """
    summed = select(func.coalesce(func.sum(Pledge.amount_minor).filter(counted_pledges()), 0))
    statement = (
        summed.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(
            Pledge.campaign_id == campaign_id,
            Pledge.person_id == person_id,
            Pledge.status == PledgeStatus.IN_FORCE,
            col(PledgeBody.kind).is_not_distinct_from(body and body.kind),
            col(PledgeBody.number).is_not_distinct_from(body and body.number),
            paid_before(before),
        )
    )
    return Money(int((await db.exec(statement)).one()))
