"""Open ratings: of nobody. Hours that had more of them than usual, what was written, and forms used up."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.procedures.rules import Channel
from consultations.ratings.rules import Help, Review, Verdict
from payments.tables import identifier, one_of


class RatingBurst(SQLModel, table=True):
    """An hour with more ratings of a procedure than usual: all of them wait for a person."""

    __tablename__ = "rating_burst"
    __table_args__ = (
        CheckConstraint("(verdict = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("num_nonnulls(decided_at, decided_by) IN (0, 2)", name="by"),
        UniqueConstraint("procedure_id", "hour"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    procedure_id: UUID = Field(foreign_key="procedure.id")
    hour: datetime
    verdict: Verdict = Field(default=Verdict.WAITING, sa_type=one_of(Verdict, "verdict"))
    reason: str = Field(default="", max_length=500)
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class OpenRating(SQLModel, table=True):
    """Its key is drawn at random and its moment is an hour: neither leads to who was there just then."""

    __tablename__ = "open_rating"
    __table_args__ = (
        CheckConstraint(
            "simplicity BETWEEN 1 AND 5 AND efficiency BETWEEN 1 AND 5 AND clarity BETWEEN 1 AND 5",
            name="levels",
        ),
        CheckConstraint("counted OR burst_id IS NOT NULL", name="apart"),
        Index("ix_open_rating_procedure_id_hour", "procedure_id", "hour"),
        Index(
            "ix_open_rating_figures",
            *("procedure_id", "month", "channel", "help", "simplicity", "efficiency", "clarity"),
            postgresql_where=text("counted"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    procedure_id: UUID = Field(foreign_key="procedure.id")
    version_id: UUID = Field(foreign_key="procedure_version.id", index=True)
    """The one in use then."""
    hour: datetime
    month: date
    """Its first day, where the territory is."""
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    help: Help = Field(sa_type=one_of(Help, "help"))
    simplicity: int = Field(sa_type=SmallInteger)
    efficiency: int = Field(sa_type=SmallInteger)
    clarity: int = Field(sa_type=SmallInteger)
    counted: bool = True
    burst_id: UUID | None = Field(default=None, foreign_key="rating_burst.id", index=True)


class RatingWords(SQLModel, table=True):
    """What somebody wrote with a rating, and what of it everyone reads once somebody has read it."""

    __tablename__ = "rating_words"
    __table_args__ = (
        CheckConstraint("(review = 'waiting') = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name="by"),
        CheckConstraint("(review IN ('shown', 'redacted')) = (told <> '')", name="told"),
        Index("ix_rating_words_procedure_id_review", "procedure_id", "review"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    procedure_id: UUID = Field(foreign_key="procedure.id")
    rating_id: UUID = Field(foreign_key="open_rating.id", unique=True)
    hour: datetime = Field(index=True)
    words: str = Field(max_length=1000)
    """As they were written; empty once they are no longer kept."""
    told: str = Field(default="", max_length=1000)
    review: Review = Field(default=Review.WAITING, sa_type=one_of(Review, "review"))
    reviewed_at: datetime | None = Field(default=None, index=True)
    reviewed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class RatedSite(SQLModel, table=True):
    """The procedure by which people rate the territory's site itself: one at most."""

    __tablename__ = "rated_site"

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    procedure_id: UUID = Field(foreign_key="procedure.id", unique=True)


class RatingForm(SQLModel, table=True):
    """A form that was sent: none is good twice."""

    __tablename__ = "rating_form"

    sha256: bytes = Field(sa_type=LargeBinary(32), primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    used_at: datetime = Field(index=True)
