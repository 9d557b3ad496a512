"""How many of how many, at a date: read from the steps of that date, and never kept."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Subquery, literal
from sqlmodel import col, func, select

from consultations.actions.models import Action, ActionStep
from consultations.actions.rules import UNDER_WAY, ActionState, Progress
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

PROMISED = (*UNDER_WAY, ActionState.DONE)
"""A step to one of these makes a promise of a proposal."""


def as_of(territory_id: UUID, on: date) -> Subquery:
    """The latest step up to that day of each action that everyone sees and that was promised by then."""
    of_each: Any = {"partition_by": col(ActionStep.action_id)}
    promised: Any = func.bool_or(col(ActionStep.state).in_(PROMISED)).over(**of_each)
    since_last: Any = func.row_number().over(**of_each, order_by=col(ActionStep.id).desc())
    steps: Any = select(ActionStep.id, promised.label("promised"), since_last.label("since_last"))
    steps = (
        of_territory(steps, ActionStep.territory_id, territory_id)
        .join(Action, col(Action.id) == ActionStep.action_id)
        .where(col(Action.published_at).is_not(None), col(ActionStep.happened_on) <= on)
        .subquery()
    )
    latest: Any = select(ActionStep).join(steps, steps.c.id == ActionStep.id)
    found: Subquery = latest.where(steps.c.promised, steps.c.since_last == 1).subquery()
    return found


async def progress(db: ReadSession, territory_id: UUID, on: date) -> Progress:
    """Of the actions promised by a day, as they stood at its end."""
    steps = as_of(territory_id, on)
    late: Any = func.count().filter(steps.c.state.in_(UNDER_WAY), steps.c.deadline < literal(on, Date))
    counted: Any = select(steps.c.state, func.count(), late).group_by(steps.c.state)
    rows = (await db.exec(counted.order_by(steps.c.state))).all()
    numbers = {ActionState(state): number for state, number, _ in rows}
    return Progress(
        on,
        {one: numbers[one] for one in ActionState if one in numbers},
        sum(number for *_, number in rows),
    )


async def first_day(db: ReadSession, territory_id: UUID) -> date | None:
    """Of which a step tells, if there is any."""
    statement = of_territory(select(func.min(ActionStep.happened_on)), ActionStep.territory_id, territory_id)
    return (await db.exec(statement)).one()
