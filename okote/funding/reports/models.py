"""Yearly reports, as they were published."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.funding.reports.rules import Contents
from payments.tables import Json, identifier


class YearlyReport(SQLModel, table=True):
    """What the law asks the operator to tell of a year; the database refuses to change or forget it."""

    __tablename__ = "yearly_report"
    __table_args__ = (
        UniqueConstraint("territory_id", "year"),
        CheckConstraint("governance <> ''", name="governance"),
        CheckConstraint("jsonb_typeof(contents) = 'object'", name="contents"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    year: int
    governance: str = Field(max_length=5000)
    """How the operator is run, in its own words."""
    contents: dict[str, Any] = Field(sa_type=Json)
    published_at: datetime
    published_by: UUID = Field(foreign_key="person.id", index=True)

    @property
    def told(self) -> Contents:
        return msgspec.convert(self.contents, Contents)
