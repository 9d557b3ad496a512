"""What the administration does: entrust to a service, answer, tell what was done."""

from datetime import datetime
from uuid import UUID

from consultations.deeds import IDEA, ConsultationDeed
from consultations.ideas.authors.queries import may_write
from consultations.ideas.events import IdeaAnswered, IdeaEntrusted
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.rules import (
    VERDICTS,
    IdeaMovedOnError,
    IdeaState,
    check_due,
    check_not_own,
    check_not_replaced,
    check_shown,
    check_step,
)
from consultations.permissions import may_answer, may_moderate
from consultations.services.models import Service
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import WriteSession


async def entrust(
    db: WriteSession, idea_id: UUID, service_id: UUID, due_at: datetime | None = None, *, by: Visitor
) -> IdeaStep:
    """To the service that is to answer; to another one, or anew, where the first answer does not hold.

    `due_at` is the first instant at which its answer is late; None is the usual time. IdeaDueError.
    """
    require(may_moderate(by))
    idea = await held_to_study(db, idea_id, by)
    if due_at is not None:
        check_due(due_at, await db.now())
    check_step(idea.state, IdeaState.STUDIED)
    service = await held(db, Service, by.territory.id, service_id, shared=True)
    if service.retired_at is not None:
        raise NotFoundError
    if idea.state is IdeaState.STUDIED and idea.service_id == service.id:
        raise IdeaMovedOnError
    was = IDEA.facts(idea)
    step = await _step(db, idea, IdeaState.STUDIED, service.id, None, by, due_at)
    await note(db, by.doer, ConsultationDeed.IDEA_ENTRUSTED, idea, was)
    await emit(db, IdeaEntrusted(step.id))
    return step


async def answer(db: WriteSession, idea_id: UUID, state: IdeaState, text: str, *, by: Visitor) -> IdeaStep:
    """Accepted or refused, with reasons; of what was accepted, that it is done, and how."""
    idea = await held_to_study(db, idea_id, by)
    require(may_answer(by, idea.service_id))
    check_step(idea.state, state)
    if state not in {*VERDICTS, IdeaState.DONE} or idea.service_id is None:
        raise IdeaMovedOnError
    was = IDEA.facts(idea)
    step = await _step(db, idea, state, idea.service_id, text, by)
    await note(db, by.doer, ConsultationDeed.IDEA_ANSWERED, idea, was)
    await emit(db, IdeaAnswered(step.id))
    return step


async def held_to_study(db: WriteSession, idea_id: UUID, by: Visitor) -> Idea:
    """One that everyone sees, by somebody who is not its author.

    IdeaGoneError, IdeaReplacedError, OwnIdeaError.
    """
    idea = await held(db, Idea, by.territory.id, idea_id)
    check_shown(shown=idea.shown)
    check_not_replaced(replaced=idea.replaced_at is not None)
    check_not_own(own=await may_write(db, idea, by))
    return idea


async def _step(
    db: WriteSession,
    idea: Idea,
    state: IdeaState,
    service_id: UUID,
    text: str | None,
    by: Visitor,
    due_at: datetime | None = None,
) -> IdeaStep:
    step = IdeaStep(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        state=state,
        service_id=service_id,
        answer=text,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(step)
    idea.state, idea.service_id, idea.since, idea.due_at = state, service_id, step.at, due_at
    await db.flush()
    return step
