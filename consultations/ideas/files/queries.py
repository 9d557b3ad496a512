"""Pictures and documents of a draft or an idea, and those that came with what was merged into it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.models import Idea, IdeaReplacement
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Picture:
    """One that an idea shows, and the idea that it came with."""

    file: IdeaFile
    idea: Idea


async def files_of(
    db: ReadSession, *, draft_id: UUID | None = None, idea_id: UUID | None = None
) -> Sequence[IdeaFile]:
    """Those that are shown, pictures first, in their order."""
    owner = IdeaFile.idea_id == idea_id if idea_id else IdeaFile.draft_id == draft_id
    statement = select(IdeaFile).where(owner, col(IdeaFile.removed_at).is_(None))
    in_order = (col(IdeaFile.kind) != "picture", col(IdeaFile.position), col(IdeaFile.id))
    return (await db.exec(statement.order_by(*in_order))).all()


async def pictures_of(db: ReadSession, ids: Collection[UUID]) -> Mapping[UUID, Sequence[Picture]]:
    """All that each of these ideas may show: its own, then those of the ideas that were merged into it.

    The first of each comes before the second of any, and the same picture once. `PICTURES_MOST` are shown,
    the others with the ideas that they came with. They stay where they are,
    with whoever added them: undone, the merging shows them no more; nor does it those of an idea that was
    taken down.
    """
    parts = _parts(ids)
    statement: Any = (
        select(parts.c.idea_id, IdeaFile, Idea)
        .join(Idea, col(Idea.id) == parts.c.part_id)
        .join(IdeaFile, col(IdeaFile.idea_id) == Idea.id)
        .where(IdeaFile.kind == FileKind.PICTURE, col(IdeaFile.removed_at).is_(None))
        .order_by(col(Idea.number), col(IdeaFile.position), col(IdeaFile.id))
    )
    found: dict[UUID, dict[UUID, list[Picture]]] = {}
    for of_idea, file, part in await db.exec(statement):
        found.setdefault(of_idea, {}).setdefault(part.id, []).append(Picture(file, part))
    return {of_idea: _in_turn(of_idea, by_part) for of_idea, by_part in found.items()}


def _in_turn(idea_id: UUID, by_part: dict[UUID, list[Picture]]) -> Sequence[Picture]:
    own = by_part.pop(idea_id, [])
    turns = max(map(len, by_part.values()), default=0)
    others = [part[turn] for turn in range(turns) for part in by_part.values() if turn < len(part)]
    first: dict[str, Picture] = {}
    for one in (*own, *others):
        first.setdefault(one.file.sha256, one)
    return list(first.values())


def _parts(ids: Collection[UUID]) -> Any:
    """Each idea with itself and with all that was merged into it, in however many steps.

    What has several others in its place was split, and its pictures are of none of them.
    """
    parts: Any = select(col(Idea.id).label("idea_id"), col(Idea.id).label("part_id")).where(
        col(Idea.id).in_(ids)
    )
    known = parts.cte("parts", recursive=True)
    merged, other = aliased(IdeaReplacement), aliased(IdeaReplacement)
    elsewhere = select(other.idea_id).where(other.idea_id == merged.idea_id, other.to_id != merged.to_id)
    further: Any = (
        select(known.c.idea_id, merged.idea_id)
        .join(merged, col(merged.to_id) == known.c.part_id)
        .join(Idea, col(Idea.id) == merged.idea_id)
        .where(col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None), ~elsewhere.exists())
    )
    return known.union(further)
