"""Ask of each rule whether it holds, and keep the answer."""

from collections.abc import Collection

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func

from okote.watch.models import WatchedInvariant
from payments.sessions import WriteSession


async def keep(db: WriteSession, name: str, violations: int, *, whole: bool = True) -> None:
    """What was found of one invariant just now; since when it is violated stays while it is.

    Where not all was read, what was found elsewhere stays found until all is.
    """
    found = insert(WatchedInvariant).values(
        name=name,
        asked_at=func.now(),
        violations=violations,
        violated_since=func.now() if violations else None,
    )
    since = func.coalesce(col(WatchedInvariant.violated_since), found.excluded.violated_since)
    here = found.excluded.violations
    known = here if whole else func.greatest(col(WatchedInvariant.violations), here)
    await db.exec(
        found.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "asked_at": found.excluded.asked_at,
                "violations": known,
                "violated_since": case((known > 0, since)),
            },
        )
    )


async def forget_others(db: WriteSession, names: Collection[str]) -> None:
    """What was kept of invariants that there are no more."""
    await db.exec(delete(WatchedInvariant).where(col(WatchedInvariant.name).not_in(names)))
