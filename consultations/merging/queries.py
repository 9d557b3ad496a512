"""Proposals to merge ideas and what came of them, for everyone and for moderators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas import queries as ideas
from consultations.ideas.models import Idea
from consultations.merging import rules
from consultations.merging.models import (
    CarriedSupport,
    IdeaMerge,
    IdeaMergeAuthor,
    IdeaMergeSource,
    IdeaSplit,
)
from consultations.merging.rules import OPEN, Answer, MergeState, Said
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from payments.sessions import ReadSession

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ShownMerge:
    """A proposal with its ideas, the oldest first, and where it stands at this moment."""

    merge: IdeaMerge
    sources: Sequence[Idea]
    asked: Sequence[IdeaMergeAuthor]
    state: MergeState

    @property
    def title(self) -> str:
        return self.merge.title

    @property
    def agreed(self) -> int:
        return sum(one.answer is Answer.AGREES for one in self.asked)

    @property
    def objections(self) -> Sequence[IdeaMergeAuthor]:
        return [one for one in self.asked if one.answer is Answer.OBJECTS]

    def answer_of(self, person_id: UUID | None) -> IdeaMergeAuthor | None:
        """Of somebody who is asked."""
        return next((one for one in self.asked if one.person_id == person_id), None)


async def _shown(db: ReadSession, merges: Sequence[IdeaMerge]) -> list[ShownMerge]:
    ids = [one.id for one in merges]
    sources: dict[UUID, list[Idea]] = {one: [] for one in ids}
    asked: dict[UUID, list[IdeaMergeAuthor]] = {one: [] for one in ids}
    statement: Any = select(IdeaMergeSource.merge_id, Idea)
    statement = statement.join(Idea, col(Idea.id) == IdeaMergeSource.idea_id)
    for key, idea in await db.exec(
        statement.where(col(IdeaMergeSource.merge_id).in_(ids)).order_by(Idea.number)
    ):
        sources[key].append(idea)
    people = select(IdeaMergeAuthor).where(col(IdeaMergeAuthor.merge_id).in_(ids))
    for one in await db.exec(people.order_by(col(IdeaMergeAuthor.person_id))):
        asked[one.merge_id].append(one)
    at = await db.now()
    return [
        ShownMerge(
            one,
            sources[one.id],
            asked[one.id],
            rules.state(one.standing, [Said(said.answer, said.answered_at) for said in asked[one.id]], at),
        )
        for one in merges
    ]


async def any_merge(db: ReadSession, territory_id: UUID, merge_id: UUID) -> ShownMerge:
    """For moderators and whoever is asked; NotFoundError for another territory's."""
    (found,) = await _shown(db, [await one_of(db, IdeaMerge, territory_id, merge_id)])
    return found


async def merge(db: ReadSession, visitor: Visitor, merge_id: UUID) -> ShownMerge:
    """As everyone sees it who sees its ideas, without those that are taken down; NotFoundError else."""
    found = await any_merge(db, visitor.territory.id, merge_id)
    sources = [one for one in found.sources if one.shown]
    if not sources:
        raise NotFoundError
    await ideas.idea(db, visitor, sources[0].id)
    return ShownMerge(found.merge, sources, found.asked, found.state)


async def merges(db: ReadSession, territory_id: UUID, before: UUID | None = None) -> Sequence[ShownMerge]:
    """The latest first; a page, and one more where there are more."""
    statement = of_territory(select(IdeaMerge), IdeaMerge.territory_id, territory_id)
    if before is not None:
        statement = statement.where(IdeaMerge.id < before)
    found = await db.exec(statement.order_by(col(IdeaMerge.id).desc()).limit(AT_ONCE + 1))
    return await _shown(db, found.all())


async def open_merges(db: ReadSession, territory_id: UUID) -> Sequence[ShownMerge]:
    """Those about which nothing was decided yet, the oldest first."""
    statement = of_territory(select(IdeaMerge), IdeaMerge.territory_id, territory_id).where(
        col(IdeaMerge.merged_at).is_(None),
        col(IdeaMerge.goes_on).is_distinct_from(False),  # noqa: FBT003 (SQL's word)
    )
    found = await _shown(db, (await db.exec(statement.order_by(col(IdeaMerge.id)))).all())
    return [one for one in found if one.state in OPEN]


async def waiting_count(db: ReadSession, visitor: Visitor) -> int:
    """How many a moderator may carry out or has to decide."""
    found = await open_merges(db, visitor.territory.id)
    return sum(one.state in {MergeState.READY, MergeState.CONTESTED} for one in found)


async def of_idea(
    db: ReadSession, visitor: Visitor, idea_id: UUID
) -> tuple[Sequence[ShownMerge], IdeaSplit | None, IdeaSplit | None]:
    """Mergings of it or that made it, the latest first; its split; that of which it is a part."""
    sources = select(IdeaMergeSource.merge_id).where(IdeaMergeSource.idea_id == idea_id)
    statement = of_territory(select(IdeaMerge), IdeaMerge.territory_id, visitor.territory.id)
    statement = statement.where(col(IdeaMerge.id).in_(sources) | (col(IdeaMerge.idea_id) == idea_id))
    found = await _shown(db, (await db.exec(statement.order_by(col(IdeaMerge.id).desc()))).all())
    of_each = [one.id for one in await ideas.replaced_by(db, idea_id)]
    return found, await _split(db, [idea_id]), await _split(db, of_each)


async def _split(db: ReadSession, ids: Collection[UUID]) -> IdeaSplit | None:
    statement = select(IdeaSplit).where(col(IdeaSplit.idea_id).in_(ids)).order_by(col(IdeaSplit.id))
    return (await db.exec(statement)).first()


async def carried(db: ReadSession, idea_id: UUID, person_id: UUID) -> bool:
    """Whether somebody's support of it came from one of its sources."""
    return await db.get(CarriedSupport, (idea_id, person_id)) is not None


async def by_numbers(db: ReadSession, territory_id: UUID, numbers: Collection[int]) -> Sequence[Idea]:
    """The ideas of these numbers that everyone sees and none stands for, the oldest first."""
    statement = of_territory(select(Idea), Idea.territory_id, territory_id).where(
        col(Idea.number).in_(numbers),
        col(Idea.withdrawn_at).is_(None),
        col(Idea.hidden_at).is_(None),
        col(Idea.replaced_at).is_(None),
    )
    return (await db.exec(statement.order_by(col(Idea.number)))).all()
