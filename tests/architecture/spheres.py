"""What belongs to one person and to the bodies that they have to do with: rows, remembered by their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Table, insert
from sqlmodel import SQLModel

from payments.sessions import WriteSession

Row = Mapping[str, Any]

LEAST: Mapping[object, Any] = {"language": "fr", "currency": "EUR", int: 1, bool: False, object: {}}
"""What a column holds of which nothing is said, by its name or by its kind."""

PEOPLE = ("person_id", "accepted_by")
"""Columns for whom it is about; all others that name a person are for who worked on it."""


@dataclass
class Sphere:
    """What belongs together: a resident's gifts to a holder's campaign, with a partner's promise."""

    name: str
    """By which the addresses of one are told from another's."""
    territory: UUID
    book: UUID
    at: datetime
    resident: UUID
    colleague: UUID
    rows: dict[str, Row] = field(default_factory=dict)

    def id(self, table: str) -> UUID:
        row = self.rows[table]
        found: UUID = row.get("id") or row["commitment_id"]
        return found

    async def add(self, db: WriteSession, table: str, *, alias: str = "", **given: object) -> Row:
        """A row of a table, with the least that it needs besides what is given; remembered by its name."""
        described = SQLModel.metadata.tables[table]
        needed = [one for name, one in described.c.items() if name not in given and self._needs(one)]
        row = {column.name: self._value(column) for column in needed} | given
        if "id" in described.c:
            row.setdefault("id", uuid4())
        await db.exec(insert(described).values(row))
        self.rows[alias or table] = row
        return row

    @staticmethod
    def _needs(column: Column[Any]) -> bool:
        return not column.nullable and column.default is None and column.server_default is None

    def _value(self, column: Column[Any]) -> object:
        for key in column.foreign_keys:
            return self._named(column.name, key.column.table)
        if words := getattr(column.type, "enum_class", None):
            return next(iter(words))
        kind = getattr(column.type, "impl", column.type).python_type
        made = {UUID: uuid4(), datetime: self.at, date: self.at.date(), bytes: uuid4().bytes * 2}
        if kind is str:
            made[str] = self.name[: column.type.length]
        return LEAST.get(column.name, made.get(kind, LEAST.get(kind)))

    def _named(self, column: str, table: Table) -> object:
        if table.name == "territory":
            return self.territory
        if table.name == "person":
            return self.resident if column in PEOPLE else self.colleague
        return self.id(table.name)


NUMBERS = {"own": 1, "other": 2, "elsewhere": 3}
"""By which people name an action: each sphere's is in one territory alone."""
