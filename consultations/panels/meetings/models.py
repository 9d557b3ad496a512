"""Meetings, what was noted of who comes, and what each is paid for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.panels.meetings.rules import (
    ABOUT_MOST,
    LINK_MOST,
    PLACE_MOST,
    REFERENCE_MOST,
    TITLE_MOST,
    Presence,
)
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class Meeting(SQLModel, table=True):
    """Called off rather than deleted: calendars have to be told."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("title <> ''", name="written"),
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("place <> '' OR link <> ''", name="found"),
        Index("ix_meeting_panel_id_starts_at", "panel_id", "starts_at"),
        Index(
            "ix_meeting_unreminded",
            "starts_at",
            postgresql_where=text("reminded_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    title: str = Field(max_length=TITLE_MOST)
    about: str = Field(default="", max_length=ABOUT_MOST)
    """What it is for."""
    starts_at: datetime
    ends_at: datetime
    place: str = Field(default="", max_length=PLACE_MOST)
    link: str = Field(default="", max_length=LINK_MOST)
    version: int = 0
    """How often it was changed: calendars keep the highest (RFC 5545, 3.8.7.4)."""
    changed_at: datetime
    reminded_at: datetime | None = None
    """When members were reminded of it, as it stands."""
    cancelled_at: datetime | None = None


class Attendance(SQLModel, table=True):
    """What was noted last of a member and a meeting; of whom nothing was, is expected."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat_id"),
        CheckConstraint("state IN ('expected', 'excused') OR noted_by IS NOT NULL", name="seen"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    seat_id: UUID = Field(foreign_key="seat.id", index=True, ondelete="CASCADE")
    state: Presence = Field(sa_type=one_of(Presence, "state"))
    noted_at: datetime
    noted_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """None where they said themselves whether they come."""


class Compensation(SQLModel, table=True):
    """What a member is owed for a meeting, and when it was paid: by the territory, never through the site."""

    __tablename__ = "compensation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat_id"),
        CheckConstraint("amount_minor >= 0 AND travel_minor >= 0", name="amounts"),
        CheckConstraint("amount_minor + travel_minor > 0", name="owed"),
        CheckConstraint("(paid_on IS NULL) = (paid_by IS NULL)", name="paid"),
        CheckConstraint("reference = '' OR paid_on IS NOT NULL", name="reference"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    seat_id: UUID = Field(foreign_key="seat.id", index=True, ondelete="CASCADE")
    amount_minor: int = Field(sa_type=BigInteger)
    travel_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    noted_at: datetime
    noted_by: UUID = Field(foreign_key="person.id", index=True)
    paid_on: date | None = None
    paid_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who noted that it was paid."""
    reference: str = Field(default="", max_length=REFERENCE_MOST)
    """As the accountants call the payment."""

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def travel(self) -> Money:
        return Money(self.travel_minor, self.currency)

    @property
    def whole(self) -> Money:
        return self.amount + self.travel
