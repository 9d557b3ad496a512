"""Holders and partners as far as everyone sees them, on campaigns that are or were public."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.matching.models import SignedCommitment
from okote.funding.partners.models import Partner
from okote.funding.showcase.queries import public_campaigns
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

Body = TypeVar("Body", Holder, Partner)


def shown_holders(territory_id: UUID) -> SelectOfScalar[Holder]:
    theirs = public_campaigns(territory_id).with_only_columns(col(Campaign.holder_id))
    statement = of_territory(select(Holder), Holder.territory_id, territory_id)
    return statement.where(col(Holder.id).in_(theirs))


def shown_partners(territory_id: UUID) -> SelectOfScalar[Partner]:
    """Those that have withdrawn, too: a campaign's page says so."""
    shown = public_campaigns(territory_id).with_only_columns(col(Campaign.id))
    promised = select(SignedCommitment.partner_id).where(col(SignedCommitment.campaign_id).in_(shown))
    statement = of_territory(select(Partner), Partner.territory_id, territory_id)
    return statement.where(col(Partner.id).in_(promised))


async def newest(
    db: ReadSession, kind: type[Body], shown: SelectOfScalar[Body], *, before: UUID | None, most: int
) -> Sequence[Body]:
    """The latest known first."""
    if before is not None:
        shown = shown.where(col(kind.id) < before)
    return (await db.exec(shown.order_by(col(kind.id).desc()).limit(most))).all()


async def one_of(db: ReadSession, kind: type[Body], shown: SelectOfScalar[Body], number: UUID) -> Body:
    """NotFoundError for what visitors see on no campaign."""
    found = (await db.exec(shown.where(kind.id == number))).first()
    if found is None:
        raise NotFoundError
    return found
