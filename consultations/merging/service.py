"""Propose to merge ideas, let their authors answer, decide where one objects, and carry it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, delete, select, update

from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.rules import check_not_replaced
from consultations.merging import rules
from consultations.merging.carrying import carry, replace, unite
from consultations.merging.deeds import MERGE, MergingDeed
from consultations.merging.events import IdeasMerged, MergeObjected, MergeProposed
from consultations.merging.holding import check_free, co_authors, hold_ideas, names
from consultations.merging.models import CarriedSupport, IdeaMerge, IdeaMergeAuthor, IdeaMergeSource
from consultations.merging.rules import OPEN, Answer, MergeState, Said
from consultations.permissions import may_moderate
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the ideas would become, and why: everyone reads it."""

    ideas: Sequence[UUID]
    title: str
    body: str
    because: str


async def propose(db: WriteSession, proposal: Proposal, *, by: Visitor) -> IdeaMerge:
    """Whoever wrote one of them has seven days to object.

    MergeSourcesError, MergeApartError, MergeConflictError, and those of `check_free`.
    """
    require(may_moderate(by))
    person = person_of(by)
    rules.check_sources(len(set(proposal.ideas)))
    ideas = await hold_ideas(db, by.territory.id, proposal.ideas)
    rules.check_one_process([one.process_id for one in ideas])
    writers = names(ideas, await co_authors(db, proposal.ideas))
    rules.check_apart_from(person.id, writers)
    await check_free(db, ideas)
    at = await db.now()
    merge = IdeaMerge(
        territory_id=by.territory.id,
        title=proposal.title,
        body=proposal.body,
        language=by.language,
        because=proposal.because,
        proposed_at=at,
        proposed_by=person.id,
        objections_until=at + rules.OBJECTING,
    )
    db.add(merge)
    await db.flush()
    db.add_all(IdeaMergeSource(merge_id=merge.id, idea_id=one.id) for one in ideas)
    db.add_all(IdeaMergeAuthor(merge_id=merge.id, person_id=one) for one in writers)
    await db.flush()
    await note(db, by.doer, MergingDeed.MERGE_PROPOSED, merge, reason=proposal.because)
    await emit(db, MergeProposed(merge.id))
    return merge


async def answer(
    db: WriteSession, territory_id: UUID, merge_id: UUID, person_id: UUID, said: Answer, reason: str | None
) -> IdeaMerge:
    """What one of those who were asked says to it; the last word counts.

    NotFoundError for anybody else, MergeOverError, MergeReasonError.
    """
    merge = await held(db, IdeaMerge, territory_id, merge_id)
    asked = await db.get(IdeaMergeAuthor, (merge.id, person_id), populate_existing=True)
    if asked is None:
        raise NotFoundError
    at = await db.now()
    rules.check_may_answer(await state_of(db, merge), merge.objections_until, at)
    rules.check_answer(said, reason)
    await hold_open(db, person_id)
    asked.answer, asked.answered_at = said, at
    asked.reason = reason if said is Answer.OBJECTS else None
    await db.flush()
    if said is Answer.OBJECTS:
        await emit(db, MergeObjected(merge.id))
    return merge


async def overrule(db: WriteSession, merge_id: UUID, because: str, *, by: Visitor) -> IdeaMerge:
    """That it goes on in spite of objections: by a moderator who neither proposed it nor wrote one of them.

    MergeStateError, MergeConflictError.
    """
    return await _decided(db, merge_id, because, by, goes_on=True)


async def drop(db: WriteSession, merge_id: UUID, because: str, *, by: Visitor) -> IdeaMerge:
    """That nothing is done, by any moderator who wrote none of them. MergeStateError, MergeConflictError."""
    return await _decided(db, merge_id, because, by, goes_on=False)


async def _decided(
    db: WriteSession, merge_id: UUID, because: str, by: Visitor, *, goes_on: bool
) -> IdeaMerge:
    require(may_moderate(by))
    merge = await held(db, IdeaMerge, by.territory.id, merge_id)
    person = person_of(by)
    writers = {one.person_id for one in await asked(db, merge.id)}
    rules.check_apart_from(person.id, writers, merge.proposed_by if goes_on else None)
    wanted = (MergeState.CONTESTED,) if goes_on else tuple(OPEN)
    rules.check_state(await state_of(db, merge), *wanted)
    was = MERGE.facts(merge)
    merge.decided_at, merge.decided_by = await db.now(), person.id
    merge.goes_on, merge.decided_because = goes_on, because
    await db.flush()
    if not goes_on:
        await end_sources(db, merge.id)
    deed = MergingDeed.MERGE_DECIDED if goes_on else MergingDeed.MERGE_DROPPED
    await note(db, by.doer, deed, merge, was, reason=because)
    return merge


async def carry_out(db: WriteSession, merge_id: UUID, *, by: Visitor) -> Idea:
    """The ideas become one, with the support of each person who supported any of them.

    MergeStateError before the authors agreed or their days are over, MergeConflictError, and those of
    `check_free`: ideas may have moved on since the proposal.
    """
    require(may_moderate(by))
    merge = await held(db, IdeaMerge, by.territory.id, merge_id)
    rules.check_state(await state_of(db, merge), MergeState.READY)
    sources = await hold_ideas(db, by.territory.id, await source_ids(db, merge.id))
    rules.check_sources(len(sources))
    rules.check_one_process([one.process_id for one in sources])
    others = await co_authors(db, [one.id for one in sources])
    writers = names(sources, others)
    rules.check_apart_from(person_of(by).id, writers)
    await check_free(db, sources, besides=merge.id)
    was = MERGE.facts(merge)
    idea = await unite(db, merge, sources, writers, by=by)
    await carry(db, merge, sources, idea, writers)
    for one in sources:
        await replace(db, one, [idea])
    merge.idea_id, merge.merged_at, merge.merged_by = idea.id, await db.now(), person_of(by).id
    await db.flush()
    await note(db, by.doer, MergingDeed.IDEAS_MERGED, merge, was, reason=merge.because)
    await emit(db, IdeasMerged(merge.id))
    return idea


async def asked(db: ReadSession, merge_id: UUID) -> Sequence[IdeaMergeAuthor]:
    """Who wrote one of them when it was proposed."""
    statement = select(IdeaMergeAuthor).where(IdeaMergeAuthor.merge_id == merge_id)
    return (await db.exec(statement.order_by(col(IdeaMergeAuthor.person_id)))).all()


async def state_of(db: ReadSession, merge: IdeaMerge) -> MergeState:
    """At this moment, by the database's clock."""
    said = [Said(one.answer, one.answered_at) for one in await asked(db, merge.id)]
    return rules.state(merge.standing, said, await db.now())


async def source_ids(db: ReadSession, merge_id: UUID) -> Sequence[UUID]:
    statement = select(IdeaMergeSource.idea_id).where(IdeaMergeSource.merge_id == merge_id)
    return (await db.exec(statement.order_by(col(IdeaMergeSource.idea_id)))).all()


async def end_sources(db: WriteSession, merge_id: UUID) -> None:
    """They may be proposed anew."""
    of_it = col(IdeaMergeSource.merge_id) == merge_id
    await db.exec(update(IdeaMergeSource).where(of_it).values(standing=False))


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """That somebody objected stays, since others decided by it; what they wrote goes."""
    theirs = col(IdeaMergeAuthor.person_id) == closed.person_id
    await db.exec(update(IdeaMergeAuthor).where(theirs).values(reason=None))


async def withdraw(db: WriteSession, territory_id: UUID, merge_id: UUID, person_id: UUID) -> Idea:
    """Take back the support that was carried for somebody; what they gave themselves since stays.

    NotFoundError where nothing was merged; IdeaReplacedError once another idea stands in its place.
    """
    merge = await held(db, IdeaMerge, territory_id, merge_id, shared=True)
    if merge.idea_id is None:
        raise NotFoundError
    idea = await held(db, Idea, territory_id, merge.idea_id, shared=True)
    check_not_replaced(replaced=idea.replaced_at is not None)
    if await db.get(CarriedSupport, (idea.id, person_id)) is not None:
        theirs = col(IdeaSupport.idea_id) == idea.id, col(IdeaSupport.person_id) == person_id
        await db.exec(delete(IdeaSupport).where(*theirs))
    return idea
