"""Ask of each rule whether it holds, and keep the answer."""

from collections.abc import Collection

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func

from okote.watch.models import WatchedInvariant
from payments.sessions import WriteSession


async def keep(db: WriteSession, name: str, violations: int) -> None:
    """What was found of one invariant just now; since when it is violated stays while it is."""
    found = insert(WatchedInvariant).values(
        name=name,
        asked_at=func.now(),
        violations=violations,
        violated_since=func.now() if violations else None,
    )
    since = func.coalesce(col(WatchedInvariant.violated_since), found.excluded.violated_since)
    await db.exec(
        found.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "asked_at": found.excluded.asked_at,
                "violations": found.excluded.violations,
                "violated_since": case((found.excluded.violations > 0, since)),
            },
        )
    )


async def forget_others(db: WriteSession, names: Collection[str]) -> None:
    """What was kept of invariants that there are no more."""
    await db.exec(delete(WatchedInvariant).where(col(WatchedInvariant.name).not_in(names)))
