"""What was compared, and what differs, for people who watch over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from payments.reconciliation.models import Difference, Reconciliation
from payments.reconciliation.rules import Kind
from payments.sessions import ReadSession

Statement = TypeVar("Statement", SelectOfScalar[Difference], Select[str, int])

PAGE = 50


class State(StrEnum):
    """Of a difference: `MENDED` is what both sides agree on by now, `CLOSED` what a person has explained."""

    OPEN = "open"
    MENDED = "mended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Whose:
    """Which differences somebody may see: those of a book, and `nobodys` where all is that book's."""

    book: UUID
    nobodys: bool


def state_of(difference: Difference) -> State:
    if difference.ended_at is None:
        return State.OPEN
    return State.MENDED if difference.reason is None else State.CLOSED


async def read_until(db: ReadSession) -> datetime | None:
    """Until when every line was read from the beginning on; None where none was."""
    whole = select(func.max(Reconciliation.until)).where(
        col(Reconciliation.continuous),
        col(Reconciliation.code).is_(None),
        col(Reconciliation.ended_at).is_not(None),
    )
    return (await db.exec(whole)).one()


async def latest(db: ReadSession) -> Reconciliation | None:
    """The one that ended last."""
    ended = select(Reconciliation).where(col(Reconciliation.ended_at).is_not(None))
    return (await db.exec(ended.order_by(col(Reconciliation.id).desc()).limit(1))).first()


async def counts(db: ReadSession, run: Reconciliation) -> tuple[int, int, int]:
    """What it found, what ended by itself while it ran, and what is open of all."""
    number = func.count().filter
    mended = (col(Difference.ended_at) >= run.begun_at) & col(Difference.reason).is_(None)
    asked = select(
        number(col(Difference.reconciliation_id) == run.id),
        number(mended),
        number(col(Difference.ended_at).is_(None)),
    ).where(
        or_(
            col(Difference.reconciliation_id) == run.id,
            col(Difference.ended_at).is_(None),
            col(Difference.ended_at) >= run.begun_at,
        )
    )
    found, ended, left = (await db.exec(asked)).one()
    return found, ended, left


async def differences(
    db: ReadSession,
    whose: Whose | None = None,
    *,
    state: State | None = None,
    kind: Kind | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> Sequence[Difference]:
    """The latest first; of everybody where it is not said whose."""
    wanted = _of(select(Difference), whose, state, kind)
    if before is not None:
        wanted = wanted.where(col(Difference.id) < before)
    return (await db.exec(wanted.order_by(col(Difference.id).desc()).limit(limit))).all()


async def open_by_kind(db: ReadSession, whose: Whose | None = None) -> dict[Kind, int]:
    counted = _of(select(Difference.kind, func.count()), whose, State.OPEN, None)
    return {Kind(kind): number for kind, number in await db.exec(counted.group_by(col(Difference.kind)))}


def _of(wanted: Statement, whose: Whose | None, state: State | None, kind: Kind | None) -> Statement:
    if whose is not None:
        own = col(Difference.book) == whose.book
        wanted = wanted.where(own | col(Difference.book).is_(None) if whose.nobodys else own)
    if kind is not None:
        wanted = wanted.where(Difference.kind == kind)
    ended, explained = col(Difference.ended_at), col(Difference.reason)
    match state:
        case State.OPEN:
            return wanted.where(ended.is_(None))
        case State.MENDED:
            return wanted.where(ended.is_not(None), explained.is_(None))
        case State.CLOSED:
            return wanted.where(explained.is_not(None))
    return wanted
