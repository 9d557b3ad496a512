"""What campaigns have been given, derived from the pledges in force in two statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import BigInteger, cast
from sqlmodel import col, func, select

from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.rules import Commitment, Match, Standing
from okote.funding.partners.models import Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money, total
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Backing:
    """A partner by name, and where its commitment to a campaign stands."""

    partner: str
    standing: Standing


@dataclass(slots=True)
class Given:
    """To one campaign, now. `pledges` counts pledges in force, `donors` who made them."""

    pledged: Money
    donors: int = 0
    pledges: int = 0
    backings: list[Backing] = field(default_factory=list)

    @property
    def matches(self) -> list[Match]:
        """What each partner owes, in the order in which they signed."""
        return [backing.standing.match for backing in self.backings]

    @property
    def multiplied(self) -> Money:
        """What one euro becomes as long as no ceiling is reached."""
        euro = Money.of(1)
        return total([euro, *(backing.standing.commitment.rate(euro) for backing in self.backings)])

    @property
    def by_kind(self) -> tuple[Money, Money, Money]:
        """What public partners owe, what companies owe, what residents gave."""
        of = {kind: Money.zero(self.pledged.currency) for kind in PartnerKind}
        for match in self.matches:
            of[match.kind] += match.amount
        return of[PartnerKind.PUBLIC], of[PartnerKind.PRIVATE], self.pledged


async def given_to(db: ReadSession, campaign_ids: Sequence[UUID]) -> dict[UUID, Given]:
    """Every campaign asked for is there, one without pledges too."""
    given: defaultdict[UUID, Given] = defaultdict(lambda: Given(Money(0)))
    donor = (
        select(
            col(Pledge.campaign_id).label("campaign_id"),
            cast(func.sum(Pledge.amount_minor), BigInteger).label("minor"),
            func.count().label("pledges"),
        )
        .where(col(Pledge.campaign_id).in_(campaign_ids), Pledge.status == PledgeStatus.IN_FORCE)
        .group_by(col(Pledge.campaign_id), col(Pledge.person_id))
        .cte("donor")
    )
    sums = select(
        donor.c.campaign_id, func.sum(donor.c.minor), func.count(), func.sum(donor.c.pledges)
    ).group_by(donor.c.campaign_id)
    for campaign_id, minor, donors, pledges in (await db.exec(sums)).all():
        given[campaign_id] = Given(Money(int(minor)), donors, int(pledges))
    gave = func.coalesce(donor.c.minor, 0)  # a campaign without donors: LEAST would pass over its NULL
    counted = func.least(gave, func.coalesce(SignedCommitment.ceiling_per_donor_minor, gave))
    bases = (
        select(SignedCommitment, Partner.kind, Partner.name, func.coalesce(func.sum(counted), 0))
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .outerjoin(donor, donor.c.campaign_id == SignedCommitment.campaign_id)
        .where(col(SignedCommitment.campaign_id).in_(campaign_ids))
        .group_by(col(SignedCommitment.id), col(Partner.kind), col(Partner.name))
        .order_by(col(SignedCommitment.signed_at), col(SignedCommitment.id))
    )
    for signed, kind, name, base in (await db.exec(bases)).all():
        standing = Standing(commitment_of(signed, PartnerKind(kind)), Money(int(base)))
        given[signed.campaign_id].backings.append(Backing(name, standing))
    return {campaign_id: given[campaign_id] for campaign_id in campaign_ids}


def commitment_of(signed: SignedCommitment, kind: PartnerKind) -> Commitment:
    """The commitment that a row records, as the rules know it."""
    return Commitment(
        id=signed.id,
        partner=signed.partner_id,
        kind=kind,
        rate_bp=signed.rate_bp,
        ceiling=signed.ceiling,
        ceiling_per_donor=signed.ceiling_per_donor,
    )


async def given_by(db: ReadSession, campaign_id: UUID, person_id: UUID) -> Money:
    """What one donor has in force on one campaign."""
    statement = select(func.coalesce(func.sum(Pledge.amount_minor), 0)).where(
        Pledge.campaign_id == campaign_id,
        Pledge.person_id == person_id,
        Pledge.status == PledgeStatus.IN_FORCE,
    )
    return Money(int((await db.exec(statement)).one()))
