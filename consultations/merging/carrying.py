"""What a merged or split idea is given of what was there before: authors, supports, followers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select

from consultations.following.models import SubjectFollow
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea, IdeaReplacement, IdeaSupport
from consultations.ideas.moderated import KIND
from consultations.ideas.service import IdeaDetails, put_down
from consultations.ideas.where import Where
from consultations.merging.holding import hold_open_accounts
from consultations.merging.models import CarriedSupport, IdeaMerge
from consultations.merging.rules import union
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from payments.sessions import ReadSession, WriteSession


async def unite(
    db: WriteSession,
    merge: IdeaMerge,
    sources: Sequence[Idea],
    writers: Mapping[UUID, str | None],
    *,
    by: Visitor,
) -> Idea:
    """The merged idea, written by all their authors; where none has an account, entered by the moderator.

    It stands where all of them do: what only one said of its place or category stays with that one.
    """
    still = await hold_open_accounts(db, writers)
    first = next((one for one in writers if one in still), next(iter(writers), None))
    oldest = min(sources, key=lambda one: one.number)
    alike = {Where.of(one) for one in sources} == {Where.of(oldest)}
    places = {one.place_id for one in sources}
    categories = {one.category_id for one in sources}
    where = Where.of(oldest) if alike else Where(oldest.place_id if len(places) == 1 else None)
    details = IdeaDetails(
        merge.title,
        merge.body,
        where.place_id,
        public_name=writers[first] if first in still else None,
        process_id=oldest.process_id,
        category_id=oldest.category_id if len(categories) == 1 else None,
        address=where.address,
        point=where.point,
        language=merge.language,
    )
    whose = {"entered_by": person_of(by).id} if first is None else {"person_id": first}
    idea = await put_down(db, details, by=by, **whose)
    together = {one: writers[one] for one in writers if one in still and one != first}
    await write_together(db, idea, together, by=by)
    return idea


async def write_together(
    db: WriteSession, idea: Idea, people: Mapping[UUID, str | None], *, by: Visitor
) -> None:
    """They wrote what became of it, so that nobody asks them again; each may leave."""
    at = await db.now()
    for person, name in people.items():
        db.add(
            IdeaAuthor(
                territory_id=idea.territory_id,
                idea_id=idea.id,
                language=idea.language,
                invited_by=person_of(by).id,
                invited_at=at,
                person_id=person,
                public_name=name,
                accepted_at=at,
            )
        )
    await db.flush()


async def supporters(db: ReadSession, ids: Collection[UUID]) -> dict[UUID, dict[UUID, datetime]]:
    """Of each of these ideas, who supports it and since when."""
    found: dict[UUID, dict[UUID, datetime]] = {one: {} for one in ids}
    statement: Any = select(IdeaSupport.idea_id, IdeaSupport.person_id, IdeaSupport.since)
    statement = statement.where(col(IdeaSupport.idea_id).in_(ids))
    for idea, person, since in await db.exec(statement.order_by(IdeaSupport.person_id)):
        found[idea][person] = since
    return found


async def carry(
    db: WriteSession,
    merge: IdeaMerge,
    sources: Sequence[Idea],
    idea: Idea,
    writers: Collection[UUID],
) -> None:
    """Each person's support once, from the first day on which they gave one; and who follows, follows on."""
    given = await supporters(db, [one.id for one in sources])
    people = await hold_open_accounts(db, union(given, writers))
    first = {one: min(of_one[one] for of_one in given.values() if one in of_one) for one in people}
    rows = [{"idea_id": idea.id, "person_id": one, "since": since} for one, since in sorted(first.items())]
    if rows:
        await db.exec(insert(IdeaSupport), params=rows)
        marks = [{"idea_id": idea.id, "person_id": one, "merge_id": merge.id} for one in sorted(first)]
        await db.exec(insert(CarriedSupport), params=marks)
    await follow_on(db, [one.id for one in sources], idea)


async def follow_on(db: WriteSession, ids: Collection[UUID], idea: Idea) -> None:
    """Whoever follows one of these now follows that idea too, unless they decided about it before."""
    following: Any = (
        select(  # type: ignore[call-overload]
            SubjectFollow.person_id,
            SubjectFollow.kind,
            literal(idea.id),
            SubjectFollow.territory_id,
            literal(await db.now()),
        )
        .where(
            SubjectFollow.kind == KIND,
            col(SubjectFollow.subject_id).in_(ids),
            col(SubjectFollow.ended_at).is_(None),
        )
        .distinct()
    )
    into = ["person_id", "kind", "subject_id", "territory_id", "since"]
    await db.exec(insert(SubjectFollow).from_select(into, following).on_conflict_do_nothing())


async def replace(db: WriteSession, idea: Idea, by_these: Sequence[Idea]) -> None:
    """From now on these stand in its place, and it stays as it is."""
    idea.replaced_at = await db.now()
    db.add_all(IdeaReplacement(idea_id=idea.id, to_id=one.id) for one in by_these)
    await db.flush()


async def supports_of(db: ReadSession, idea_id: UUID) -> int:
    counted = select(func.count()).where(IdeaSupport.idea_id == idea_id)
    return (await db.exec(counted)).one()
