"""Write an action, tell where it stands, entrust it, show it to everyone."""

from datetime import date
from uuid import UUID

from sqlmodel import col, func, select, update

from consultations.actions import rules
from consultations.actions.describing import OWN, ActionDetails, CameFrom, describe, sort
from consultations.actions.events import ActionEntrusted, ActionLate, ActionMoved, ActionPublished
from consultations.actions.models import Action, ActionStep, Edition
from consultations.actions.rules import ActionState, Standing, Step
from consultations.deeds import ACTION, ConsultationDeed
from consultations.permissions import may_answer, may_moderate
from consultations.services.models import Service
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import held, of_territory
from payments.sessions import ReadSession, WriteSession


async def propose(
    db: WriteSession,
    details: ActionDetails,
    *,
    by: Visitor,
    origin: CameFrom = OWN,
    on: date | None = None,
) -> Action:
    """A proposal that those alone read who work on it, until it is shown; `on` is the day that it dates from.

    Sent a second time before it is shown, it is the same. DayOutOfOrderError, YearFrozenError,
    DeadlineOutOfRangeError, and those of `describe`.
    """
    require(may_answer(by, details.service_id))
    await _one_writer(db, by)
    on = await _checked_day(db, by, on, after=None)
    if details.deadline is not None:
        rules.check_deadline(details.deadline, on)
    service = await _in_use(db, details.service_id, by)
    proposed = Action(
        territory_id=by.territory.id,
        number=await _next_number(db, by),
        title=details.title,
        why=details.why,
        service_id=service.id,
        deadline=details.deadline,
        since=on,
        origin_kind=origin.kind,
        origin_id=origin.id,
        origin_path=origin.path,
        origin_title=origin.title,
        created_at=await db.now(),
    )
    await describe(db, proposed, details, by)
    if (known := await _the_same(db, proposed)) is not None:
        await sort(db, known, details, by)
        return known
    db.add(proposed)
    await db.flush()
    await sort(db, proposed, details, by)
    step = await _step(db, proposed, Step(ActionState.PROPOSED, on), by)
    await note(db, by.doer, ConsultationDeed.ACTION_PROPOSED, proposed)
    await _tell_service(db, step, by)
    return proposed


async def change(
    db: WriteSession, action_id: UUID, details: ActionDetails, *, version: int, by: Visitor
) -> Action:
    """All but its service and its deadline, which are promised by steps.

    StaleError where someone has saved since `version` was read; those of `describe`.
    """
    action = await _own(db, action_id, by)
    if action.version != version:
        raise StaleError
    was = ACTION.facts(action)
    action.title, action.why = details.title, details.why
    await describe(db, action, details, by)
    await sort(db, action, details, by)
    action.version += 1
    await note(db, by.doer, ConsultationDeed.ACTION_CHANGED, action, was)
    return action


async def move(db: WriteSession, action_id: UUID, step: Step, *, by: Visitor) -> ActionStep:
    """Tell where it stands from a day on, in public once it is shown.

    DayOutOfOrderError, YearFrozenError, and those of `rules.deadline_after`.
    """
    await _one_writer(db, by)
    action = await _own(db, action_id, by)
    await _checked_day(db, by, step.on, after=await _latest_day(db, action))
    deadline = rules.deadline_after(Standing(action.state, action.deadline), step)
    was = ACTION.facts(action)
    action.state, action.deadline, action.since = step.state, deadline, step.on
    written = await _step(db, action, step, by)
    await note(db, by.doer, ConsultationDeed.ACTION_MOVED, action, was)
    await emit(db, ActionMoved(action.id))
    return written


async def entrust(
    db: WriteSession, action_id: UUID, service_id: UUID, words: str, *, by: Visitor
) -> ActionStep:
    """To another service, as after a reorganisation: where it stands and what was promised stay.

    ActionMovedOnError where that one has it already.
    """
    require(may_moderate(by))
    await _one_writer(db, by)
    action = await held(db, Action, by.territory.id, action_id)
    service = await _in_use(db, service_id, by)
    if service.id == action.service_id:
        raise rules.ActionMovedOnError
    latest = await _latest_day(db, action)
    on = await _checked_day(db, by, None, after=latest)
    was = ACTION.facts(action)
    action.service_id, action.owner_id = service.id, None
    written = await _step(db, action, Step(action.state, on, words), by)
    await note(db, by.doer, ConsultationDeed.ACTION_ENTRUSTED, action, was)
    await emit(db, ActionMoved(action.id))
    await _tell_service(db, written, by)
    return written


async def publish(db: WriteSession, action_id: UUID, *, by: Visitor) -> Action:
    """Everyone reads it with all its steps, from now on and for good; asked twice, it is the same."""
    action = await _own(db, action_id, by)
    if action.published_at is None:
        was = ACTION.facts(action)
        action.published_at = await db.now()
        await note(db, by.doer, ConsultationDeed.ACTION_PUBLISHED, action, was)
        await emit(db, ActionPublished(action.id))
    return action


async def tell_late(db: WriteSession, territory: Territory, *, most: int) -> int:
    """Tell of each promise that is over, once for each deadline; how many there were, at most so many."""
    today = territory.day(await db.now())
    late = select(Action).where(
        col(Action.state).in_(rules.UNDER_WAY),
        col(Action.deadline) < today,
        col(Action.told_late).is_distinct_from(Action.deadline),
    )
    statement = of_territory(late, Action.territory_id, territory.id).order_by(col(Action.id)).limit(most)
    found = (await db.exec(statement.with_for_update(skip_locked=True))).all()
    for one in found:
        one.told_late = one.deadline
        await emit(db, ActionLate(one.id, f"{one.deadline}"))
    return len(found)


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Somebody else is to answer for what theirs was."""
    await db.exec(update(Action).where(col(Action.owner_id) == closed.person_id).values(owner_id=None))


async def _one_writer(db: WriteSession, by: Visitor) -> None:
    """Numbers run on, and no step slips into a year that is being frozen."""
    await db.lock(f"actions:{by.territory.id}")


async def _next_number(db: ReadSession, by: Visitor) -> int:
    latest = select(func.coalesce(func.max(Action.number), 0))
    return (await db.exec(of_territory(latest, Action.territory_id, by.territory.id))).one() + 1


async def _the_same(db: ReadSession, proposed: Action) -> Action | None:
    """A proposal that nobody else sees yet and of which all of this is said."""
    said = proposed.model_dump(exclude={"id", "number", "created_at"})
    same = [col(getattr(Action, name)).is_not_distinct_from(value) for name, value in said.items()]
    return (await db.exec(select(Action).where(*same).order_by(col(Action.id)))).first()


async def _own(db: WriteSession, action_id: UUID, by: Visitor) -> Action:
    action = await held(db, Action, by.territory.id, action_id)
    require(may_answer(by, action.service_id))
    return action


async def _in_use(db: WriteSession, service_id: UUID, by: Visitor) -> Service:
    service = await held(db, Service, by.territory.id, service_id, shared=True)
    if service.retired_at is not None:
        raise NotFoundError
    return service


async def _checked_day(db: WriteSession, by: Visitor, on: date | None, *, after: date | None) -> date:
    """Today where no day is said."""
    today = by.territory.day(await db.now())
    frozen = of_territory(select(func.max(Edition.year)), Edition.territory_id, by.territory.id)
    rules.check_day(on or today, today, after=after, frozen=(await db.exec(frozen)).one())
    return on or today


async def _latest_day(db: ReadSession, action: Action) -> date:
    return (
        await db.exec(select(func.max(ActionStep.happened_on)).where(ActionStep.action_id == action.id))
    ).one()


async def _step(db: WriteSession, action: Action, step: Step, by: Visitor) -> ActionStep:
    """As the action stands now."""
    written = ActionStep(
        territory_id=action.territory_id,
        action_id=action.id,
        state=action.state,
        service_id=action.service_id,
        deadline=action.deadline,
        happened_on=step.on,
        since=action.since,
        note=step.note,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(written)
    await db.flush()
    return written


async def _tell_service(db: WriteSession, step: ActionStep, by: Visitor) -> None:
    """Whoever answers for it knows already what they wrote themselves."""
    if step.service_id not in by.scopes(Role.SERVICE):
        await emit(db, ActionEntrusted(step.id))
