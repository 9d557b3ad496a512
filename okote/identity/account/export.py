"""Everything that is held about one person, as the features that hold it say."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from sqlalchemy import ColumnElement, Select, exists, literal, or_, select

from okote.feature import Feature, Records
from payments.sessions import ReadSession

MOST = 10_000
"""Of one kind at once; nobody has come near it, and a page must end."""

PersonalData = Sequence[Records]

ThePersonalData = NamedDependency[SkipValidation[PersonalData]]
"""As a route asks for it, by the name `personal_data`."""

Unfindable = Sequence[str]
"""Messages that say what nobody finds by a person, and why."""

TheUnfindable = NamedDependency[SkipValidation[Unfindable]]
"""As a route asks for it, by the name `unfindable`."""

Row = Mapping[str, Any]


def kinds(features: Sequence[Feature]) -> PersonalData:
    return tuple(records for one in features for records in one.personal_data)


def unfindable(features: Sequence[Feature]) -> Unfindable:
    return tuple(said for one in features for said in one.unfindable)


def _theirs(records: Records, person_id: UUID) -> ColumnElement[bool]:
    return or_(*(column == person_id for column in records.of))


def _rows(records: Records, person_id: UUID, *columns: ColumnElement[Any]) -> Select[Any]:
    """Of one kind, about one person, with what it is joined to."""
    statement = select(*columns).select_from(records.of[0].class_)
    for table, condition in records.joined:
        statement = statement.join(table, condition)
    return statement.where(_theirs(records, person_id))


async def kinds_held(db: ReadSession, kinds: PersonalData, person_id: UUID) -> PersonalData:
    """Those of which there is anything about one person: one statement."""
    asked = [exists(_rows(records, person_id, literal(1))).label(records.name) for records in kinds]
    found = (await db.exec(cast("Any", select(*asked)))).mappings().one()
    return [records for records in kinds if found[records.name]]


async def held_about(db: ReadSession, records: Records, person_id: UUID) -> tuple[Sequence[Row], bool]:
    """The oldest first, and whether there are more than one may have at once: one statement."""
    fields = [column.label(name) for name, column in records.fields.items()]
    statement = _rows(records, person_id, *fields)
    oldest_first = records.of[0].class_.__table__.primary_key.columns
    statement = statement.order_by(*oldest_first).limit(MOST + 1)
    rows = (await db.exec(cast("Any", statement))).mappings().all()
    return [dict(row) for row in rows[:MOST]], len(rows) > MOST


async def everything_about(db: ReadSession, kinds: PersonalData, person_id: UUID) -> Mapping[str, Any]:
    """One list for each kind, also where it is empty; `incomplete` names those that were cut."""
    found = {records.name: await held_about(db, records, person_id) for records in kinds}
    return {
        "made_at": await db.now(),
        "incomplete": [name for name, (_, more) in found.items() if more],
        **{name: rows for name, (rows, _) in found.items()},
    }
