"""Which rules do not hold, and which were not asked for too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, or_, select

from okote.watch.models import WatchedInvariant
from payments.sessions import ReadSession

SILENT = timedelta(minutes=15)
"""How long nothing has been asked when three of the watch's rounds in a row are missing."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Of the whole installation."""

    asked: int
    """How many invariants were asked in time, and hold or do not."""
    violated: Sequence[WatchedInvariant]
    late: Sequence[WatchedInvariant]
    """Of the others, those that were not asked in time; all of them where none was."""
    last: datetime | None
    """When the latest answer came; None where there never was one."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all was asked in time: nobody can say then what holds."""
        return not self.asked

    @property
    def alarms(self) -> int:
        """How many things somebody must look into; the silence of the watch is one."""
        return len(self.violated) + (1 if self.is_silent else len(self.late))


async def watched(db: ReadSession) -> Watched:
    """What the watch knows now."""
    in_time = col(WatchedInvariant.asked_at) > func.now() - SILENT
    counts = select(func.count().filter(in_time), func.max(WatchedInvariant.asked_at))
    asked, last = (await db.exec(counts)).one()
    troubled = select(WatchedInvariant, in_time).where(or_(col(WatchedInvariant.violations) > 0, ~in_time))
    rows = (await db.exec(troubled.order_by(col(WatchedInvariant.name)))).all()
    return Watched(
        asked=asked,
        violated=[row for row, _ in rows if row.violations],
        late=[row for row, recent in rows if not recent and not row.violations],
        last=last,
    )


async def is_violated(db: ReadSession, name: str) -> bool:
    """Whether that one did not hold when it was last asked."""
    row = await db.get(WatchedInvariant, name)
    return row is not None and row.violations > 0
