"""A sitting is begun once by whoever has a seat, taken up from any device, and sent."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlmodel import col, delete, select, update

from consultations.panels.members.calling import bar_of
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.permissions import may_enter_volunteers
from consultations.testing.deeds import SITTING, TestDeed
from consultations.testing.models import Sitting, TestCampaign
from consultations.testing.queries.sittings import said_so_far, tasks_of
from consultations.testing.queries.standing import Standing, standing
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import (
    TYPED_FOR_THEM,
    Manner,
    NotAMemberError,
    check_complete,
    check_open,
    check_tester,
)
from okote.identity.events import AccountClosed
from okote.identity.models import Grant, Role
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import held, one_of
from payments.sessions import ReadSession, WriteSession


async def begin(
    db: WriteSession, campaign_id: UUID, manner: Manner, *, observed: bool = False, by: Visitor
) -> Sitting:
    """By a tester; begun already, it is taken up where it was left.

    NotAMemberError, OwnProcedureError, SittingOverError.
    """
    person = person_of(by)
    require(not by.has(Role.ELECTED) and manner not in TYPED_FOR_THEM)
    stands = await _gathering(db, campaign_id, by)
    seat = await _seat(db, stands, Volunteer.person_id == person.id)
    check_tester(by.scopes(Role.SERVICE), stands.procedure.service_id)
    return await _begun(db, stands, seat, manner, observed=observed, person_id=person.id)


async def begin_for(
    db: WriteSession,
    campaign_id: UUID,
    seat_id: UUID,
    manner: Manner,
    *,
    observed: bool = False,
    by: Visitor,
) -> Sitting:
    """By an agent or an organiser, who types what a tester says; never by whoever works for the service.

    NotAMemberError, OwnProcedureError, SittingOverError.
    """
    stands = await _gathering(db, campaign_id, by)
    require(may_type(by, stands) and manner is not Manner.ALONE)
    seat = await _seat(db, stands, Seat.id == seat_id)
    check_tester(await _services(db, seat), stands.procedure.service_id)
    typist = person_of(by).id
    sitting = await _begun(db, stands, seat, manner, observed=observed, typed_by=typist)
    if sitting.typed_by != typist:
        raise NotFoundError
    await note(db, by.doer, TestDeed.SITTING_BEGUN, sitting)
    return sitting


def may_type(visitor: Visitor, stands: Standing) -> bool:
    """Agents and organisers, never of the tested service, nor elected: they would know who says what."""
    own = stands.procedure.service_id in visitor.scopes(Role.SERVICE)
    return may_enter_volunteers(visitor) and not own and not visitor.has(Role.ELECTED)


async def send(db: WriteSession, sitting_id: UUID, *, by: Visitor) -> Sitting:
    """It counts from now on and stays as it is; sent twice, it is the same.

    SittingUnfinishedError, SittingOverError.
    """
    sitting = await own_sitting(db, sitting_id, by)
    if sitting.completed_at is not None:
        return sitting
    await check_answerable(db, sitting, by)
    tasks = [one.id for one in await tasks_of(db, sitting.campaign_id)]
    check_complete(await said_so_far(db, sitting), tasks)
    was = SITTING.facts(sitting)
    sitting.completed_at = await db.now()
    if sitting.typed_by is not None:
        await note(db, by.doer, TestDeed.SITTING_SENT, sitting, was)
    return sitting


async def own_sitting(db: WriteSession, sitting_id: UUID, by: Visitor) -> Sitting:
    """The tester's, or one that this visitor types, held; NotFoundError for everybody else's."""
    person = person_of(by).id
    sitting = await held(db, Sitting, by.territory.id, sitting_id)
    if person not in (sitting.person_id, sitting.typed_by):
        raise NotFoundError
    return sitting


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What was sent counts on without leading to them; what was not is deleted."""
    theirs = col(Sitting.person_id) == closed.person_id
    await db.exec(delete(Sitting).where(theirs, col(Sitting.completed_at).is_(None)))
    await db.exec(update(Sitting).where(theirs).values(person_id=None, seat_id=None))


async def _gathering(db: WriteSession, campaign_id: UUID, by: Visitor) -> Standing:
    """Held together with other testers, against whoever hands it over. SittingOverError."""
    await held(db, TestCampaign, by.territory.id, campaign_id, shared=True)
    stands = await standing(db, by.territory.id, campaign_id)
    if stands.draft:
        raise NotFoundError
    check_open(sent=False, gathering=stands.stage is Stage.GATHERING)
    return stands


async def check_answerable(db: WriteSession, sitting: Sitting, by: Visitor) -> None:
    """SittingOverError."""
    check_open(sent=sitting.completed_at is not None, gathering=True)
    await _gathering(db, sitting.campaign_id, by)


async def _seat(db: ReadSession, stands: Standing, whose: object) -> Seat:
    """An accepted one of its panel, never of somebody elected or who observes it. NotAMemberError."""
    statement = (
        select(Seat)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .where(Seat.panel_id == stands.panel.id, Seat.state == SeatState.ACCEPTED, whose)  # type: ignore[arg-type]
    )
    seat = (await db.exec(statement)).first()
    if seat is None:
        raise NotAMemberError
    volunteer = await one_of(db, Volunteer, seat.territory_id, seat.volunteer_id)
    if await bar_of(db, stands.panel, volunteer) is not None:
        raise NotAMemberError
    check_tester([volunteer.own_service_id], stands.procedure.service_id)
    return seat


async def _services(db: ReadSession, seat: Seat) -> Sequence[UUID | None]:
    """For which somebody's account works."""
    theirs = select(Grant.scope).join(Volunteer, col(Volunteer.person_id) == Grant.person_id)
    in_force = theirs.where(
        Volunteer.id == seat.volunteer_id,
        Grant.territory_id == seat.territory_id,
        Grant.role == Role.SERVICE,
        col(Grant.revoked_at).is_(None),
    )
    return (await db.exec(in_force.order_by(col(Grant.id)))).all()


async def _begun(
    db: WriteSession,
    stands: Standing,
    seat: Seat,
    manner: Manner,
    *,
    observed: bool,
    person_id: UUID | None = None,
    typed_by: UUID | None = None,
) -> Sitting:
    """One a seat: two devices at once take up the same."""
    await db.lock(f"sitting:{stands.campaign.id}:{seat.id}")
    theirs = Sitting.seat_id == seat.id
    known = select(Sitting).where(Sitting.campaign_id == stands.campaign.id, theirs)
    if (sitting := (await db.exec(known)).first()) is not None:
        return sitting
    earlier = select(Sitting.tester).where(theirs).order_by(col(Sitting.id)).limit(1)
    begun = Sitting(
        territory_id=stands.campaign.territory_id,
        campaign_id=stands.campaign.id,
        seat_id=seat.id,
        person_id=person_id,
        tester=(await db.exec(earlier)).first() or uuid4(),
        manner=manner,
        typed_by=typed_by,
        observed=observed,
        begun_at=await db.now(),
    )
    db.add(begun)
    await db.flush()
    return begun
