"""Pledges for whoever keeps the accounts: all of them, and those that need a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import and_, col, func, not_, or_, select
from sqlmodel.sql.expression import Select

from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge, PledgeBody, with_body
from okote.funding.pledges.rules import BY_TRANSFER, PledgeStatus, may_be_given_back, may_be_reclaimed
from okote.identity.models import Person
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession

TO_ASK_AGAIN = and_(
    col(Pledge.refund_failure).is_not(None),
    or_(col(Pledge.paid_at).is_(None), not_(col(Pledge.refund_failure).in_(BY_TRANSFER))),
)
"""A refund that failed, of which Stripe may be asked again (`Pledge.goes_by_transfer` is the opposite)."""


@dataclass(frozen=True, slots=True)
class Row:
    pledge: Pledge
    campaign: Campaign
    email: str | None

    @property
    def returnable(self) -> bool:
        """Whether the office still may give it back."""
        return may_be_given_back(self.pledge.status, self.campaign.state)

    @property
    def reclaimable(self) -> bool:
        """Whether two people still may, although it is the holder's by now."""
        return may_be_reclaimed(self.pledge.status, self.campaign.state, by_cheque=self.pledge.by_cheque)


def _rows(territory_id: UUID) -> Select[Pledge, Campaign, str | None]:
    """The latest first."""
    statement = of_territory(select(Pledge, Campaign, Person.email), Pledge.territory_id, territory_id)
    statement = statement.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    statement = statement.join(Person, col(Person.id) == Pledge.person_id)
    return statement.options(with_body).order_by(col(Pledge.id).desc())


async def refunds_failed(db: ReadSession, territory_id: UUID) -> Sequence[Row]:
    """Every one that Stripe may be asked for again."""
    statement = _rows(territory_id).where(TO_ASK_AGAIN)
    return [Row(*row) for row in (await db.exec(statement)).all()]


async def pledges(
    db: ReadSession,
    territory_id: UUID,
    campaign: UUID | None,
    before: UUID | None,
    *,
    bodies: bool = False,
    number: str | None = None,
) -> Sequence[Row]:
    """A page, and one more where there are more; the next page is `before` its last.

    `bodies`: of those given in the name of a body; `number`: of the one that has it, in its register.
    """
    statement = _rows(territory_id)
    if campaign is not None:
        statement = statement.where(Pledge.campaign_id == campaign)
    if bodies or number is not None:
        statement = statement.join(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
    if number is not None:
        statement = statement.where(PledgeBody.number == number)
    if before is not None:
        statement = statement.where(col(Pledge.id) < before)
    found = (await db.exec(statement.limit(ONE_MORE))).all()
    return [Row(*row) for row in found]


async def to_look_at(db: ReadSession, territory_id: UUID) -> int:
    """Payments that were not what was pledged, and refunds to ask for again: a person looks at each."""
    statement = of_territory(select(func.count()), Pledge.territory_id, territory_id).where(
        or_(Pledge.status == PledgeStatus.QUARANTINED, TO_ASK_AGAIN)
    )
    return (await db.exec(statement)).one()
