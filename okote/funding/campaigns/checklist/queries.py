"""The list of a territory, and how far a campaign is with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, and_, cast, or_
from sqlmodel import col, func, select

from okote.funding.campaigns.checklist.models import CampaignCheck, CheckItem
from okote.funding.campaigns.checklist.rules import holds
from okote.funding.campaigns.models import Campaign, Holder
from okote.identity.models import Grant, Person
from okote.identity.roles.words import ROLE_NAMES
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Checked:
    """One item, and who saw to it if somebody did."""

    item: CheckItem
    check: CampaignCheck | None
    who: str | None
    role: str | None
    """A message to translate, for those who show no name."""
    today: date

    @property
    def done(self) -> bool:
        return self.check is not None and holds(self.check.expires_on, self.today)

    @property
    def expired(self) -> bool:
        return self.check is not None and not self.done


async def items(db: ReadSession, territory_id: UUID) -> Sequence[CheckItem]:
    """In the order in which they were written; those that are retired come last."""
    statement = of_territory(select(CheckItem), CheckItem.territory_id, territory_id)
    statement = statement.order_by(col(CheckItem.retired_at).is_not(None), col(CheckItem.id))
    return (await db.exec(statement)).all()


async def checklist(db: ReadSession, territory: Territory, campaign_id: UUID) -> Sequence[Checked]:
    """Every item that is asked of such a holder, and of the others those that were ticked."""
    in_force = and_(
        col(CampaignCheck.item_id) == CheckItem.id,
        col(CampaignCheck.campaign_id) == campaign_id,
        col(CampaignCheck.undone_at).is_(None),
    )
    role: Any = (
        select(Grant.role)
        .where(Grant.person_id == CampaignCheck.checked_by, Grant.territory_id == CheckItem.territory_id)
        .order_by(col(Grant.revoked_at).desc().nulls_first(), col(Grant.granted_at), col(Grant.id))
        .limit(1)
        .scalar_subquery()
    )
    authority = (
        select(Campaign.id)
        .join(Holder, col(Holder.id) == Campaign.holder_id)
        .where(Campaign.id == campaign_id, col(Holder.public_authority))
        .exists()
    )
    asked = and_(col(CheckItem.retired_at).is_(None), or_(~col(CheckItem.of_authorities), authority))
    statement = (
        select(CheckItem, CampaignCheck, Person.public_name, role)
        .outerjoin(CampaignCheck, in_force)
        .outerjoin(Person, col(Person.id) == CampaignCheck.checked_by)
        .where(or_(asked, col(CampaignCheck.id).is_not(None)))
        .order_by(col(CheckItem.id))
    )
    today = territory.day(await db.now())
    found = await db.exec(of_territory(statement, CheckItem.territory_id, territory.id))
    return [
        Checked(item, check, who, ROLE_NAMES[held] if held else None, today)
        for item, check, who, held in found
    ]


async def unticked(db: ReadSession, campaign_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Of each campaign, how many compulsory items nobody has seen to, or too long ago: one statement."""
    today = cast(func.timezone(Territory.time_zone, func.okote_now()), Date)
    in_force = and_(
        col(CampaignCheck.item_id) == CheckItem.id,
        col(CampaignCheck.campaign_id) == Campaign.id,
        col(CampaignCheck.undone_at).is_(None),
        or_(col(CampaignCheck.expires_on).is_(None), col(CampaignCheck.expires_on) >= today),
    )
    statement = (
        select(Campaign.id, func.count())
        .join(Territory, col(Territory.id) == Campaign.territory_id)
        .join(Holder, col(Holder.id) == Campaign.holder_id)
        .join(CheckItem, col(CheckItem.territory_id) == Campaign.territory_id)
        .outerjoin(CampaignCheck, in_force)
        .where(
            col(Campaign.id).in_(campaign_ids),
            col(CheckItem.compulsory),
            col(CheckItem.retired_at).is_(None),
            or_(~col(CheckItem.of_authorities), col(Holder.public_authority)),
            col(CampaignCheck.id).is_(None),
        )
        .group_by(col(Campaign.id))
        .order_by(col(Campaign.id))
    )
    return dict.fromkeys(campaign_ids, 0) | dict((await db.exec(statement)).all())
