"""What is said of an action when it is written or changed: checked, then put in its row and beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.actions import rules
from consultations.actions.models import Action, ActionPlace, ActionTheme, Theme
from consultations.actions.rules import Origin, OwnerElsewhereError, ThemeKind, ThemeKindError
from okote.identity.models import Grant, Role
from okote.identity.visitors import Visitor
from okote.territories.models import Place
from okote.territories.queries import of_territory, one_of
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, and what was found before and after; a value has its day."""

    indicator: str = ""
    unit: str = ""
    before: Decimal | None = None
    before_on: date | None = None
    after: Decimal | None = None
    after_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActionDetails:
    """As its form stands, checked field by field already. `themes` are aims and pillars."""

    title: str
    why: str
    service_id: UUID
    owner_id: UUID | None = None
    workstream_id: UUID | None = None
    themes: Collection[UUID] = ()
    places: Collection[UUID] = ()
    deadline: date | None = None
    budget: Money | None = None
    measure: Measure = Measure()


@dataclass(frozen=True, slots=True)
class CameFrom:
    """What an action came from, as it is called now; `path` is where everyone reads of it, if anybody may."""

    kind: Origin = Origin.OWN
    title: str | None = None
    path: str | None = None
    id: UUID | None = None


OWN = CameFrom()


async def describe(db: ReadSession, action: Action, details: ActionDetails, by: Visitor) -> None:
    """IndicatorIncompleteError, MeasuredOutOfOrderError, OwnerElsewhereError, ThemeKindError; NotFoundError
    for a theme of another territory.
    """
    measure, budget = details.measure, details.budget
    rules.check_indicator(
        measure.indicator,
        measure.unit,
        (measure.before, measure.before_on),
        (measure.after, measure.after_on),
    )
    rules.check_measured(measure.before_on, measure.after_on, by.territory.day(await db.now()))
    action.indicator, action.unit = measure.indicator, measure.unit
    action.before_value, action.before_on = measure.before, measure.before_on
    action.after_value, action.after_on = measure.after, measure.after_on
    action.budget_minor = None if budget is None else budget.minor
    action.currency = action.currency if budget is None else budget.currency
    action.owner_id = await _answering(db, details.owner_id, action.service_id, by)
    action.workstream_id = details.workstream_id
    await _check_kinds(db, details, by)


async def _answering(db: ReadSession, person_id: UUID | None, service_id: UUID, by: Visitor) -> UUID | None:
    """OwnerElsewhereError for somebody who works neither for the service nor for the whole administration."""
    if person_id is None:
        return None
    roles = select(Grant.id).where(
        Grant.person_id == person_id,
        col(Grant.revoked_at).is_(None),
        col(Grant.role).in_((Role.AGENT, Role.ADMINISTRATOR))
        | ((col(Grant.role) == Role.SERVICE) & (col(Grant.scope) == service_id)),
    )
    if (await db.exec(of_territory(roles, Grant.territory_id, by.territory.id))).first() is None:
        raise OwnerElsewhereError
    return person_id


async def _check_kinds(db: ReadSession, details: ActionDetails, by: Visitor) -> None:
    """NotFoundError for what is not this territory's, ThemeKindError."""
    here = by.territory.id
    workstream = details.workstream_id and await one_of(db, Theme, here, details.workstream_id)
    others = [await one_of(db, Theme, here, one) for one in details.themes]
    if workstream and workstream.kind is not ThemeKind.WORKSTREAM:
        raise ThemeKindError
    if any(one.kind not in (ThemeKind.AIM, ThemeKind.PILLAR) for one in others):
        raise ThemeKindError


async def sort(db: WriteSession, action: Action, details: ActionDetails, by: Visitor) -> None:
    """Under aims and pillars, and at its places, instead of those that it had."""
    for place in details.places:
        await one_of(db, Place, by.territory.id, place)
    await db.exec(delete(ActionTheme).where(col(ActionTheme.action_id) == action.id))
    await db.exec(delete(ActionPlace).where(col(ActionPlace.action_id) == action.id))
    db.add_all(ActionTheme(action_id=action.id, theme_id=one) for one in dict.fromkeys(details.themes))
    db.add_all(ActionPlace(action_id=action.id, place_id=one) for one in dict.fromkeys(details.places))
    await db.flush()
