"""What was done in a territory, by whom, about what."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from okote.identity.models import Person
from okote.platform.audit import AuditEntry
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

MOST_AT_ONCE = 500
"""Rows that a download holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: all of it where nothing is said."""

    person: UUID | None = None
    kind: str | None = None
    """Of what it is about."""
    subject: UUID | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A deed, who did it, and whom it was about if that was a person; None for an account that is closed."""

    entry: AuditEntry
    who: str | None
    whom: str | None

    @property
    def id(self) -> UUID:
        return self.entry.id


async def trail(
    db: ReadSession, territory: Territory, asked: Asked, *, before: UUID | None = None, limit: int
) -> Sequence[Line]:
    """The latest first."""
    statement = _lines(territory, asked)
    if before is not None:
        statement = statement.where(col(AuditEntry.id) < before)
    rows = await db.exec(statement.order_by(col(AuditEntry.id).desc()).limit(limit))
    return [Line(*row) for row in rows.all()]


async def whole_trail(db: ReadSession, territory: Territory, asked: Asked) -> AsyncIterator[Line]:
    """All of it, the first first."""
    last: UUID | None = None
    while True:
        statement = _lines(territory, asked).order_by(col(AuditEntry.id)).limit(MOST_AT_ONCE)
        if last is not None:
            statement = statement.where(col(AuditEntry.id) > last)
        rows = (await db.exec(statement)).all()
        for row in rows:
            yield Line(*row)
        if len(rows) < MOST_AT_ONCE:
            return
        last = rows[-1][0].id


def _lines(territory: Territory, asked: Asked) -> Select[AuditEntry, str | None, str | None]:
    whom = aliased(Person)
    statement = (
        select(
            AuditEntry,
            func.coalesce(Person.public_name, Person.email),
            func.coalesce(whom.public_name, whom.email),
        )
        .join(Person, col(Person.id) == AuditEntry.person_id)
        .outerjoin(whom, col(whom.id) == AuditEntry.subject_id)
    )
    statement = of_territory(statement, AuditEntry.territory_id, territory.id)
    if asked.person is not None:
        statement = statement.where(AuditEntry.person_id == asked.person)
    if asked.kind is not None:
        statement = statement.where(AuditEntry.subject == asked.kind)
    if asked.subject is not None:
        statement = statement.where(AuditEntry.subject_id == asked.subject)
    if asked.day is not None:
        here = func.date(func.timezone(territory.time_zone, AuditEntry.at))
        statement = statement.where(here == asked.day)
    return statement


async def who_acted(db: ReadSession, territory_id: UUID) -> Sequence[tuple[UUID, str | None]]:
    """Everyone who did something here, by name; those whose account is closed last."""
    name = func.coalesce(Person.public_name, Person.email)
    acted = select(AuditEntry.person_id).where(AuditEntry.territory_id == territory_id)
    statement = select(Person.id, name).where(col(Person.id).in_(acted))
    return (await db.exec(statement.order_by(name.nulls_last(), col(Person.id)))).all()
