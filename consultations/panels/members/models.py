"""Seats of a panel, from the draw on, and who looks on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.panels.members.rules import (
    FUNCTION_MOST,
    STRATUM_MOST,
    WHY_MOST,
    Bar,
    ObserverKind,
    Place,
    SeatState,
)
from consultations.panels.rules import NAME_MOST
from payments.tables import identifier, one_of


class Seat(SQLModel, table=True):
    """What a draw gave a volunteer: a seat, or a place among the reserves of their stratum."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("panel_id", "volunteer_id"),
        CheckConstraint("stratum <> '' AND rank >= 0", name="drawn"),
        CheckConstraint("(invited_at IS NULL) = (answer_by IS NULL)", name="asked"),
        CheckConstraint(
            "CASE state WHEN 'waiting' THEN rank > 0 AND invited_at IS NULL"
            " WHEN 'dropped' THEN true ELSE invited_at IS NOT NULL END",
            name="invited",
        ),
        CheckConstraint(
            "CASE state WHEN 'dropped' THEN true"
            " ELSE (answered_at IS NOT NULL) = (state IN ('accepted', 'declined')) END",
            name="answered",
        ),
        CheckConstraint("(dropped_at IS NOT NULL) = (state = 'dropped')", name="dropped"),
        CheckConstraint(
            "invited_at IS NOT NULL OR num_nonnulls(answered_at, token_hash, calendar_hash, reminded_at) = 0",
            name="uninvited",
        ),
        CheckConstraint("barred IS NULL OR state = 'dropped'", name="kept_out"),
        CheckConstraint("id <> replaces_id", name="replaces"),
        Index(
            "uq_seat_reserve",
            "panel_id",
            "stratum",
            "rank",
            unique=True,
            postgresql_where=text("rank > 0"),
        ),
        Index("ix_seat_answer_by", "answer_by", postgresql_where=text("state = 'invited'")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    stratum: str = Field(max_length=STRATUM_MOST)
    rank: int
    """0 was drawn; from 1 on, reserves of the stratum in their order."""
    state: SeatState = Field(sa_type=one_of(SeatState, "state"))
    invited_at: datetime | None = None
    answer_by: date | None = None
    """The last day that counts as an answer in time."""
    answered_at: datetime | None = None
    dropped_at: datetime | None = None
    why: str = Field(default="", max_length=WHY_MOST)
    """In their own words, or in those of whoever entered it; for whoever runs the panel alone."""
    barred: Bar | None = Field(default=None, sa_type=one_of(Bar, "barred"))
    """Of who was dropped since they could not sit."""
    token_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), unique=True))
    """Of the link that answers without signing in."""
    calendar_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), unique=True))
    """Of the address from which calendars read the meetings."""
    reminded_at: datetime | None = None
    quiet_since: datetime | None = None
    """Since when no mail tells them of new messages, as they asked."""
    replaces_id: UUID | None = Field(default=None, foreign_key="seat.id", unique=True, ondelete="SET NULL")
    """The seat that was freed and that this one took over: each by one reserve."""
    entered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who passed on what somebody said by telephone or by letter."""

    @property
    def sat_from(self) -> datetime | None:
        """None of whoever never took the seat."""
        return None if self.state is SeatState.DECLINED else self.answered_at

    @property
    def place(self) -> Place:
        invited = self.invited_at is not None
        return Place(self.id, self.stratum, self.rank, self.state, invited, self.replaces_id)


class Observer(SQLModel, table=True):
    """Somebody who looks on, and is never a member."""

    __tablename__ = "observer"
    __table_args__ = (
        CheckConstraint("name <> '' AND function <> ''", name="written"),
        UniqueConstraint("panel_id", "person_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id", index=True)
    kind: ObserverKind = Field(sa_type=one_of(ObserverKind, "kind"))
    name: str = Field(max_length=NAME_MOST)
    function: str = Field(max_length=FUNCTION_MOST)
    """Such as: deputy mayor for schools."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Of whoever works here, the account, so that it is known who never sits."""
    added_at: datetime
    added_by: UUID = Field(foreign_key="person.id", index=True)
