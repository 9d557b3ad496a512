"""Partners and their envelopes, within one territory."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.partners.models import Envelope, Partner
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def partners(
    db: ReadSession, territory_id: UUID, *, only: Collection[UUID] | None = None
) -> Sequence[Partner]:
    """In the order of their names; `only` those where a visitor may not see all."""
    statement = of_territory(select(Partner), Partner.territory_id, territory_id)
    if only is not None:
        statement = statement.where(col(Partner.id).in_(only))
    return (await db.exec(statement.order_by(col(Partner.name), col(Partner.id)))).all()


async def partner_names(db: ReadSession, territory_id: UUID) -> Mapping[UUID, str]:
    """What the role of a partner can be about."""
    return {partner.id: partner.name for partner in await partners(db, territory_id)}


async def envelopes(db: ReadSession, partner_ids: Collection[UUID]) -> Sequence[Envelope]:
    """Of these partners, the latest decision first."""
    statement = select(Envelope).where(col(Envelope.partner_id).in_(partner_ids))
    return (await db.exec(statement.order_by(col(Envelope.decided_on).desc(), col(Envelope.id)))).all()
