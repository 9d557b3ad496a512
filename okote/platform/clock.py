"""The service's clock is the database's, plus an offset that only a demo or a test may set."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, delete, select

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)
from okote.platform.errors import DomainError
from payments.sessions import MOMENT, ReadSession, WriteSession


class ClockOffset(SQLModel, table=True):
    """One row at most: how far ahead of the database's clock `okote_now()` is."""

    __tablename__ = "clock_offset"
    __table_args__ = (CheckConstraint("singleton", name="singleton"),)

    singleton: bool = Field(default=True, primary_key=True, sa_column_kwargs={"server_default": text("true")})
    ahead: timedelta


class ClockMovedError(DomainError):
    """Production never runs on a moved clock: deadlines would fall on the wrong day."""

    code = "clock_moved"


async def offset(db: ReadSession) -> timedelta:
    """How far ahead the clock is; zero in production."""
    return (await db.exec(select(col(ClockOffset.ahead)))).first() or timedelta()


async def set_offset(db: WriteSession, ahead: timedelta) -> None:
    """Move the clock of the whole service, for everyone at once."""
    db.info.pop(MOMENT, None)
    if not ahead:
        await db.exec(delete(ClockOffset))
        return
    moved = insert(ClockOffset).values(singleton=True, ahead=ahead)
    await db.exec(moved.on_conflict_do_update(index_elements=["singleton"], set_={"ahead": ahead}))
