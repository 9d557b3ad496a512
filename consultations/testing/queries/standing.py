"""Where tests stand: by their dates, by who has answered, and for whoever reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, exists, func, select

from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel, Volunteer
from consultations.permissions import may_enter_volunteers, may_moderate, may_run_panels
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.services.models import Service
from consultations.testing.models import Sitting, TestCampaign
from consultations.testing.rules.reading import (
    Reader,
    Stage,
    Thing,
    everyone_answered,
    may_read,
    published_from,
    reader,
    stage_of,
)
from okote.identity.models import Role
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.search import asked, question, words
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class Standing:
    """A test, what it is of, and how many of its panel have answered at this moment."""

    campaign: TestCampaign
    version: ProcedureVersion
    procedure: Procedure
    service: str
    panel: Panel
    expected: int
    """Who sits on the panel and may test it."""
    waited_for: int
    """Of these, who has not sent their answers."""
    complete: int
    """Answers that count: also of those who have left the panel since."""
    at: datetime

    @property
    def stage(self) -> Stage:
        """PLANNED too while it is a draft."""
        one = self.campaign
        if one.opened_at is None:
            return Stage.PLANNED
        return stage_of(
            self.at,
            opens=one.opens_at,
            closes=one.closes_at,
            answered=everyone_answered(self.expected, self.expected - self.waited_for),
            handed_over=one.handed_over_at,
            published=one.published_at,
        )

    @property
    def draft(self) -> bool:
        return self.campaign.opened_at is None

    @property
    def period(self) -> timedelta:
        """For which the service reads."""
        return timedelta(days=self.campaign.reading_days)

    def publishable_from(self, by: Visitor | None = None) -> datetime | None:
        """None until it is handed over. Later for who gave the reply than for others."""
        one = self.campaign
        if one.handed_over_at is None:
            return None
        own = by is not None and by.person is not None and by.person.id == one.replied_by
        return published_from(one.handed_over_at, self.period, None if own else one.replied_at)

    def may_type(self, visitor: Visitor) -> bool:
        """Agents and organisers, never of the tested service, nor elected: they would know who says what."""
        own = self.procedure.service_id in visitor.scopes(Role.SERVICE)
        return may_enter_volunteers(visitor) and not own and not visitor.has(Role.ELECTED)

    def reader(self, visitor: Visitor, *, tests_it: bool = False) -> Reader:
        """In which capacity somebody reads it: agents, who pass on what services say, read as they do."""
        organises = may_run_panels(visitor)
        passes_on = may_moderate(visitor) and not organises
        return reader(
            organises=organises,
            answers_for_it=passes_on or self.procedure.service_id in visitor.scopes(Role.SERVICE),
            elected=visitor.has(Role.ELECTED),
            tests_it=tests_it,
        )

    def may(self, visitor: Visitor, thing: Thing) -> bool:
        return may_read(self.reader(visitor), thing, self.stage)


def _sits() -> Any:
    """On the panel of a test, without working for the service that is tested."""
    return and_(
        Seat.panel_id == TestCampaign.panel_id,
        Seat.state == SeatState.ACCEPTED,
        col(Volunteer.own_service_id).is_distinct_from(Procedure.service_id),
    )


def _counted(*conditions: Any) -> Any:
    found = select(func.count()).select_from(Seat).join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
    return found.where(_sits(), *conditions).correlate(TestCampaign, Procedure).scalar_subquery()


_SENT = and_(Sitting.campaign_id == TestCampaign.id, col(Sitting.completed_at).is_not(None))


def _standings(territory_id: UUID) -> Any:
    sent_theirs = exists().where(_SENT, col(Sitting.seat_id) == Seat.id).correlate(TestCampaign, Seat)
    complete = select(func.count()).select_from(Sitting).where(_SENT).correlate(TestCampaign)
    columns: Any = (
        TestCampaign,
        ProcedureVersion,
        Procedure,
        Service.name,
        Panel,
        _counted(),
        _counted(~sent_theirs),
        complete.scalar_subquery(),
        _NOW,
    )
    statement: Any = select(*columns)
    joined = (
        statement.join(ProcedureVersion, col(ProcedureVersion.id) == TestCampaign.version_id)
        .join(Procedure, col(Procedure.id) == ProcedureVersion.procedure_id)
        .join(Service, col(Service.id) == Procedure.service_id)
        .join(Panel, col(Panel.id) == TestCampaign.panel_id)
    )
    return of_territory(joined, TestCampaign.territory_id, territory_id)


async def _found(db: ReadSession, statement: Any) -> list[Standing]:
    return [Standing(*row) for row in await db.exec(statement)]


async def standing(db: ReadSession, territory_id: UUID, campaign_id: UUID) -> Standing:
    """Drafts too; NotFoundError for one of another territory."""
    found = await _found(db, _standings(territory_id).where(TestCampaign.id == campaign_id))
    if not found:
        raise NotFoundError
    return found[0]


async def campaign_called(db: ReadSession, territory_id: UUID, slug: str) -> Standing:
    """By its name in addresses, published or not; NotFoundError for any other."""
    found = []
    if slugs.well_formed(slug):
        found = await _found(db, _standings(territory_id).where(TestCampaign.slug == slug))
    if not found:
        raise NotFoundError
    return found[0]


_WORDS = words(col(TestCampaign.title), "A").concat(words(col(Procedure.name), "B"))
"""Of a few hundred tests at most: found without an index."""


async def published(
    db: ReadSession, territory_id: UUID, *, typed: str = "", before: UUID | None = None, most: int = ONE_MORE
) -> list[Standing]:
    """Those whose results everyone reads, the latest written first; those that say what was `typed`."""
    statement = _standings(territory_id).where(col(TestCampaign.published_at).is_not(None))
    if (words_asked := question(typed)) is not None:
        statement = statement.where(_WORDS.bool_op("@@")(asked(words_asked)))
    if before is not None:
        statement = statement.where(col(TestCampaign.id) < before)
    return await _found(db, statement.order_by(col(TestCampaign.id).desc()).limit(most))


async def called(db: ReadSession, territory_id: UUID, words_asked: str, *, most: int) -> list[Standing]:
    """Those of them that answer best what was asked."""
    statement = _standings(territory_id).where(
        col(TestCampaign.published_at).is_not(None), _WORDS.bool_op("@@")(asked(words_asked))
    )
    best = func.ts_rank(_WORDS, asked(words_asked)).desc()
    return await _found(db, statement.order_by(best, col(TestCampaign.id).desc()).limit(most))


async def of_procedure(db: ReadSession, territory_id: UUID, procedure_id: UUID) -> list[Standing]:
    """The published tests of a procedure, the oldest first."""
    statement = _standings(territory_id).where(
        Procedure.id == procedure_id, col(TestCampaign.published_at).is_not(None)
    )
    return await _found(db, statement.order_by(col(TestCampaign.id)))


async def on_desk(db: ReadSession, visitor: Visitor, before: UUID | None) -> list[Standing]:
    """All for organisers; for others without drafts, and for who answers for services theirs alone."""
    statement = _standings(visitor.territory.id)
    if not may_run_panels(visitor):
        statement = statement.where(col(TestCampaign.opened_at).is_not(None))
        if not (may_moderate(visitor) or visitor.has(Role.ELECTED)):
            statement = statement.where(col(Procedure.service_id).in_(visitor.scopes(Role.SERVICE)))
    if before is not None:
        statement = statement.where(col(TestCampaign.id) < before)
    return await _found(db, statement.order_by(col(TestCampaign.id).desc()).limit(ONE_MORE))


async def comparable(db: ReadSession, one: TestCampaign | None, territory_id: UUID) -> Sequence[Standing]:
    """Tests that were opened, with which a later one of the same procedure may be compared."""
    statement = _standings(territory_id).where(
        col(TestCampaign.opened_at).is_not(None),
        col(TestCampaign.id).is_distinct_from(one.id if one else None),
    )
    return await _found(db, statement.order_by(col(TestCampaign.id).desc()))
