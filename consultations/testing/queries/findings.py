"""What testers stumbled on: for whoever reviews it, and as others read it, with the service's answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.actions.models import Action
from consultations.measures.pictures.findings import Journey, Weights
from consultations.measures.statistics.severity import Finding as Drawn
from consultations.measures.statistics.severity import Severity, worst_first
from consultations.measures.statistics.shares import Share
from consultations.procedures.models import Procedure, ProcedureStep, ProcedureVersion
from consultations.testing.models import Finding, FindingAnswer, FindingPicture, Sitting, TestCampaign
from consultations.testing.rules.findings import FindingState, due, is_late, met_by, severity_of
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Answered:
    """What a service said, and the action that came of it, where everyone reads it."""

    answer: FindingAnswer
    action: Action | None

    @property
    def action_number(self) -> int | None:
        """Of the action, once it is shown to everyone."""
        shown = self.action is not None and self.action.published_at is not None
        return self.action.number if shown and self.action is not None else None


@dataclass(frozen=True, slots=True)
class Read:
    """A finding as others read it, with all who met it and what is said to it."""

    finding: Finding
    severity: Severity
    testers: Collection[UUID]
    """Who met it, by marks that lead to nobody."""
    of: int
    picture: FindingPicture | None
    answered: Answered | None

    @property
    def met(self) -> Share:
        return Share(len(self.testers), self.of)

    @property
    def drawn(self) -> Drawn:
        one = self.finding
        step = None if one.step is None else one.step - 1
        return Drawn(one.number or 0, one.told_title, self.severity, self.met, step)

    def late(self, published: datetime | None, at: datetime) -> bool:
        return published is not None and is_late(self.finding.state, due(published), at)


_SENT = col(Sitting.completed_at).is_not(None)
READ = (FindingState.REVIEWED, FindingState.ACCEPTED, FindingState.REFUSED, FindingState.ALREADY_DONE)


async def findings_read(db: ReadSession, campaign_id: UUID, testers: int) -> Sequence[Read]:
    """Those that bear a number, the worst first; `testers` is how many answered."""
    reports = await _reports(db, campaign_id)
    shown = [one for one, _ in reports if one.state in READ]
    pictures = await pictures_of(db, *(one.id for one in shown))
    answers = await latest_answers(db, *(one.id for one in shown))
    read = []
    for one in shown:
        same = [(other, tester) for other, tester in reports if one.id in (other.id, other.same_as_id)]
        picture = pictures.get(one.id)
        read.append(
            Read(
                one,
                severity_of(Severity(other.severity) for other, _ in same),
                met_by([[tester] for _, tester in same]),
                testers,
                picture if picture is not None and picture.shown else None,
                answers.get(one.id),
            )
        )
    order = {drawn.number: place for place, drawn in enumerate(worst_first(one.drawn for one in read))}
    return sorted(read, key=lambda one: order[one.finding.number or 0])


async def findings_to_review(
    db: ReadSession, campaign_id: UUID
) -> Sequence[tuple[Finding, FindingPicture | None]]:
    """Of those who have sent their answers: what waits first; never by whom."""
    statement: Any = (
        select(Finding, FindingPicture)
        .join(Sitting, col(Sitting.id) == Finding.sitting_id)
        .outerjoin(FindingPicture, col(FindingPicture.finding_id) == Finding.id)
        .where(Finding.campaign_id == campaign_id, _SENT)
        .order_by(col(Finding.reviewed_at).is_not(None), col(Finding.number).nulls_last(), col(Finding.id))
    )
    return [(finding, picture) for finding, picture in await db.exec(statement)]


async def pictures_of(db: ReadSession, *findings: UUID) -> Mapping[UUID, FindingPicture]:
    """By finding, of those that have one."""
    statement = select(FindingPicture).where(col(FindingPicture.finding_id).in_(findings))
    rows = (await db.exec(statement.order_by(col(FindingPicture.id)))).all()
    return {one.finding_id: one for one in rows if one.finding_id is not None}


async def latest_answers(db: ReadSession, *findings: UUID) -> Mapping[UUID, Answered]:
    """By finding, the answer that holds."""
    statement: Any = (
        select(FindingAnswer, Action)
        .outerjoin(Action, col(Action.id) == FindingAnswer.action_id)
        .where(col(FindingAnswer.finding_id).in_(findings))
        .order_by(col(FindingAnswer.id))
    )
    return {answer.finding_id: Answered(answer, action) for answer, action in await db.exec(statement)}


def journey(steps: Sequence[ProcedureStep], read: Sequence[Read], testers: int) -> Journey | None:
    """None where the version has no steps. How many stumbled at a step: who met any of its findings."""
    if not steps:
        return None
    stumbled = {
        step: Share(len(met_by([one.testers for one in read if one.finding.step == step + 1])), testers)
        for step in sorted({one.finding.step - 1 for one in read if one.finding.step is not None})
    }
    return Journey([one.title for one in steps], [one.drawn for one in read], stumbled)


def weights(read: Sequence[Read]) -> Weights:
    return Weights([one.drawn for one in read])


async def unanswered(db: ReadSession, territory_id: UUID, services: Collection[UUID] | None) -> int:
    """How many findings wait for a service's answer, of those that it reads; None counts all services'."""
    statement = (
        select(func.count())
        .select_from(Finding)
        .join(TestCampaign, col(TestCampaign.id) == Finding.campaign_id)
        .join(ProcedureVersion, col(ProcedureVersion.id) == TestCampaign.version_id)
        .join(Procedure, col(Procedure.id) == ProcedureVersion.procedure_id)
        .where(Finding.state == FindingState.REVIEWED, col(TestCampaign.handed_over_at).is_not(None))
    )
    here = of_territory(statement, Finding.territory_id, territory_id)
    if services is not None:
        here = here.where(col(Procedure.service_id).in_(services))
    return (await db.exec(here)).one()


async def _reports(db: ReadSession, campaign_id: UUID) -> Sequence[tuple[Finding, UUID]]:
    """Each report that counts, with its tester."""
    statement: Any = (
        select(Finding, Sitting.tester)
        .join(Sitting, col(Sitting.id) == Finding.sitting_id)
        .where(Finding.campaign_id == campaign_id, _SENT)
        .order_by(col(Finding.id))
    )
    return [(finding, tester) for finding, tester in await db.exec(statement)]
