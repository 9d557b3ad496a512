"""What must always hold, asked of the database: each invariant is SQL that must return no row."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

from sqlalchemy import text

from okote.platform.db import patient
from payments.invariants import Invariant
from payments.sessions import ReadSession

SHOWN = 20
"""Rows of one violated invariant that are shown; the count is of all."""


@dataclass(frozen=True, slots=True)
class Violation:
    invariant: Invariant
    count: int
    rows: tuple[dict[str, object], ...]


async def violations(
    db: ReadSession, invariants: Iterable[Invariant], *, whole: bool = True
) -> list[Violation]:
    """Those that don't hold now, with the first rows that show it.

    Unless `whole`, only a part is read of what grows without end.
    """
    found = []
    async with patient(db) if whole else nullcontext():
        for invariant in invariants:
            asked = invariant.sql if whole else invariant.part or invariant.sql
            result = await db.exec(text(asked))  # type: ignore[call-overload]
            rows = [dict(row) for row in result.mappings()]
            if rows:
                found.append(Violation(invariant, len(rows), tuple(rows[:SHOWN])))
    return found
