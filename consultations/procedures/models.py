"""Procedures, their versions, and the steps and files of each version."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel, col

from consultations.procedures.papers.rules import FileKind
from consultations.procedures.rules import ProcedureKind, VersionState, state
from okote.platform.search import words
from payments.tables import identifier, one_of


def _papers() -> Any:
    """Documents that people are asked for."""
    return Field(default_factory=list, sa_column=Column(ARRAY(String(200)), nullable=False))


class Procedure(SQLModel, table=True):
    """What people go through. It is public since its first version is; retired, it keeps its page."""

    __tablename__ = "procedure"
    __table_args__ = (
        CheckConstraint("name <> '' AND summary <> '' AND audience <> ''", name="written"),
        CheckConstraint(
            "channels <@ ARRAY['counter', 'phone', 'digital', 'mail']::varchar[] AND "
            "cardinality(channels) > 0",
            name="channels",
        ),
        UniqueConstraint("territory_id", "slug"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    service_id: UUID = Field(foreign_key="service.id", index=True)
    slug: str = Field(max_length=80)
    name: str = Field(max_length=100)
    summary: str = Field(max_length=500)
    audience: str = Field(max_length=200)
    kind: ProcedureKind = Field(sa_type=one_of(ProcedureKind, "kind"))
    channels: list[str] = Field(sa_column=Column(ARRAY(String(40)), nullable=False))
    papers: list[str] = _papers()
    created_at: datetime
    published_at: datetime | None = None
    retired_at: datetime | None = None

    @property
    def listed(self) -> bool:
        """Whether the catalogue has it."""
        return self.published_at is not None and self.retired_at is None


WORDS = words(col(Procedure.name), "A").concat(words(col(Procedure.summary), "C"))
"""What a procedure is found by."""

Index("ix_procedure_words", WORDS, postgresql_using="gin")


class ProcedureVersion(SQLModel, table=True):
    """How a procedure is from one day on. Once its names are removed, nothing in it changes."""

    __tablename__ = "procedure_version"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("num_nonnulls(names_removed_at, names_removed_by) IN (0, 2)", name="names_removed"),
        CheckConstraint(
            "names_removed_at IS NOT NULL OR num_nonnulls(tested_at, published_at, withdrawn_at) = 0",
            name="cleared",
        ),
        CheckConstraint(
            "number = 1 OR changed <> '' OR names_removed_at IS NULL OR withdrawn_at IS NOT NULL",
            name="explained",
        ),
        CheckConstraint("num_nonnulls(withdrawn_at, withdrawn_because) IN (0, 2)", name="withdrawn"),
        CheckConstraint("withdrawn_at IS NULL OR (changed = '' AND text = '')", name="nothing_left"),
        UniqueConstraint("procedure_id", "number"),
        Index(
            "uq_procedure_version_written",
            "procedure_id",
            unique=True,
            postgresql_where=text("names_removed_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    procedure_id: UUID = Field(foreign_key="procedure.id")
    number: int
    since: date
    changed: str = Field(max_length=1000)
    text: str = Field(max_length=20_000)
    added_at: datetime
    names_removed_at: datetime | None = None
    names_removed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    tested_at: datetime | None = None
    """Since when a test holds on to it."""
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = Field(default=None, max_length=500)
    """Everyone reads it in place of what it said."""

    @property
    def state(self) -> VersionState:
        return state(
            cleared=self.names_removed_at is not None,
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
        )


class ProcedureStep(SQLModel, table=True):
    """What one does, one thing after another: those of a version stay with it."""

    __tablename__ = "procedure_step"
    __table_args__ = (
        CheckConstraint("position > 0 AND title <> ''", name="written"),
        UniqueConstraint("version_id", "position"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    version_id: UUID = Field(foreign_key="procedure_version.id")
    position: int
    title: str = Field(max_length=120)
    says: str = Field(max_length=1000)
    papers: list[str] = _papers()


class ProcedureFile(SQLModel, table=True):
    """A file of a version, under its identifier in the folder of uploads; its words are what it says."""

    __tablename__ = "procedure_file"
    __table_args__ = (
        CheckConstraint("name <> '' AND size > 0 AND octet_length(sha256) = 32", name="written"),
        Index("ix_procedure_file_version_id_id", "version_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    version_id: UUID = Field(foreign_key="procedure_version.id")
    kind: FileKind = Field(sa_type=one_of(FileKind, "kind"))
    name: str = Field(max_length=120)
    """As whoever sent it called it."""
    size: int
    sha256: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    """Of the bytes as they are kept."""
    words: str = Field(max_length=100_000)
    author: str | None = Field(default=None, max_length=200)
    """Whom the properties of the file name."""
    added_at: datetime
    removed_at: datetime | None = Field(default=None, index=True)
    """Nobody reads it any more; row and file go within the hour."""
