"""Needs, for everyone, for who helps, and for whoever asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import and_, col, func, select
from sqlmodel.sql.expression import Select

from okote.funding.campaigns.models import Campaign
from okote.funding.needs.models import Help, Need
from okote.funding.needs.rules import FOUND, HelpStatus, takes_help
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Asked:
    """A need, and how much of it is found; `waiting` counts the offers that nobody has answered."""

    need: Need
    campaign: Campaign
    found: int
    waiting: int

    def open(self, today: date) -> bool:
        """Whether somebody may offer it."""
        return takes_help(
            self.campaign.state,
            closed=self.need.closed_at is not None,
            until=self.need.until,
            today=today,
            found=self.found,
            wanted=self.need.wanted,
        )


def _asked(territory_id: UUID) -> Select[Need, Campaign, int, int]:
    found = func.coalesce(func.sum(Help.quantity).filter(col(Help.status).in_(FOUND)), 0)
    waiting = func.count().filter(col(Help.status) == HelpStatus.OFFERED)
    statement = (
        select(Need, Campaign, found, waiting)
        .join(Campaign, col(Campaign.id) == Need.campaign_id)
        .outerjoin(Help, col(Help.need_id) == Need.id)
        .group_by(col(Need.id), col(Campaign.id))
        .order_by(col(Need.id))
    )
    return of_territory(statement, Need.territory_id, territory_id)


async def needs_of(db: ReadSession, territory_id: UUID, campaign_id: UUID) -> Sequence[Asked]:
    """All of a campaign, the first written first."""
    found = await db.exec(_asked(territory_id).where(Need.campaign_id == campaign_id))
    return [Asked(*row) for row in found]


async def need_in(db: ReadSession, territory_id: UUID, need_id: UUID) -> Asked:
    """One of this territory's; NotFoundError for any other."""
    row = (await db.exec(_asked(territory_id).where(Need.id == need_id))).first()
    if row is None:
        raise NotFoundError
    return Asked(*row)


async def offers_for(db: ReadSession, need_id: UUID) -> Sequence[Help]:
    """What people offered, those that wait first, then the latest; no more than a page."""
    waits = (col(Help.status) == HelpStatus.OFFERED).desc()
    statement = select(Help).where(Help.need_id == need_id).order_by(waits, col(Help.id).desc())
    return (await db.exec(statement.limit(ONE_MORE - 1))).all()


@dataclass(frozen=True, slots=True)
class Offer:
    """Help, with what it is for."""

    help: Help
    need: Need
    campaign: Campaign


def _offers(territory_id: UUID) -> Select[Help, Need, Campaign]:
    statement = (
        select(Help, Need, Campaign)
        .join(Need, col(Need.id) == Help.need_id)
        .join(Campaign, col(Campaign.id) == Help.campaign_id)
    )
    return of_territory(statement, Help.territory_id, territory_id)


async def offers_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Offer]:
    """All that somebody offered here, the latest first."""
    statement = _offers(territory_id).where(Help.person_id == person_id).order_by(col(Help.id).desc())
    return [Offer(*row) for row in await db.exec(statement)]


async def own_open(db: ReadSession, need_id: UUID, person_id: UUID) -> Help | None:
    """What somebody offers at this moment."""
    open_ = col(Help.status).in_((HelpStatus.OFFERED, HelpStatus.ACCEPTED))
    statement = select(Help).where(Help.need_id == need_id, Help.person_id == person_id, open_)
    return (await db.exec(statement)).first()


def _waiting(of_holders: Collection[UUID] | None) -> list[object]:
    waits: list[object] = [Help.status == HelpStatus.OFFERED]
    if of_holders is not None:
        waits.append(col(Campaign.holder_id).in_(of_holders))
    return waits


async def offers_waiting(
    db: ReadSession, territory_id: UUID, of_holders: Collection[UUID] | None
) -> Sequence[Offer]:
    """Those that wait the longest first; a page at most: the others come up as these are answered."""
    statement = _offers(territory_id).where(and_(*_waiting(of_holders)))  # type: ignore[arg-type]
    return [Offer(*row) for row in await db.exec(statement.order_by(col(Help.id)).limit(ONE_MORE - 1))]


async def count_waiting(db: ReadSession, territory_id: UUID, of_holders: Collection[UUID] | None) -> int:
    statement = select(func.count()).select_from(Help).join(Campaign, col(Campaign.id) == Help.campaign_id)
    statement = of_territory(statement, Help.territory_id, territory_id)
    return (await db.exec(statement.where(and_(*_waiting(of_holders))))).one()  # type: ignore[arg-type]


def shown(asked: Sequence[Asked], today: date) -> Sequence[Asked]:
    """What everyone reads: what may still be offered, and what was found."""
    return [one for one in asked if one.open(today) or one.found]
