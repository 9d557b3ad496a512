"""What residents have in force on campaigns, and what partners promise upon it: summed in two statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, cast, literal, true, tuple_
from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.queries.ceilings import ceiling_in_force
from okote.funding.matching.queries.commitments import NamedCommitment
from okote.funding.matching.rules import Commitment, Matching, Pledged
from okote.funding.partners.models import Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.terms.rules import OwnPeople
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one campaign. `donors`, each a person or the body in whose name a person gives, gave its `pledges`
    in force; `partners` are in the order of the matching.
    """

    matching: Matching
    donors: int
    pledges: int
    partners: Sequence[str]


async def matched(db: ReadSession, promised: Sequence[NamedCommitment]) -> Mapping[UUID, Money]:
    """By commitment, what its partner adds at this moment to what residents have in force."""
    sums = await sums_of(db, sorted({one.campaign.id for one in promised}))
    standings = (standing for each in sums.values() for standing in each.matching.standings())
    return {standing.commitment.id: standing.owed for standing in standings}


IN_THE_NAME_OF = (col(PledgeBody.kind), col(PledgeBody.number))
"""With the person, the donor: what somebody gives for a body is not added to what they give themselves."""


def counted_pledges() -> Any:
    """Which of the statement's pledges partners look at, by the terms of the statement's campaign."""
    unmatched = col(Pledge.own_people) & (col(Campaign.own_people) != OwnPeople.MATCHED)
    return func.coalesce(~unmatched, True)


def paid_before(pledge: Pledge | None) -> Any:
    """Which of the statement's pledges come before that one, in the order of payments; without one, all."""
    if pledge is None:
        return true()
    turn = tuple_(col(Pledge.paid_at), col(Pledge.id))
    return turn < tuple_(literal(pledge.paid_at), literal(pledge.id))


async def sums_of(
    db: ReadSession, campaign_ids: Sequence[UUID], *, before: Pledge | None = None
) -> dict[UUID, Sums]:
    """By campaign; commitments in the order in which they were signed."""
    donor = (
        select(
            col(Pledge.campaign_id).label("campaign_id"),
            cast(func.sum(Pledge.amount_minor), BigInteger).label("minor"),
            func.count().label("pledges"),
            cast(func.sum(Pledge.amount_minor).filter(counted_pledges()), BigInteger).label("counted"),
        )
        .join(Campaign, col(Campaign.id) == Pledge.campaign_id)
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(
            col(Pledge.campaign_id).in_(campaign_ids),
            Pledge.status == PledgeStatus.IN_FORCE,
            paid_before(before),
        )
        .group_by(col(Pledge.campaign_id), col(Pledge.person_id), *IN_THE_NAME_OF)
        .cte("donor")
    )
    gave = func.coalesce(donor.c.counted, 0)  # a campaign without donors: LEAST would pass over its NULL
    counted = func.least(gave, func.coalesce(SignedCommitment.ceiling_per_donor_minor, gave))
    promised: Any = (  # SQLModel has types for four columns
        select(SignedCommitment, Partner.kind, Partner.name, func.coalesce(func.sum(counted), 0))
        .add_columns(ceiling_in_force())
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .outerjoin(donor, donor.c.campaign_id == SignedCommitment.campaign_id)
        .where(col(SignedCommitment.campaign_id).in_(campaign_ids))
        .group_by(col(SignedCommitment.id), col(Partner.kind), col(Partner.name))
        .order_by(col(SignedCommitment.signed_at), col(SignedCommitment.id))
    )
    bases = defaultdict[UUID, list[tuple[Commitment, Money]]](list)
    names = defaultdict[UUID, list[str]](list)
    for signed, kind, name, base, ceiling in (await db.exec(promised)).all():
        bases[signed.campaign_id].append((signed.of_kind(PartnerKind(kind), ceiling), Money(int(base))))
        names[signed.campaign_id].append(name)
    given: Any = (
        select(Campaign.id, func.coalesce(Campaign.goal_minor, 0))
        .add_columns(
            func.coalesce(func.sum(donor.c.minor), 0),
            func.coalesce(func.sum(donor.c.counted), 0),
            func.count(donor.c.counted),
            func.count(donor.c.minor),
            func.coalesce(func.sum(donor.c.pledges), 0),
        )
        .outerjoin(donor, donor.c.campaign_id == Campaign.id)
        .where(col(Campaign.id).in_(campaign_ids))
        .group_by(col(Campaign.id))
        .order_by(col(Campaign.id))
    )
    sums = {}
    for campaign_id, goal, minor, counted_minor, counting, donors, pledges in (await db.exec(given)).all():
        pledged = Pledged(Money(int(counted_minor)), counting, Money(int(minor - counted_minor)))
        matching = Matching(Money(goal), pledged, bases[campaign_id])
        sums[campaign_id] = Sums(matching, donors, int(pledges), names[campaign_id])
    return sums
