"""What a territory sorts its actions by, for those who choose and for those who keep the lists."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select

from consultations.actions.models import ActionPlace, ActionTheme, Theme
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def every_theme(db: ReadSession, territory_id: UUID) -> Sequence[Theme]:
    """Those in use, then those that are retired, in the order of their lists."""
    statement = of_territory(select(Theme), Theme.territory_id, territory_id)
    order = (
        col(Theme.retired_at).is_not(None),
        col(Theme.position),
        func.okote_fold(Theme.name),
        col(Theme.id),
    )
    return (await db.exec(statement.order_by(*order))).all()


async def themes_of(db: ReadSession, action_id: UUID) -> Sequence[UUID]:
    """Its aims and pillars."""
    statement = select(ActionTheme.theme_id).where(ActionTheme.action_id == action_id)
    return (await db.exec(statement.order_by(col(ActionTheme.theme_id)))).all()


async def places_of(db: ReadSession, action_id: UUID) -> Sequence[UUID]:
    statement = select(ActionPlace.place_id).where(ActionPlace.action_id == action_id)
    return (await db.exec(statement.order_by(col(ActionPlace.place_id)))).all()
