"""Who did what for a territory, when, before and after, and why: written where it is done, for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from payments.sessions import WriteSession
from payments.tables import Json, identifier

UNTOLD = "…"
"""What stands for somebody's address: that it changed is told; what stays for good doesn't hold it."""

Facts = dict[str, Any]
"""How something stood: column to value, plain JSON."""


class Doer(NamedTuple):
    """Who acts, and for which territory."""

    territory_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Subject:
    """A sort of thing that deeds are about.

    `fields` are the columns that are told, with what they are called; `untold` those of which only a change
    is. `path` leads to one of them, its `{}` being the identifier. Labels are messages to translate.
    """

    name: str
    label: str
    path: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """What the values of its columns are called, where they are words of ours."""
    untold: frozenset[str] = frozenset()
    key: str = "id"
    """The column that says which one it is; a row without it is told by what it is called alone."""
    called: str = "name"

    def facts(self, row: Any) -> Facts:
        """How it stands now."""
        return {name: _told(getattr(row, name)) for name in (*self.fields, *sorted(self.untold))}


class Deed(Enum):
    """What is done: each room lists its own, with what it is about and a message to translate."""

    def __init__(self, subject: Subject, label: str) -> None:
        self.subject = subject
        self.label = label

    @property
    def code(self) -> str:
        """As rows keep it: stable, whatever the message says."""
        return self.name.lower()


class AuditEntry(SQLModel, table=True):
    """One deed; the database refuses to change or forget it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_territory_id_id", "territory_id", "id"),
        Index("ix_audit_entry_territory_id_person_id", "territory_id", "person_id"),
        Index("ix_audit_entry_territory_id_subject_id", "territory_id", "subject_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    at: datetime
    person_id: UUID = Field(foreign_key="person.id")
    """Who did it: a name is that of the account, so that none is left once it is closed."""
    deed: str = Field(max_length=60)
    subject: str = Field(max_length=40)
    subject_id: UUID | None = None
    called: str = Field(default="", max_length=200)
    """What it was called then; people by their account alone."""
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    reason: str = Field(default="", max_length=1000)


async def note(
    db: WriteSession, doer: Doer, deed: Deed, row: Any, before: Facts | None = None, *, reason: str = ""
) -> AuditEntry:
    """Write down what was done to a row, in the transaction that did it: only what differs from `before`.

    Without `before` the row is new, and all that it says is told.
    """
    about = deed.subject
    was, now = before or {}, about.facts(row)
    changed = [name for name, value in now.items() if value != was.get(name)]
    entry = AuditEntry(
        territory_id=doer.territory_id,
        at=await db.now(),
        person_id=doer.person_id,
        deed=deed.code,
        subject=about.name,
        subject_id=getattr(row, about.key, None),
        called=_called(getattr(row, about.called, "")),
        before=_without(about, {name: was[name] for name in changed if was.get(name) is not None}),
        after=_without(about, {name: now[name] for name in changed if now[name] is not None}),
        reason=reason,
    )
    db.add(entry)
    return entry


def _without(about: Subject, facts: Facts) -> dict[str, Any]:
    return {name: UNTOLD if name in about.untold else value for name, value in facts.items()}


def _called(name: object) -> str:
    """Of something with a name in each language, its first one."""
    first = next(iter(name.values()), "") if isinstance(name, Mapping) else name
    return str(first)[:200]


def _told(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case date() | datetime():
            return value.isoformat()
        case _:
            return value
