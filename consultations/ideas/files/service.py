"""Add pictures and documents to a draft or an idea, and take them away."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from anyio import to_thread
from sqlmodel import col, select

from consultations.ideas.drafts import service as drafts
from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.files.queries import files_of
from consultations.ideas.models import Idea
from consultations.ideas.rules import DOCUMENTS_MOST, PICTURES_MOST, FilesMostError
from consultations.ideas.versions.service import next_version, writable
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import PaperKind, paper_path, store_paper
from okote.platform.files.pictures import ONE_AT_A_TIME, as_jpeg
from okote.territories.queries import held
from payments.sessions import WriteSession
from payments.tables import uuid7

Owner = dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Sent:
    """`title` is what a document is called, or what a picture shows: nothing where it only decorates."""

    data: bytes
    title: str
    picture: bool


async def add(
    db: WriteSession,
    sent: Sent,
    *,
    folder: Path,
    by: Visitor,
    draft_id: UUID | None = None,
    idea_id: UUID | None = None,
) -> IdeaFile:
    """Sent twice, it is there once. The file is written before the row commits: a crash leaves a file that
    nothing names.

    FilesMostError, NotAPictureError, PictureTooLargeError, NotAPaperError, PaperTooLargeError, and those of
    `versions.service.writable` for an idea.
    """
    idea = None if idea_id is None else await writable(db, idea_id, by=by)
    owner: Owner = {"draft_id": (await drafts.own(db, draft_id, by=by)).id} if draft_id else {}
    owner |= {"idea_id": idea.id} if idea else {}
    known = [one for one in await files_of(db, **owner) if (one.kind is FileKind.PICTURE) == sent.picture]
    name, digest = uuid7(), ""
    kind, digest = await _stored(sent, folder, name)
    if (same := next((one for one in known if one.sha256 == digest), None)) is not None:
        await to_thread.run_sync(_path(folder, name, kind).unlink)
        return same
    most = PICTURES_MOST if sent.picture else DOCUMENTS_MOST
    if len(known) >= most:
        await to_thread.run_sync(_path(folder, name, kind).unlink)
        raise FilesMostError(most=most)
    added = IdeaFile(
        id=name,
        territory_id=by.territory.id,
        kind=kind,
        title=sent.title,
        position=max((one.position for one in known), default=0) + 1,
        sha256=digest,
        added_at=await db.now(),
        draft_id=owner.get("draft_id"),
        idea_id=owner.get("idea_id"),
    )
    db.add(added)
    await db.flush()
    if idea is not None:
        await next_version(db, idea, by=by)
    return added


async def remove(db: WriteSession, file_id: UUID, *, by: Visitor) -> IdeaFile:
    """Nobody sees it any more; the file is deleted within the hour."""
    kept, idea = await _own(db, file_id, by)
    kept.removed_at = kept.removed_at or await db.now()
    await db.flush()
    if idea is not None:
        await next_version(db, idea, by=by)
    return kept


async def move_up(db: WriteSession, file_id: UUID, *, by: Visitor) -> IdeaFile:
    """Before the one that stands before it."""
    kept, idea = await _own(db, file_id, by)
    owner = {"draft_id": kept.draft_id} if kept.draft_id else {"idea_id": kept.idea_id}
    alike = [
        one for one in await files_of(db, **owner) if (one.kind == "picture") == (kept.kind == "picture")
    ]
    before = [one for one in alike if (one.position, one.id) < (kept.position, kept.id)]
    if before:
        other = before[-1]
        other.position, kept.position = kept.position, other.position
        await db.flush()
        if idea is not None:
            await next_version(db, idea, by=by)
    return kept


def kept_file(folder: Path, row: IdeaFile) -> Path:
    return _path(folder, row.id, row.kind)


def _path(folder: Path, name: UUID, kind: FileKind) -> Path:
    if kind is FileKind.PICTURE:
        return folder / "ideas" / f"{name}.jpg"
    return paper_path(folder, name, PaperKind(kind))


async def _own(db: WriteSession, file_id: UUID, by: Visitor) -> tuple[IdeaFile, Idea | None]:
    """One that the visitor may take away, held; with its idea, if it has become one."""
    known = select(IdeaFile.draft_id, IdeaFile.idea_id).where(
        IdeaFile.id == file_id, IdeaFile.territory_id == by.territory.id, col(IdeaFile.removed_at).is_(None)
    )
    draft_id, idea_id = (await db.exec(known)).first() or (None, None)
    if draft_id is None and idea_id is None:
        raise NotFoundError
    idea = None if idea_id is None else await writable(db, idea_id, by=by)
    if draft_id is not None:
        await drafts.own(db, draft_id, by=by)
    return await held(db, IdeaFile, by.territory.id, file_id), idea


async def _stored(sent: Sent, folder: Path, name: UUID) -> tuple[FileKind, str]:
    """A picture is drawn anew: what else its file carries, such as where it was taken, stays behind."""
    if not sent.picture:
        kind = FileKind(await store_paper(sent.data, folder=folder, name=name))
        return kind, await to_thread.run_sync(_digest, _path(folder, name, kind))
    drawn = await to_thread.run_sync(as_jpeg, sent.data, limiter=ONE_AT_A_TIME)
    await to_thread.run_sync(_written, _path(folder, name, FileKind.PICTURE), drawn)
    return FileKind.PICTURE, sha256(drawn).hexdigest()


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
