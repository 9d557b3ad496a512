"""Procedures with all that is told of them: as many statements, however many procedures there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlmodel import and_, col, func, select

from consultations.actions.models import Action, ActionStep
from consultations.actions.queries.progress import PROMISED
from consultations.actions.rules import ActionState, Origin
from consultations.measures.pictures.crowd import Crowd
from consultations.measures.statistics.axes import FAVOURABLE, Axis
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import may_tell
from consultations.procedures.models import ProcedureVersion
from consultations.procedures.queries import Shown
from consultations.ratings.queries import figures_of
from consultations.ratings.rules import Figures
from consultations.services.models import Service
from consultations.testing.models import Finding, FindingAnswer, Sitting, TestCampaign
from consultations.testing.queries.findings import READ
from consultations.testing.rules.findings import ANSWERS, FindingState
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.web.pagination import Paged, numbered
from payments.sessions import ReadSession

PER_PAGE = 20

FROM_PEOPLE = (Origin.FINDING, Origin.IDEA, Origin.RECOMMENDATION, Origin.VOTE)
"""What an action comes of that somebody outside the administration said."""

BY_STATE = {
    ActionState.DONE: 0,
    ActionState.FINALISING: 1,
    ActionState.IN_PROGRESS: 2,
    ActionState.CARRIED_OVER: 3,
    ActionState.DECIDED: 4,
    ActionState.PROPOSED: 5,
    ActionState.ABANDONED: 6,
}
"""What is done stands first, what was given up last."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Points that testers made, how many the service answered, and what is done of what it promised."""

    told: int = 0
    answered: int = 0
    promised: int = 0
    done: int = 0

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            self.told + other.told,
            self.answered + other.answered,
            self.promised + other.promised,
            self.done + other.done,
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """A published test with enough testers for anything to be told of it."""

    slug: str
    title: str
    version: int
    published_at: datetime
    testers: int
    favourable: Mapping[Axis, Share]
    heard: Heard

    def crowd(self, axis: Axis) -> Crowd:
        return Crowd(self.favourable[axis])


@dataclass(frozen=True, slots=True)
class Observed:
    """One procedure; its tests are the oldest first, as it changed."""

    shown: Shown
    figures: Figures
    tests: Sequence[Tried]

    @property
    def before_and_after(self) -> Sequence[Tried]:
        """The first of its tests and the last, where there are several."""
        return [*self.tests[:1], *self.tests[1:][-1:]]

    @property
    def heard(self) -> Heard:
        return sum((one.heard for one in self.tests), Heard())


async def observed(db: ReadSession, territory: Territory, listed: Sequence[Shown]) -> list[Observed]:
    """Three statements, in the order in which they are listed: nothing here ranks a service."""
    keys = [one.procedure.id for one in listed]
    figures = await figures_of(db, territory, *keys)
    tests = await _tests(db, keys)
    return [Observed(one, figures[key], tests[key]) for key, one in zip(keys, listed, strict=True)]


async def _tests(db: ReadSession, procedures: Sequence[UUID]) -> Mapping[UUID, Sequence[Tried]]:
    favourable = [func.count().filter(col(getattr(Sitting, axis.value)).in_(FAVOURABLE)) for axis in Axis]
    sent = and_(col(Sitting.campaign_id) == TestCampaign.id, col(Sitting.completed_at).is_not(None))
    columns: Any = (ProcedureVersion.procedure_id, ProcedureVersion.number, TestCampaign, func.count())
    statement: Any = select(*columns).add_columns(*favourable)
    rows = await db.exec(
        statement.join(ProcedureVersion, col(ProcedureVersion.id) == TestCampaign.version_id)
        .join(Sitting, sent)
        .where(*_published(procedures))
        .group_by(ProcedureVersion.id, TestCampaign.id)
        .order_by(TestCampaign.opens_at, TestCampaign.id)
    )
    heard = await _heard(db, procedures)
    found: defaultdict[UUID, list[Tried]] = defaultdict(list)
    for procedure_id, version, one, testers, *counts in rows:
        if may_tell(testers, one.smallest_group):
            shares = {axis: Share(count, testers) for axis, count in zip(Axis, counts, strict=True)}
            said = heard.get(one.id, Heard())
            found[procedure_id].append(
                Tried(one.slug, one.title, version, one.published_at, testers, shares, said)
            )
    return found


async def _heard(db: ReadSession, procedures: Sequence[UUID]) -> Mapping[UUID, Heard]:
    """By test; an action that nobody reads yet, or that was never decided, is not promised."""
    points = func.count(func.distinct(Finding.id))
    actions = func.count(func.distinct(Action.id))
    decided = select(ActionStep.action_id).where(col(ActionStep.state).in_(PROMISED))
    promised = and_(
        col(Finding.state) == FindingState.ACCEPTED,
        col(Action.published_at).is_not(None),
        col(Action.id).in_(decided),
    )
    columns: Any = (
        Finding.campaign_id,
        points,
        points.filter(col(Finding.state).in_(ANSWERS)),
        actions.filter(promised),
        actions.filter(promised, col(Action.state) == ActionState.DONE),
    )
    statement: Any = select(*columns)
    rows = await db.exec(
        statement.select_from(Finding)
        .join(TestCampaign, col(TestCampaign.id) == Finding.campaign_id)
        .join(ProcedureVersion, col(ProcedureVersion.id) == TestCampaign.version_id)
        .outerjoin(FindingAnswer, col(FindingAnswer.finding_id) == Finding.id)
        .outerjoin(Action, col(Action.id) == FindingAnswer.action_id)
        .where(*_published(procedures), col(Finding.state).in_(READ))
        .group_by(Finding.campaign_id)
    )
    return {campaign_id: Heard(*counts) for campaign_id, *counts in rows}


def _published(procedures: Sequence[UUID]) -> Sequence[Any]:
    return (
        col(ProcedureVersion.procedure_id).in_(procedures),
        col(TestCampaign.published_at).is_not(None),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody said, in an action that came of it."""

    action: Action
    service: str


async def kept(db: ReadSession, territory_id: UUID, number: int) -> Paged[Kept]:
    """What is done first; within each state, what came to it last."""
    statement: Any = (
        select(Action, Service.name)
        .join(Service, col(Service.id) == Action.service_id)
        .where(col(Action.published_at).is_not(None), col(Action.origin_kind).in_(FROM_PEOPLE))
        .order_by(case(BY_STATE, value=Action.state), col(Action.since).desc(), col(Action.number).desc())
    )
    here = of_territory(statement, Action.territory_id, territory_id)
    rows = await db.exec(here.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1))
    return numbered([Kept(*row) for row in rows], number, PER_PAGE)
