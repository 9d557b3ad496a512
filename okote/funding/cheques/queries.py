"""Cheques for whoever gives them and for whoever keeps them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import CampaignState, takes_pledges
from okote.funding.cheques.models import Cheque, ChequeScan, ChequeStep, with_body
from okote.funding.cheques.rules import ChequeState, Errand, errand
from okote.funding.pledges.models import Pledge
from okote.identity.models import Person
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

OPEN = (ChequeState.ANNOUNCED, ChequeState.RECEIVED, ChequeState.HELD)


@dataclass(frozen=True, slots=True)
class Kept:
    """A cheque with what it is for; `pledge` is what a second person made of it."""

    cheque: Cheque
    campaign: Campaign
    holder: Holder
    pledge: Pledge | None
    at: datetime

    @property
    def errand(self) -> Errand | None:
        taking = takes_pledges(self.campaign.state, self.campaign.period, self.at)
        status = self.pledge.status if self.pledge is not None else None
        return errand(self.cheque.state, self.campaign.state, status, taking=taking)

    @property
    def withdrawable(self) -> bool:
        return self.cheque.state is ChequeState.ANNOUNCED


@dataclass(frozen=True, slots=True)
class Step:
    state: ChequeState
    at: datetime
    person_id: UUID
    by: str | None
    """Their name or, where they chose none, their address: for agents alone."""
    note: str


def _kept(territory_id: UUID) -> Select[Cheque, Campaign, Holder, Pledge | None]:
    statement = select(Cheque, Campaign, Holder, Pledge).join(
        Campaign, col(Campaign.id) == Cheque.campaign_id
    )
    statement = statement.join(Holder, col(Holder.id) == Campaign.holder_id)
    statement = statement.outerjoin(Pledge, col(Pledge.id) == Cheque.pledge_id).options(with_body)
    return of_territory(statement, Cheque.territory_id, territory_id).order_by(col(Cheque.id))


async def _all(db: ReadSession, statement: Select[Cheque, Campaign, Holder, Pledge | None]) -> list[Kept]:
    at = await db.now()
    return [Kept(*row, at=at) for row in (await db.exec(statement)).all()]


async def errands(db: ReadSession, territory_id: UUID) -> Mapping[Errand, Sequence[Kept]]:
    """What agents have to do, in the order of the doing; the oldest first."""
    found = defaultdict[Errand, list[Kept]](list)
    for kept in await _all(db, _kept(territory_id).where(col(Cheque.state).in_(OPEN))):
        if kept.errand is not None:
            found[kept.errand].append(kept)
    return {one: found[one] for one in Errand if one in found}


async def to_do(db: ReadSession, territory_id: UUID) -> int:
    """Those that wait for an agent and not for the post or the deadline."""
    found = await errands(db, territory_id)
    return sum(len(found.get(one, ())) for one in (Errand.CONFIRM, Errand.BANK, Errand.GIVE_BACK))


async def by_reference(db: ReadSession, territory_id: UUID, typed: str) -> Kept | None:
    """As it is written on the back, however."""
    reference = "".join(typed.upper().split())
    return next(iter(await _all(db, _kept(territory_id).where(Cheque.reference == reference))), None)


async def cheque(db: ReadSession, territory_id: UUID, cheque_id: UUID) -> Kept:
    """NotFoundError for another territory's."""
    found = await _all(db, _kept(territory_id).where(Cheque.id == cheque_id))
    if not found:
        raise NotFoundError
    return found[0]


async def cheques_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Kept]:
    """All of one donor's, the latest first."""
    return (await _all(db, _kept(territory_id).where(Cheque.person_id == person_id)))[::-1]


async def steps(db: ReadSession, cheque_id: UUID) -> Sequence[Step]:
    """The first first."""
    asked = select(ChequeStep, func.coalesce(Person.public_name, Person.email)).join(
        Person, col(Person.id) == ChequeStep.person_id
    )
    asked = asked.where(ChequeStep.cheque_id == cheque_id).order_by(col(ChequeStep.at), col(ChequeStep.id))
    return [
        Step(one.state, one.at, one.person_id, name, one.note) for one, name in (await db.exec(asked)).all()
    ]


async def scans(db: ReadSession, cheque_id: UUID) -> Sequence[ChequeScan]:
    """In the order in which they came."""
    kept = select(ChequeScan).where(ChequeScan.cheque_id == cheque_id)
    return (await db.exec(kept.order_by(col(ChequeScan.id)))).all()


async def open_campaigns(db: ReadSession, territory_id: UUID) -> Sequence[Campaign]:
    """To which a cheque may be given now, in the order of their titles."""
    asked = of_territory(select(Campaign), Campaign.territory_id, territory_id)
    live = asked.where(Campaign.state == CampaignState.LIVE, col(Campaign.ends_at) > await db.now())
    return (await db.exec(live.order_by(col(Campaign.title), col(Campaign.id)))).all()
