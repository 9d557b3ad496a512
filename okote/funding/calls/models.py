"""Calls for projects."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.funding.calls.rules import CRITERIA_MOST, TEXT_MOST, TITLE_MOST, Dates, listed
from payments.tables import identifier


class Call(SQLModel, table=True):
    """A draft until it is published; then the database keeps title, criteria and dates as they are."""

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("territory_id", "slug"),
        CheckConstraint("opens_at < closes_at", name="dates"),
        CheckConstraint("published_at < closes_at", name="in_time"),
        CheckConstraint("title <> '' AND text <> '' AND criteria <> ''", name="written"),
        Index("ix_call_territory_id_closes_at", "territory_id", "closes_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    slug: str = Field(max_length=80)
    title: str = Field(max_length=TITLE_MOST)
    text: str = Field(max_length=TEXT_MOST)
    criteria: str = Field(max_length=CRITERIA_MOST)
    """A line each."""
    opens_at: datetime
    closes_at: datetime
    """The first instant at which nobody can apply any more."""
    created_at: datetime
    published_at: datetime | None = None

    @property
    def dates(self) -> Dates:
        return Dates(self.title, self.opens_at, self.closes_at, published=self.published_at is not None)

    @property
    def criteria_listed(self) -> list[str]:
        return listed(self.criteria)
