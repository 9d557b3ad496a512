"""A sitting is begun once by whoever has a seat, taken up from any device, and sent."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlmodel import col, delete, select, update

from consultations.panels.members.calling import bar_of
from consultations.panels.members.events import SeatFreed
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.events import VolunteerWithdrew
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
    """By a tester; begun already, also by an agent who typed, it is taken up where it was left.

    NotAMemberError, OwnProcedureError, SittingOverError.
    """
    require(manner not in TYPED_FOR_THEM)
    stands = await _gathering(db, campaign_id, by)
    seat = await _seat(db, stands, Volunteer.person_id == person_of(by).id)
    _check_own(stands, by)
    return await _begun(db, stands, seat, manner, observed=observed)


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
    require(stands.may_type(by) and manner is not Manner.ALONE)
    seat = await _seat(db, stands, Seat.id == seat_id)
    typist = person_of(by).id
    sitting = await _begun(db, stands, seat, manner, observed=observed, typed_by=typist)
    if sitting.typed_by != typist:
        raise NotFoundError
    await note(db, by.doer, TestDeed.SITTING_BEGUN, sitting)
    return sitting


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
    """The tester's, or one that this visitor types, held; NotFoundError for everybody else's.

    What an agent began to type is the tester's alone once they go on themselves: who typed sees no more.
    """
    person = person_of(by).id
    sitting = await held(db, Sitting, by.territory.id, sitting_id)
    if person not in (sitting.person_id, sitting.typed_by):
        raise NotFoundError
    if person != sitting.typed_by and sitting.typed_by is not None and sitting.completed_at is None:
        sitting.typed_by, sitting.manner = None, Manner.ALONE
    return sitting


async def on_seat_freed(db: WriteSession, freed: SeatFreed) -> None:
    """What whoever drops out has sent counts on; what they have not is deleted."""
    theirs = col(Sitting.seat_id) == freed.seat
    await db.exec(delete(Sitting).where(theirs, col(Sitting.completed_at).is_(None)))


async def on_volunteer_withdrew(db: WriteSession, withdrew: VolunteerWithdrew) -> None:
    """What was sent counts on without leading to them."""
    seats = select(Seat.id).where(Seat.volunteer_id == withdrew.volunteer)
    theirs = col(Sitting.seat_id).in_(seats)
    await db.exec(update(Sitting).where(theirs).values(person_id=None, seat_id=None))


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
    """By who may at this moment, whatever they might when it was begun.

    SittingOverError, NotAMemberError, OwnProcedureError.
    """
    check_open(sent=sitting.completed_at is not None, gathering=True)
    stands = await _gathering(db, sitting.campaign_id, by)
    await _seat(db, stands, Seat.id == sitting.seat_id)
    if sitting.typed_by is None:
        _check_own(stands, by)
    else:
        require(stands.may_type(by))


def _check_own(stands: Standing, by: Visitor) -> None:
    """OwnProcedureError."""
    require(not by.has(Role.ELECTED))
    check_tester(by.scopes(Role.SERVICE), stands.procedure.service_id)


async def _seat(db: ReadSession, stands: Standing, whose: object) -> Seat:
    """An accepted one of its panel, never of somebody elected, nor who observes it or works for the service.

    NotAMemberError, OwnProcedureError.
    """
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
    services = [volunteer.own_service_id, *await _services(db, volunteer)]
    check_tester(services, stands.procedure.service_id)
    return seat


async def _services(db: ReadSession, volunteer: Volunteer) -> Sequence[UUID | None]:
    """For which somebody's account works."""
    in_force = select(Grant.scope).where(
        Grant.person_id == volunteer.person_id,
        Grant.territory_id == volunteer.territory_id,
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
    typed_by: UUID | None = None,
) -> Sitting:
    """One a seat: two devices at once take up the same."""
    await db.lock(f"sitting:{stands.campaign.id}:{seat.id}")
    theirs = Sitting.seat_id == seat.id
    known = select(Sitting).where(Sitting.campaign_id == stands.campaign.id, theirs)
    if (sitting := (await db.exec(known)).first()) is not None:
        return sitting
    earlier = select(Sitting.tester).where(theirs).order_by(col(Sitting.id)).limit(1)
    account = select(Volunteer.person_id).where(Volunteer.id == seat.volunteer_id)
    begun = Sitting(
        territory_id=stands.campaign.territory_id,
        campaign_id=stands.campaign.id,
        seat_id=seat.id,
        person_id=(await db.exec(account)).one(),
        tester=(await db.exec(earlier)).first() or uuid4(),
        manner=manner,
        typed_by=typed_by,
        observed=observed,
        begun_at=await db.now(),
    )
    db.add(begun)
    await db.flush()
    return begun
