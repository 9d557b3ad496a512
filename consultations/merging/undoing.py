"""Take a merging back: its sources stand for themselves again, and nobody's support is lost on the way.

What was carried goes back to where it was given; what somebody took back of it stays taken back. Whoever
supported the merged idea itself supports what they read: it goes on beside its sources, with their support
alone. Where nobody did, its sources stand in its place.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea, IdeaReplacement, IdeaSupport
from consultations.ideas.rules import IdeaState
from consultations.merging import rules
from consultations.merging.carrying import replace, supporters, supports_of
from consultations.merging.deeds import MERGE, MergingDeed
from consultations.merging.events import MergeUndone
from consultations.merging.holding import among, check_not_voted, hold_ideas
from consultations.merging.models import CarriedSupport, IdeaMerge, IdeaMergeSource
from consultations.merging.rules import MergeState
from consultations.merging.service import end_sources, source_ids, state_of
from consultations.permissions import may_moderate
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


async def undo(db: WriteSession, merge_id: UUID, because: str, *, by: Visitor) -> IdeaMerge:
    """For thirty days, as long as no service studies the merged idea and nobody is asked to vote on it.

    MergeStateError, MergeConflictError, MergeLateError, MergeMovedOnError, MergeVotedError.
    """
    require(may_moderate(by))
    merge = await held(db, IdeaMerge, by.territory.id, merge_id)
    rules.check_state(await state_of(db, merge), MergeState.MERGED)
    if merge.idea_id is None or merge.merged_at is None:
        raise rules.MergeStateError
    ids = await source_ids(db, merge.id)
    known = {one.id: one for one in await hold_ideas(db, by.territory.id, [*ids, merge.idea_id])}
    merged = known.pop(merge.idea_id)
    writers = await _writers(db, merged)
    rules.check_apart_from(person_of(by).id, writers)
    untouched = merged.state is IdeaState.PUBLISHED and not await _moved_on(db, merged)
    rules.check_undoable(merge.merged_at, await db.now(), untouched=untouched)
    await check_not_voted(db, [*ids, merged.id])
    was = MERGE.facts(merge)
    await _give_back(db, merged, ids, writers)
    await db.exec(delete(IdeaReplacement).where(col(IdeaReplacement.to_id) == merged.id))
    for one in known.values():
        one.replaced_at = None
    await end_sources(db, merge.id)
    if not await supports_of(db, merged.id):
        await replace(db, merged, list(known.values()))
    merge.undone_at, merge.undone_by, merge.undone_because = await db.now(), person_of(by).id, because
    await db.flush()
    await note(db, by.doer, MergingDeed.MERGE_UNDONE, merge, was, reason=because)
    await emit(db, MergeUndone(merge.id))
    return merge


async def _give_back(db: WriteSession, merged: Idea, ids: Sequence[UUID], writers: set[UUID]) -> None:
    carried = await carried_to(db, merged.id)
    for source, given in (await supporters(db, ids)).items():
        if gone := rules.withdrawn(given, carried, writers):
            of_source = col(IdeaSupport.idea_id) == source
            await db.exec(delete(IdeaSupport).where(of_source, among(IdeaSupport.person_id, gone)))
    of_merged = col(IdeaSupport.idea_id) == merged.id
    await db.exec(delete(IdeaSupport).where(of_merged, among(IdeaSupport.person_id, carried)))


async def carried_to(db: ReadSession, idea_id: UUID) -> set[UUID]:
    """Whose support it still has from one of its sources."""
    statement = select(CarriedSupport.person_id).where(CarriedSupport.idea_id == idea_id)
    return set((await db.exec(statement)).all())  # unordered: a set


async def _writers(db: ReadSession, merged: Idea) -> set[UUID]:
    """Who ever wrote it: what they gave its sources was not carried, or went when they became its authors."""
    statement = select(IdeaAuthor.person_id).where(
        IdeaAuthor.idea_id == merged.id, col(IdeaAuthor.person_id).is_not(None)
    )
    found = (await db.exec(statement)).all()  # unordered: a set
    return {one for one in (merged.person_id, *found) if one is not None}


async def _moved_on(db: ReadSession, merged: Idea) -> bool:
    """Whether it was split, or somebody proposed to merge it in its turn."""
    statement = select(IdeaMergeSource.merge_id).where(
        IdeaMergeSource.idea_id == merged.id, col(IdeaMergeSource.standing)
    )
    return merged.replaced_at is not None or (await db.exec(statement)).first() is not None
