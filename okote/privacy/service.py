"""Forget what is due, and say beforehand what that would be."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from anyio import Path as AsyncPath
from sqlalchemy import delete, func, select, update

from okote.feature import Forgetting
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Due:
    """Of one kind, how many rows go now, and since when the oldest is there."""

    kind: Forgetting
    rows: int
    oldest: datetime | None


async def due(db: ReadSession, kind: Forgetting) -> Due:
    """What `forget` would forget at this moment."""
    statement = select(func.count(), func.min(kind.since)).select_from(kind.table)
    rows, oldest = (await db.exec(cast("Any", statement.where(kind.due(await db.now()))))).one()
    return Due(kind, rows, oldest)


async def forget(db: WriteSession, kind: Forgetting, *, uploads: Path) -> int:
    """How many rows went, or lost what they held of somebody.

    A file goes before its row does: a crash in between leaves the row, and the next time finds no file.
    """
    condition = kind.due(await db.now())
    if kind.instead is not None:
        changed = await db.exec(update(kind.table).where(condition).values(**kind.instead))
        return int(changed.rowcount)
    if kind.file is None:
        return int((await db.exec(delete(kind.table).where(condition))).rowcount)
    gone = (await db.exec(delete(kind.table).where(condition).returning(kind.table))).scalars().all()
    for path in filter(None, (kind.file(uploads, row) for row in gone)):
        await AsyncPath(path).unlink(missing_ok=True)
    return len(gone)
