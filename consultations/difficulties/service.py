"""What who struggles does: tell, say more, close, open again; and an agent for whoever has no account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import col, delete, func, select, update

from consultations.difficulties.access import is_own, speaks_for
from consultations.difficulties.deeds import DIFFICULTY, DifficultyDeed
from consultations.difficulties.events import DifficultyTold
from consultations.difficulties.models import EMPTY, Difficulty, DifficultyDocument, DifficultyStep
from consultations.difficulties.rules import (
    DOCUMENTS_MOST,
    LONGEST,
    Category,
    DifficultyState,
    DocumentsMostError,
    Dues,
    Reach,
    StepKind,
    Way,
    check_reach,
)
from consultations.difficulties.steps import take
from consultations.difficulties.terms import terms_of
from consultations.permissions import may_enter_difficulties
from consultations.procedures.models import Procedure
from consultations.services.models import Service
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.files.papers import store_paper
from okote.platform.limits import Limit, Per, hit
from okote.territories.models import Place
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import ReadSession, WriteSession
from payments.tables import uuid7

TELLING = Limit(
    "difficulty",
    most=5,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="A person reads and answers each; who has more than five on one day had better call.",
)
SAYING = Limit(
    "difficulty-words",
    most=30,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Words and papers about one's difficulties, each of which a service is told of by mail.",
)

LIMITS = (TELLING, SAYING)


@dataclass(frozen=True, slots=True)
class Said:
    """Without a service, agents choose it."""

    category: Category
    body: str
    service_id: UUID | None = None
    place_id: UUID | None = None
    procedure_id: UUID | None = None
    reach: Reach = field(default_factory=Reach)


async def tell(db: WriteSession, said: Said, *, by: Visitor) -> Difficulty:
    """From one's account; sent a second time, it is the same. What `check_reach` raises."""
    person = person_of(by)
    check_reach(said.reach, account=True)
    await db.lock(f"telling:{person.id}")
    same = (Difficulty.person_id == person.id, col(Difficulty.state) != DifficultyState.CLOSED)
    if (known := await _the_same(db, said, by, *same)) is not None:
        return known
    await hit(db, TELLING, str(person.id))
    await hold_open(db, person.id)
    told = await _new(db, said, Way.SITE, by)
    told.person_id = person.id
    return await _told(db, told, said, by)


async def enter(db: WriteSession, said: Said, way: Way, *, by: Visitor) -> Difficulty:
    """For somebody without an account, at the counter or on the telephone. What `check_reach` raises."""
    require(may_enter_difficulties(by) and way is not Way.SITE)
    check_reach(said.reach, account=False)
    agent = person_of(by)
    await db.lock(f"telling:{agent.id}")
    same = (Difficulty.entered_by == agent.id, col(Difficulty.state) != DifficultyState.CLOSED)
    if (known := await _the_same(db, said, by, *same)) is not None:
        return known
    told = await _new(db, said, way, by)
    told.entered_by = agent.id
    told = await _told(db, told, said, by)
    await note(db, by.doer, DifficultyDeed.DIFFICULTY_ENTERED, told)
    return told


async def _the_same(db: ReadSession, said: Said, by: Visitor, *conditions: object) -> Difficulty | None:
    statement = of_territory(select(Difficulty), Difficulty.territory_id, by.territory.id)
    words = (Difficulty.category == said.category, Difficulty.body == said.body)
    found = (await db.exec(statement.where(*words, *conditions).order_by(col(Difficulty.id)))).all()  # type: ignore[arg-type]
    return next((one for one in found if one.reach == said.reach), None)


async def _new(db: WriteSession, said: Said, way: Way, by: Visitor) -> Difficulty:
    """NotFoundError of a service, a place or a procedure that there is not."""
    here = by.territory.id
    if said.service_id is not None and (
        (await held(db, Service, here, said.service_id, shared=True)).retired_at is not None
    ):
        raise NotFoundError
    if said.place_id is not None:
        await one_of(db, Place, here, said.place_id)
    if said.procedure_id is not None:
        await one_of(db, Procedure, here, said.procedure_id)
    at = await db.now()
    dues = Dues.promised(await terms_of(db, here), said.category, said.service_id, by.territory.day(at))
    return Difficulty(
        territory_id=here,
        number=await _next_number(db, here),
        way=way,
        category=said.category,
        body=said.body,
        place_id=said.place_id,
        procedure_id=said.procedure_id,
        language=by.language,
        channel=said.reach.channel,
        name=said.reach.name,
        telephone=said.reach.telephone,
        address=said.reach.address,
        told_at=at,
        since=at,
        acknowledge_by=dues.acknowledge,
        answer_by=dues.answer,
        forget_at=at + LONGEST,
    )


async def _next_number(db: WriteSession, territory_id: UUID) -> int:
    await db.lock(f"difficulties:{territory_id}")
    latest = select(func.coalesce(func.max(Difficulty.number), 0))
    return (await db.exec(of_territory(latest, Difficulty.territory_id, territory_id))).one() + 1


async def _told(db: WriteSession, told: Difficulty, said: Said, by: Visitor) -> Difficulty:
    db.add(told)
    await db.flush()
    await emit(db, DifficultyTold(told.id))
    if said.service_id is not None:
        await take(db, told, StepKind.SENT, by=by, service_id=said.service_id)
    return told


async def reply(db: WriteSession, difficulty_id: UUID, words: str, *, by: Visitor) -> DifficultyStep:
    """To a question, or what else there is to say until it is answered. DifficultyMovedOnError."""

    async def said(difficulty: Difficulty) -> DifficultyStep:
        return await take(db, difficulty, StepKind.REPLIED, by=by, words=words)

    return await _spoken(db, difficulty_id, DifficultyDeed.DIFFICULTY_REPLIED, said, by)


async def close(
    db: WriteSession, difficulty_id: UUID, helped: bool | None = None, *, by: Visitor
) -> DifficultyStep:
    """Whether the answer helped; None of one that needs none any more. DifficultyMovedOnError."""

    async def closed(difficulty: Difficulty) -> DifficultyStep:
        told = helped if difficulty.state is DifficultyState.ANSWERED else None
        return await take(db, difficulty, StepKind.CLOSED, by=by, helped=told)

    return await _spoken(db, difficulty_id, DifficultyDeed.DIFFICULTY_CLOSED, closed, by)


async def reopen(db: WriteSession, difficulty_id: UUID, words: str, *, by: Visitor) -> DifficultyStep:
    """The answer does not hold: the same service again, or agents where it is retired.

    DifficultyMovedOnError.
    """

    async def reopened(difficulty: Difficulty) -> DifficultyStep:
        service = await db.get(Service, difficulty.service_id) if difficulty.service_id else None
        still = service.id if service is not None and service.retired_at is None else None
        return await take(db, difficulty, StepKind.REOPENED, by=by, service_id=still, words=words)

    return await _spoken(db, difficulty_id, DifficultyDeed.DIFFICULTY_REOPENED, reopened, by)


async def _spoken(
    db: WriteSession,
    difficulty_id: UUID,
    deed: DifficultyDeed,
    step: Callable[[Difficulty], Awaitable[DifficultyStep]],
    by: Visitor,
) -> DifficultyStep:
    """By who told it or, noted down, by an agent for somebody without an account; NotFoundError of others."""
    difficulty = await spoken_for(db, difficulty_id, by)
    await hit(db, SAYING, str(person_of(by).id))
    was = DIFFICULTY.facts(difficulty)
    taken = await step(difficulty)
    if not is_own(by, difficulty):
        await note(db, by.doer, deed, difficulty, was)
    return taken


async def spoken_for(db: WriteSession, difficulty_id: UUID, by: Visitor) -> Difficulty:
    """Held. NotFoundError."""
    difficulty = await held(db, Difficulty, by.territory.id, difficulty_id)
    if not (is_own(by, difficulty) or speaks_for(by, difficulty)):
        raise NotFoundError
    return difficulty


async def add_document(
    db: WriteSession, difficulty_id: UUID, title: str, data: bytes, *, folder: Path, by: Visitor
) -> DifficultyDocument:
    """The file is written before the row commits: a crash leaves a file that nothing names.

    DocumentsMostError, NotAPaperError, PaperTooLargeError, PictureTooLargeError.
    """
    difficulty, name = await spoken_for(db, difficulty_id, by), uuid7()
    of_it = DifficultyDocument.difficulty_id == difficulty.id
    if (await db.exec(select(func.count()).select_from(DifficultyDocument).where(of_it))).one() >= (
        DOCUMENTS_MOST
    ):
        raise DocumentsMostError(most=DOCUMENTS_MOST)
    await hit(db, SAYING, str(person_of(by).id))
    document = DifficultyDocument(
        id=name,
        territory_id=difficulty.territory_id,
        difficulty_id=difficulty.id,
        title=title,
        kind=await store_paper(data, folder=folder, name=name),
        added_at=await db.now(),
        added_by=person_of(by).id,
    )
    db.add(document)
    await db.flush()
    if not is_own(by, difficulty):
        deed, was = DifficultyDeed.DIFFICULTY_DOCUMENT_ADDED, DIFFICULTY.facts(difficulty)
        await note(db, by.doer, deed, difficulty, was)
    return document


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """All that somebody told goes with their account, answered or not; it is counted as ever.

    The rows are held first, or something would still be written to one of them meanwhile.
    """
    statement = select(Difficulty.id).where(Difficulty.person_id == closed.person_id)
    theirs = (await db.exec(statement.order_by(col(Difficulty.id)).with_for_update())).all()
    for table in (DifficultyStep, DifficultyDocument):
        await db.exec(delete(table).where(col(table.difficulty_id).in_(theirs)))
    await db.exec(update(Difficulty).where(col(Difficulty.id).in_(theirs)).values(**EMPTY))
