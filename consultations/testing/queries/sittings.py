"""Sittings, for whoever sits or types them, and for organisers: who has answered, never what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, func, select

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.sus import ITEMS
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.testing.models import Finding, Remark, Sitting, TaskOutcome, TestCampaign, TestTask
from consultations.testing.queries.standing import standing
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import Answered, Part
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from payments.sessions import ReadSession


async def tasks_of(db: ReadSession, campaign_id: UUID) -> Sequence[TestTask]:
    """In their order."""
    statement = select(TestTask).where(TestTask.campaign_id == campaign_id)
    return (await db.exec(statement.order_by(col(TestTask.position)))).all()


async def remarks_of(db: ReadSession, sitting_id: UUID) -> Sequence[Remark]:
    """What one tester wrote, on tasks and on the whole."""
    statement = select(Remark).where(Remark.sitting_id == sitting_id)
    return (await db.exec(statement.order_by(col(Remark.id)))).all()


async def findings_of(db: ReadSession, sitting_id: UUID) -> Sequence[Finding]:
    """What one tester stumbled on, step by step."""
    statement = select(Finding).where(Finding.sitting_id == sitting_id)
    return (await db.exec(statement.order_by(col(Finding.step), col(Finding.id)))).all()


async def said_so_far(db: ReadSession, sitting: Sitting) -> Answered[UUID]:
    """What one tester has answered."""
    statement = select(TaskOutcome).where(TaskOutcome.sitting_id == sitting.id)
    outcomes = (await db.exec(statement.order_by(col(TaskOutcome.task_id)))).all()
    levels = {axis: getattr(sitting, axis.value) for axis in Axis}
    return Answered(
        outcomes={one.task_id: one.outcome for one in outcomes},
        ratings={axis: Level(level) for axis, level in levels.items() if level is not None},
        help_told=sitting.sought is not None,
        sus=sitting.sus or (None,) * ITEMS,
        passed=[Part(one) for one in sitting.passed],
    )


async def sitting_of(db: ReadSession, visitor: Visitor, sitting_id: UUID) -> Sitting:
    """The visitor's own, or one that they type at this moment; NotFoundError for everybody else's.

    Who typed for a tester reads nothing of it any more once it is sent, once the test is over, or once they
    work for the service.
    """
    person = person_of(visitor).id
    sitting = await one_of(db, Sitting, visitor.territory.id, sitting_id)
    if sitting.person_id == person:
        return sitting
    stands = await standing(db, visitor.territory.id, sitting.campaign_id)
    types = sitting.typed_by == person and sitting.completed_at is None and stands.may_type(visitor)
    if not types or stands.stage is not Stage.GATHERING:
        raise NotFoundError
    return sitting


@dataclass(frozen=True, slots=True)
class Offered:
    """A test of one of the visitor's panels, with what they have answered, if they have begun."""

    campaign: TestCampaign
    procedure: Procedure
    sitting: Sitting | None


async def offered_to(db: ReadSession, visitor: Visitor) -> Sequence[Offered]:
    """Of the panels on which somebody sits, and those that they tried before; the last to close first."""
    person = person_of(visitor).id
    seats = (
        select(Seat.panel_id)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .where(Volunteer.person_id == person, Seat.state == SeatState.ACCEPTED)
    )
    own = and_(Sitting.campaign_id == TestCampaign.id, Sitting.person_id == person)
    statement: Any = (
        select(TestCampaign, Procedure, Sitting)
        .join(ProcedureVersion, col(ProcedureVersion.id) == TestCampaign.version_id)
        .join(Procedure, col(Procedure.id) == ProcedureVersion.procedure_id)
        .outerjoin(Sitting, own)
        .where(
            col(TestCampaign.opened_at).is_not(None),
            col(TestCampaign.panel_id).in_(seats) | col(Sitting.id).is_not(None),
        )
        .order_by(col(TestCampaign.closes_at).desc(), col(TestCampaign.id))
    )
    here = of_territory(statement, TestCampaign.territory_id, visitor.territory.id)
    return [Offered(*row) for row in await db.exec(here)]


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody on the panel, and whether they have begun and sent: nothing of what they said."""

    seat_id: UUID
    name: str | None
    own_service_id: UUID | None
    begun: bool
    sent: bool
    typed_by: UUID | None


async def seated(db: ReadSession, campaign: TestCampaign) -> Sequence[Seated]:
    """Those who sit on its panel, by name."""
    theirs = and_(Sitting.campaign_id == campaign.id, Sitting.seat_id == Seat.id)
    columns: Any = (
        Seat.id,
        Volunteer.name,
        Volunteer.own_service_id,
        col(Sitting.id).is_not(None),
        col(Sitting.completed_at).is_not(None),
        Sitting.typed_by,
    )
    statement: Any = select(*columns)
    joined = (
        statement.join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .outerjoin(Sitting, theirs)
        .where(Seat.panel_id == campaign.panel_id, Seat.state == SeatState.ACCEPTED)
        .order_by(func.okote_fold(func.coalesce(Volunteer.name, "")), col(Seat.id))
    )
    return [Seated(*row) for row in await db.exec(joined)]
