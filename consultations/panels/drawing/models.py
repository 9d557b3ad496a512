"""Draws of panels, and what people typed of the public draw."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.panels.drawing.rules import NUMBERS_MOST, REASON_MOST, TEXT_MOST, DrawState, Hitch
from consultations.panels.sortition.report import REPLAY, Algorithm, PublishedQuota, Sheet
from payments.tables import Json, identifier, one_of


class Draw(SQLModel, table=True):
    """What was frozen never changes; a draw that is void stays, and says why.

    A panel has one at a time. Once it is drawn, a further one may follow for seats that are left.
    """

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint("pool_size >= 0 AND excluded >= 0 AND size > 0", name="counted"),
        CheckConstraint(
            "pool IS NULL OR encode(sha256(convert_to(pool, 'UTF8')), 'hex') = pool_hash", name="hash"
        ),
        CheckConstraint("lottery <> '' AND which_numbers <> ''", name="named"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("num_nonnulls(report, computed_at) IN (0, 2)", name="computed"),
        CheckConstraint("state NOT IN ('frozen', 'computing') OR report IS NULL", name="not_computed"),
        CheckConstraint("state NOT IN ('computed', 'drawn') OR report IS NOT NULL", name="reported"),
        CheckConstraint("(state = 'drawn') = (drawn_at IS NOT NULL)", name="drawn"),
        CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", name="void"),
        CheckConstraint("num_nonnulls(voided_at, voided_by) IN (0, 2)", name="voided"),
        CheckConstraint("num_nonnulls(void_asked_at, void_asked_by) IN (0, 2)", name="void_asked"),
        CheckConstraint("(void_asked_at IS NULL) = (void_reason = '')", name="void_reason"),
        CheckConstraint("voided_by IS NULL OR voided_by <> void_asked_by", name="void_by_two"),
        Index(
            "uq_draw_under_way",
            "panel_id",
            unique=True,
            postgresql_where=text("state NOT IN ('drawn', 'void')"),
        ),
        Index("ix_draw_panel_id_id", "panel_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    algorithm: Algorithm = Field(sa_type=one_of(Algorithm, "algorithm"))
    size: int
    """Seats that it draws for: all of the panel or, of a further draw, those that are left."""
    quotas: list[dict[str, Any]] = Field(sa_type=Json)
    pool_size: int
    excluded: int
    """Volunteers who can't be drawn, as `standing` finds them."""
    pool: str | None = Field(default=None, sa_type=Text)
    """Its text, as `sortition.freezing` writes it; None once volunteers are forgotten."""
    pool_hash: str = Field(max_length=64)
    lottery: str = Field(max_length=TEXT_MOST)
    """Which public draw, of `lottery_on`, decides."""
    lottery_on: date = Field(index=True)
    which_numbers: str = Field(max_length=TEXT_MOST)
    """Of it, in which order."""
    frozen_at: datetime
    frozen_by: UUID = Field(foreign_key="person.id", index=True)
    state: DrawState = Field(default=DrawState.FROZEN, sa_type=one_of(DrawState, "state"))
    progress: int = 0
    """Of the lottery that is being made, in hundredths."""
    hitch: Hitch | None = Field(default=None, sa_type=one_of(Hitch, "hitch"))
    """Why no lottery comes: somebody has to void the draw."""
    report: str | None = Field(default=None, sa_type=Text)
    """As it is published, byte for byte."""
    computed_at: datetime | None = None
    drawn_at: datetime | None = None
    due_told_at: datetime | None = None
    """Since when those who may enter the numbers know that they can."""
    void_reason: str = Field(default="", max_length=REASON_MOST)
    void_asked_at: datetime | None = None
    void_asked_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    voided_at: datetime | None = None
    voided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)

    @property
    def public_draw(self) -> str:
        """As the report names it, in no language but that of whoever named it."""
        return f"{self.lottery}, {self.lottery_on.isoformat()}: {self.which_numbers}"

    @property
    def sheet(self) -> Sheet:
        """What its lottery is made of. ValueError once the pool is forgotten."""
        if self.pool is None:
            raise ValueError("the pool of this draw was forgotten")
        quotas = tuple(PublishedQuota(**one) for one in self.quotas)
        return Sheet(REPLAY, self.algorithm, self.size, quotas, self.excluded, self.public_draw, self.pool)


class DrawEntry(SQLModel, table=True):
    """The numbers of the public draw as one person typed them; a round has two, of two people."""

    __tablename__ = "draw_entry"
    __table_args__ = (
        UniqueConstraint("draw_id", "round", "place"),
        UniqueConstraint("draw_id", "round", "entered_by"),
        CheckConstraint("round > 0", name="round"),
        CheckConstraint("place IN (1, 2)", name="place"),
        CheckConstraint("numbers <> ''", name="numbers"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    draw_id: UUID = Field(foreign_key="draw.id")
    round: int
    place: int
    numbers: str = Field(max_length=NUMBERS_MOST)
    entered_at: datetime
    entered_by: UUID = Field(foreign_key="person.id", index=True)
