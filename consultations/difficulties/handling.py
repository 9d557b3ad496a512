"""What the administration does: choose the service, look, ask, answer, pass on; and what time does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.difficulties.access import handled, in_charge, routes
from consultations.difficulties.deeds import DIFFICULTY, DifficultyDeed
from consultations.difficulties.events import DifficultyLate, DifficultyUnseen
from consultations.difficulties.models import Difficulty, DifficultyStep
from consultations.difficulties.rules import (
    OWED,
    UNSEEN,
    DifficultyMovedOnError,
    DifficultyState,
    OwnDifficultyError,
    SameServiceError,
    StepKind,
    is_unseen,
)
from consultations.difficulties.steps import Step, check_seen, take, write
from consultations.difficulties.terms import terms_of
from consultations.permissions import may_enter_difficulties
from consultations.services.models import Service
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession

DEEDS = {
    StepKind.SENT: DifficultyDeed.DIFFICULTY_SENT,
    StepKind.ACKNOWLEDGED: DifficultyDeed.DIFFICULTY_ACKNOWLEDGED,
    StepKind.PASSED_ON: DifficultyDeed.DIFFICULTY_PASSED_ON,
    StepKind.TAKEN_BACK: DifficultyDeed.DIFFICULTY_TAKEN_BACK,
    StepKind.ASKED: DifficultyDeed.DIFFICULTY_ASKED,
    StepKind.ANSWERED: DifficultyDeed.DIFFICULTY_ANSWERED,
}


async def send(db: WriteSession, difficulty_id: UUID, service_id: UUID, *, by: Visitor) -> DifficultyStep:
    """Agents, to the service that is to answer. DifficultyMovedOnError, OwnDifficultyError."""
    require(may_enter_difficulties(by))
    difficulty = await handled(db, difficulty_id, by)
    if not routes(by, difficulty):
        raise DifficultyMovedOnError
    service = await _in_use(db, service_id, by)
    return await _done(db, difficulty, StepKind.SENT, by, service_id=service.id)


async def take_back(db: WriteSession, difficulty_id: UUID, *, by: Visitor) -> DifficultyStep:
    """Agents, from a service that has not looked in time: they read it again, and choose another.

    DifficultyMovedOnError, OwnDifficultyError.
    """
    require(may_enter_difficulties(by))
    difficulty = await held(db, Difficulty, by.territory.id, difficulty_id)
    if difficulty.person_id == person_of(by).id:
        raise OwnDifficultyError
    today = by.territory.day(await db.now())
    if difficulty.service_id is None or not is_unseen(difficulty.state, difficulty.acknowledge_by, today):
        raise DifficultyMovedOnError
    return await _done(db, difficulty, StepKind.TAKEN_BACK, by)


async def acknowledge(db: WriteSession, difficulty_id: UUID, *, by: Visitor) -> DifficultyStep:
    """The service looks into it. DifficultyMovedOnError, OwnDifficultyError."""
    return await _done(db, await _of_service(db, difficulty_id, by), StepKind.ACKNOWLEDGED, by)


async def ask(db: WriteSession, difficulty_id: UUID, words: str, seen: str, *, by: Visitor) -> DifficultyStep:
    """Something that the service must know first: meanwhile its days don't count.

    DifficultyMovedOnError, OwnDifficultyError.
    """
    difficulty = await _of_service(db, difficulty_id, by, seen)
    return await _done(db, difficulty, StepKind.ASKED, by, words=words)


async def answer(
    db: WriteSession, difficulty_id: UUID, words: str, seen: str, *, by: Visitor
) -> DifficultyStep:
    """DifficultyMovedOnError, OwnDifficultyError."""
    difficulty = await _of_service(db, difficulty_id, by, seen)
    return await _done(db, difficulty, StepKind.ANSWERED, by, words=words)


async def pass_on(
    db: WriteSession, difficulty_id: UUID, service_id: UUID | None, words: str, seen: str, *, by: Visitor
) -> DifficultyStep:
    """To another service, or to agents who find it; the first one reads it no longer.

    DifficultyMovedOnError, OwnDifficultyError, SameServiceError.
    """
    difficulty = await _of_service(db, difficulty_id, by, seen)
    if service_id is not None:
        await _in_use(db, service_id, by)
    if service_id == difficulty.service_id:
        raise SameServiceError
    return await _done(db, difficulty, StepKind.PASSED_ON, by, service_id=service_id, words=words)


async def note_read(db: WriteSession, difficulty: Difficulty, *, by: Visitor, document: bool = False) -> None:
    """Each look of the administration is written down."""
    deed = DifficultyDeed.DIFFICULTY_DOCUMENT_READ if document else DifficultyDeed.DIFFICULTY_READ
    await note(db, by.doer, deed, difficulty, DIFFICULTY.facts(difficulty))


async def _of_service(
    db: WriteSession, difficulty_id: UUID, by: Visitor, seen: str | None = None
) -> Difficulty:
    """Held, for whoever answers for the service that has it; NotFoundError of one that has it no longer."""
    difficulty = await handled(db, difficulty_id, by)
    if not in_charge(by, difficulty):
        raise NotFoundError
    if seen is not None:
        await check_seen(db, difficulty, seen)
    return difficulty


async def _in_use(db: WriteSession, service_id: UUID, by: Visitor) -> Service:
    service = await held(db, Service, by.territory.id, service_id, shared=True)
    if service.retired_at is not None:
        raise NotFoundError
    return service


async def _done(
    db: WriteSession,
    difficulty: Difficulty,
    kind: StepKind,
    by: Visitor,
    *,
    service_id: UUID | None = None,
    words: str | None = None,
) -> DifficultyStep:
    was = DIFFICULTY.facts(difficulty)
    step = await take(db, difficulty, kind, by=by, service_id=service_id, words=words)
    await note(db, by.doer, DEEDS[kind], difficulty, was)
    return step


async def remind(db: WriteSession, territory: Territory, *, most: int) -> int:
    """Of what was not looked at, or not answered, by the day that was promised: once for each service.

    How many there were, at most so many of each.
    """
    today = territory.day(await db.now())
    unseen = await _waiting(
        db,
        territory,
        most,
        ~col(Difficulty.told_unseen),
        col(Difficulty.state).in_(UNSEEN),
        col(Difficulty.acknowledge_by) < today,
    )
    for one in unseen:
        one.told_unseen = True
        await emit(db, DifficultyUnseen(one.id))
    late = await _waiting(
        db,
        territory,
        most,
        ~col(Difficulty.told_late),
        col(Difficulty.state).in_(OWED),
        col(Difficulty.answer_by) < today,
    )
    for one in late:
        one.told_late = True
        await emit(db, DifficultyLate(one.id))
    return max(len(unseen), len(late))


async def close_answered(db: WriteSession, territory: Territory, *, most: int) -> int:
    """To whose answer nobody reacted in time; how many there were, at most so many."""
    terms = await terms_of(db, territory.id)
    over = col(Difficulty.since) <= await db.now() - timedelta(days=terms.react)
    answered = col(Difficulty.state) == DifficultyState.ANSWERED
    found = await _waiting(db, territory, most, answered, over)
    for one in found:
        await write(db, one, Step(StepKind.CLOSED, DifficultyState.CLOSED, one.service_id), terms)
    return len(found)


async def _waiting(
    db: WriteSession, territory: Territory, most: int, *conditions: Any
) -> Sequence[Difficulty]:
    statement = of_territory(select(Difficulty), Difficulty.territory_id, territory.id).where(*conditions)
    held_now = statement.order_by(col(Difficulty.id)).limit(most).with_for_update(skip_locked=True)
    return (await db.exec(held_now)).all()
