"""What services and agents do: ask for views, give them, release, pass on, set days, note."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select

from consultations.ideas.events import IdeaAnswered, IdeaEntrusted
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.rules import VERDICTS, check_due
from consultations.ideas.study import held_to_study
from consultations.permissions import may_answer, may_moderate
from consultations.services.models import Service
from consultations.studying.access import open_study, speaks_for, studies_of
from consultations.studying.deeds import STUDY, StudyDeed
from consultations.studying.events import StudyAsked
from consultations.studying.models import Study, StudyNote, StudyView
from consultations.studying.rules import (
    StudyAnsweringError,
    StudyAskedError,
    StudyEnd,
    StudyViewedError,
    ViewGiven,
    check_asked,
    check_view,
    check_viewed,
)
from consultations.studying.terms import usual_due
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def ask(
    db: WriteSession, idea_id: UUID, service_id: UUID, due_at: datetime, question: str, *, by: Visitor
) -> Study:
    """Another service for its view, until there is an answer. StudyAskedError, IdeaDueError."""
    require(may_moderate(by))
    idea = await held_to_study(db, idea_id, by)
    check_asked(idea.state)
    check_due(due_at, await db.now())
    asked = await _asked(db, idea, service_id, due_at, question, by)
    await note(db, by.doer, StudyDeed.STUDY_ASKED, asked)
    return asked


async def release(db: WriteSession, study_id: UUID, *, by: Visitor) -> Study:
    """A service from giving its view: by agents, or by itself where it is not its business."""
    study, was = await _let_go(db, study_id, StudyEnd.RELEASED, by)
    await note(db, by.doer, StudyDeed.STUDY_RELEASED, study, was)
    return study


async def pass_on(db: WriteSession, study_id: UUID, service_id: UUID, *, by: Visitor) -> Study:
    """To another service, with the same question and the same day, or the usual time where that is over."""
    study, was = await _let_go(db, study_id, StudyEnd.PASSED_ON, by)
    idea = await one_of(db, Idea, by.territory.id, study.idea_id)
    at = await db.now()
    due_at = study.due_at if study.due_at > at else await usual_due(db, by.territory, idea.process_id, at)
    passed = await _asked(db, idea, service_id, due_at, study.question, by)
    await note(db, by.doer, StudyDeed.STUDY_PASSED_ON, passed, was)
    return passed


async def set_due(db: WriteSession, study_id: UUID, due_at: datetime, *, by: Visitor) -> Study:
    """Another day; the service is reminded of this one. IdeaDueError."""
    require(may_moderate(by))
    study, idea = await _held(db, study_id, by)
    check_due(due_at, await db.now())
    was = STUDY.facts(study)
    study.due_at, study.told_soon, study.told_late = due_at, False, False
    if study.answers:
        idea.due_at = due_at
    await db.flush()
    await note(db, by.doer, StudyDeed.STUDY_DUE_SET, study, was)
    return study


async def give_view(
    db: WriteSession, idea_id: UUID, service_id: UUID, given: ViewGiven, *, expected: int, by: Visitor
) -> StudyView:
    """What a service makes of an idea; `expected` is its last one that was read, 0 where there was none.

    StaleError, ViewReasonsError, CostDayError.
    """
    require(may_answer(by, service_id))
    idea = await held_to_study(db, idea_id, by)
    studies = [one for one in await studies_of(db, idea.id) if one.service_id == service_id]
    if not studies:
        raise NotFoundError
    study, at = studies[-1], await db.now()
    check_viewed(idea.state, study.ended)
    check_view(given, by.territory.day(at))
    latest = select(func.max(StudyView.number)).where(
        StudyView.idea_id == idea.id, StudyView.service_id == service_id
    )
    number = (await db.exec(latest)).one() or 0
    if number != expected:
        raise StaleError
    view = StudyView(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        service_id=service_id,
        number=number + 1,
        idea_version=idea.version,
        admissible=given.admissible,
        feasible=given.feasible,
        reasons=given.reasons,
        cost_minor=None if given.cost is None else given.cost.minor,
        basis=None if given.cost is None else given.cost.basis,
        cost_on=None if given.cost is None else given.cost.on,
        running_minor=given.running_minor,
        at=at,
        by=person_of(by).id,
    )
    db.add(view)
    study.viewed_at = study.viewed_at or at
    await db.flush()
    await note(db, by.doer, StudyDeed.STUDY_VIEWED, view)
    return view


async def write_note(db: WriteSession, idea_id: UUID, body: str, *, by: Visitor) -> StudyNote:
    """For agents, and for the services that have it."""
    idea = await held_to_study(db, idea_id, by)
    studies = await studies_of(db, idea.id)
    mine = sorted(speaks_for(by, studies)) if not may_moderate(by) else []
    require(may_moderate(by) or bool(mine))
    written = StudyNote(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        service_id=next(iter(mine), None),
        body=body,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(written)
    await db.flush()
    await note(db, by.doer, StudyDeed.STUDY_NOTED, written)
    return written


async def _held(db: WriteSession, study_id: UUID, by: Visitor) -> tuple[Study, Idea]:
    """The idea first, as everybody does who decides about it."""
    known = await one_of(db, Study, by.territory.id, study_id)
    idea = await held_to_study(db, known.idea_id, by)
    return await open_study(db, by, study_id), idea


async def _let_go(
    db: WriteSession, study_id: UUID, end: StudyEnd, by: Visitor
) -> tuple[Study, dict[str, object]]:
    """Of a view that is still owed. StudyAnsweringError, StudyViewedError."""
    study, _ = await _held(db, study_id, by)
    require(may_answer(by, study.service_id))
    if study.answers:
        raise StudyAnsweringError
    if study.viewed_at is not None:
        raise StudyViewedError
    was = dict(STUDY.facts(study))
    study.ended, study.ended_at = end, await db.now()
    await db.flush()
    return study, was


async def _asked(
    db: WriteSession, idea: Idea, service_id: UUID, due_at: datetime, question: str, by: Visitor
) -> Study:
    service = await held(db, Service, by.territory.id, service_id, shared=True)
    if service.retired_at is not None:
        raise NotFoundError
    if any(one.service_id == service.id and one.ended is None for one in await studies_of(db, idea.id)):
        raise StudyAskedError
    study = Study(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        service_id=service.id,
        answers=False,
        question=question,
        asked_at=await db.now(),
        asked_by=person_of(by).id,
        due_at=due_at,
    )
    db.add(study)
    await db.flush()
    await emit(db, StudyAsked(study.id))
    return study


async def on_idea_entrusted(db: WriteSession, event: IdeaEntrusted) -> None:
    """That service has it from now on, until the day that was chosen or the usual one."""
    step = await db.get_one(IdeaStep, event.step)
    idea = await db.get_one(Idea, step.idea_id)
    if idea.due_at is None:
        territory = await db.get_one(Territory, idea.territory_id)
        idea.due_at = await usual_due(db, territory, idea.process_id, step.at)
    study = None
    for one in await studies_of(db, idea.id):
        if one.ended is not None:
            continue
        if one.service_id == step.service_id:
            study = one
        elif one.answers:
            one.ended, one.ended_at = StudyEnd.PASSED_ON, step.at
    await db.flush()
    if study is None:
        study = Study(
            territory_id=idea.territory_id,
            idea_id=idea.id,
            service_id=step.service_id,
            answers=True,
            asked_at=step.at,
            asked_by=step.by,
            due_at=idea.due_at,
        )
        db.add(study)
    study.answers, study.due_at, study.told_soon, study.told_late = True, idea.due_at, False, False
    await db.flush()


async def on_idea_answered(db: WriteSession, event: IdeaAnswered) -> None:
    """With the answer, nobody owes anything any more."""
    step = await db.get_one(IdeaStep, event.step)
    if step.state in VERDICTS:
        still = (col(Study.idea_id) == step.idea_id, col(Study.ended_at).is_(None))
        await db.exec(update(Study).where(*still).values(ended=StudyEnd.ANSWERED, ended_at=step.at))
