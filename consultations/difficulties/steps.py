"""One step of a difficulty: what it changes, and what is written down of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from consultations.difficulties.events import DifficultyMoved
from consultations.difficulties.models import Difficulty, DifficultyStep
from consultations.difficulties.rules import (
    LONGEST,
    DifficultyMovedOnError,
    DifficultyState,
    Dues,
    StepKind,
    Terms,
    following,
)
from consultations.difficulties.terms import terms_of
from okote.identity.visitors import Visitor
from okote.platform.events import emit
from payments.sessions import ReadSession, WriteSession

KEPT_BY = {StepKind.ACKNOWLEDGED, StepKind.ASKED, StepKind.ANSWERED, StepKind.REPLIED, StepKind.CLOSED}
"""Steps after which the same service has it."""
HANDS_ON = {StepKind.SENT, StepKind.PASSED_ON, StepKind.TAKEN_BACK}
SEES = {StepKind.ACKNOWLEDGED, StepKind.ASKED, StepKind.ANSWERED}
"""By which a service says that it has looked."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where it leads, which service has it then, and what is said with it; `by` nobody where time was up."""

    kind: StepKind
    state: DifficultyState
    service_id: UUID | None
    words: str | None = None
    helped: bool | None = None
    by: UUID | None = None


async def check_seen(db: ReadSession, difficulty: Difficulty, seen: str) -> None:
    """Nobody answers words that they have not read: `seen` is the last step that was on their page.

    DifficultyMovedOnError.
    """
    if seen != await last_step(db, difficulty.id):
        raise DifficultyMovedOnError


async def last_step(db: ReadSession, difficulty_id: UUID) -> str:
    """As forms bring it back; nothing before the first."""
    statement = select(DifficultyStep.id).where(DifficultyStep.difficulty_id == difficulty_id)
    found = (await db.exec(statement.order_by(col(DifficultyStep.id).desc()).limit(1))).first()
    return str(found or "")


async def take(
    db: WriteSession,
    difficulty: Difficulty,
    kind: StepKind,
    *,
    by: Visitor,
    service_id: UUID | None = None,
    words: str | None = None,
    helped: bool | None = None,
) -> DifficultyStep:
    """Of a row that is held. DifficultyMovedOnError."""
    terms = await terms_of(db, by.territory.id)
    today = by.territory.day(await db.now())
    with_service = difficulty.service_id if kind in KEPT_BY else service_id
    state = following(difficulty.state, kind, service=with_service is not None)
    _note_time(difficulty, kind, terms, with_service, today)
    person_id = by.person.id if by.person else None
    step = Step(kind, state, with_service, words, helped, person_id)
    return await write(db, difficulty, step, terms)


async def write(db: WriteSession, difficulty: Difficulty, taken: Step, terms: Terms) -> DifficultyStep:
    """The row as it stands from then on, and the step that says so."""
    at = await db.now()
    step = DifficultyStep(
        territory_id=difficulty.territory_id,
        difficulty_id=difficulty.id,
        kind=taken.kind,
        state=taken.state,
        service_id=taken.service_id,
        words=taken.words,
        at=at,
        by=taken.by,
    )
    db.add(step)
    closed = taken.state is DifficultyState.CLOSED
    difficulty.state, difficulty.service_id, difficulty.since = taken.state, taken.service_id, at
    difficulty.closed_at, difficulty.helped = (at, taken.helped) if closed else (None, None)
    difficulty.forget_at = at + (terms.kept if closed else LONGEST)
    await db.flush()
    await emit(db, DifficultyMoved(step.id))
    return step


def _note_time(
    difficulty: Difficulty, kind: StepKind, terms: Terms, service_id: UUID | None, today: date
) -> None:
    """What a step does to what was promised, and whether that was kept the first time."""
    dues = difficulty.dues
    if difficulty.asked_on is not None:
        dues = dues.after_wait(difficulty.asked_on, today)
    if kind in HANDS_ON:
        dues = dues.handed_on(terms, difficulty.category, service_id, today)
    if kind is StepKind.REOPENED:
        dues = Dues.promised(terms, difficulty.category, service_id, today)
    if kind in HANDS_ON | {StepKind.REOPENED}:
        difficulty.told_unseen = difficulty.told_late = False
    if kind in SEES and difficulty.acknowledged_late is None:
        difficulty.acknowledged_late = dues.acknowledge < today
    if kind is StepKind.ANSWERED and difficulty.answered_late is None:
        difficulty.answered_late = dues.answer < today
    difficulty.asked_on = today if kind is StepKind.ASKED else None
    difficulty.acknowledge_by, difficulty.answer_by = dues.acknowledge, dues.answer
