"""Actions for those who write them: their own services', or all."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col

from consultations.actions.finding import late
from consultations.actions.models import Action
from consultations.actions.queries.shown import Columns, Shown, actions_in, any_action, shown
from consultations.permissions import may_answer, own_services
from okote.identity.models import Role
from okote.identity.permissions import require
from okote.identity.roles.queries import holdings
from okote.identity.visitors import Visitor
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession


def _mine(visitor: Visitor) -> Columns:
    of_services, statement = own_services(visitor), actions_in(visitor.territory.id)
    return statement if of_services is None else statement.where(col(Action.service_id).in_(of_services))


async def late_ones(db: ReadSession, visitor: Visitor) -> Sequence[Shown]:
    """What is due the longest first; a page at most: the others come up as these are handled."""
    today = visitor.territory.day(await db.now())
    statement = _mine(visitor).where(late(today)).order_by(col(Action.deadline), col(Action.number))
    return await shown(db, statement.limit(ONE_MORE - 1), today)


async def written(db: ReadSession, visitor: Visitor, before: UUID | None) -> Sequence[Shown]:
    """All, the latest first; one more than a page where there are more."""
    today = visitor.territory.day(await db.now())
    statement = _mine(visitor)
    if before is not None:
        statement = statement.where(col(Action.id) < before)
    return await shown(db, statement.order_by(col(Action.id).desc()).limit(ONE_MORE), today)


async def own(db: ReadSession, visitor: Visitor, action_id: UUID) -> Shown:
    """One that the visitor writes; NotFoundError, ForbiddenError."""
    found = await any_action(db, visitor.territory, action_id)
    require(may_answer(visitor, found.action.service_id))
    return found


async def who_may_own(
    db: ReadSession, territory_id: UUID, of_services: Collection[UUID | None]
) -> dict[UUID, str]:
    """Who works for the whole administration or for one of those, by what they are called there."""
    found = await holdings(db, territory_id)
    working = [
        one
        for one in found
        if one.role in {Role.AGENT, Role.ADMINISTRATOR}
        or (one.role is Role.SERVICE and one.scope in of_services)
    ]
    return {one.person_id: one.public_name or one.email or "" for one in working}
