"""Files of a version that is being written: sent, worded where a program can't read them, removed."""

from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlmodel import col, func, select

from consultations.procedures.deeds import FILE, ProcedureDeed
from consultations.procedures.models import ProcedureFile, ProcedureVersion
from consultations.procedures.papers.storing import Taken, keep, path_of
from consultations.procedures.rules import MOST_FILES, TooManyFilesError
from consultations.procedures.service.versions import open_version
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession
from payments.tables import uuid7


async def add_file(
    db: WriteSession, version_id: UUID, name: str, read: Taken, *, folder: Path, by: Visitor
) -> ProcedureFile:
    """What was `read` apart from any transaction, since that takes a while. VersionFrozenError,
    TooManyFilesError.

    It is written before its row commits: a crash leaves a file that nothing names.
    """
    version = await open_version(db, version_id, by)
    await _check_room(db, version)
    added = ProcedureFile(
        id=uuid7(),
        territory_id=version.territory_id,
        version_id=version.id,
        kind=read.kind,
        name=name,
        size=len(read.data),
        sha256=sha256(read.data).digest(),
        words=read.words,
        author=read.author,
        added_at=await db.now(),
    )
    await keep(read.data, path_of(folder, added.id, added.kind))
    db.add(added)
    await db.flush()
    await note(db, by.doer, ProcedureDeed.PROCEDURE_FILE_ADDED, added)
    return added


async def word_file(db: WriteSession, file_id: UUID, words: str, *, by: Visitor) -> ProcedureFile:
    """What a picture says, or a file that was read badly, typed by somebody. VersionFrozenError."""
    kept = await _open_file(db, file_id, by)
    was = FILE.facts(kept)
    kept.words = words
    await note(db, by.doer, ProcedureDeed.PROCEDURE_FILE_WORDED, kept, was)
    return kept


async def remove_file(db: WriteSession, file_id: UUID, *, by: Visitor) -> ProcedureFile:
    """Nobody reads it from now on; row and file go within the hour. VersionFrozenError."""
    kept = await _open_file(db, file_id, by)
    was = FILE.facts(kept)
    kept.removed_at = kept.removed_at or await db.now()
    await note(db, by.doer, ProcedureDeed.PROCEDURE_FILE_REMOVED, kept, was)
    return kept


async def _check_room(db: WriteSession, version: ProcedureVersion) -> None:
    there = select(func.count()).where(
        ProcedureFile.version_id == version.id, col(ProcedureFile.removed_at).is_(None)
    )
    if (await db.exec(there)).one() >= MOST_FILES:
        raise TooManyFilesError(most=MOST_FILES)


async def _open_file(db: WriteSession, file_id: UUID, by: Visitor) -> ProcedureFile:
    known = await one_of(db, ProcedureFile, by.territory.id, file_id)
    await open_version(db, known.version_id, by)
    return await held(db, ProcedureFile, by.territory.id, file_id)
