"""What a project needs besides money, and who offers it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, Relationship, SQLModel

from okote.funding.needs.rules import Counted, HelpStatus, NeedKind
from payments.tables import identifier, one_of


class Need(SQLModel, table=True):
    """Asked of whoever reads the campaign's page; closed rather than deleted, since people have answered."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("wanted > 0", name="wanted"),
        CheckConstraint("title <> ''", name="title"),
        Index("ix_need_campaign_id", "campaign_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    kind: NeedKind = Field(sa_type=one_of(NeedKind, "kind"))
    title: str = Field(max_length=120)
    text: str = Field(default="", max_length=1000)
    wanted: int
    measure: Counted = Field(sa_type=one_of(Counted, "measure"))
    until: date | None = None
    """The last day on which somebody may offer it."""
    place: str = Field(default="", max_length=120)
    created_at: datetime
    closed_at: datetime | None = None


class Help(SQLModel, table=True):
    """What one person offers; how to reach them is known to the holder alone, and no longer than needed."""

    __tablename__ = "help"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("name <> '' AND contact <> '' AND message <> ''", name="written"),
        CheckConstraint(
            "status NOT IN ('declined', 'withdrawn') OR num_nonnulls(name, contact, message) = 0",
            name="forgotten",
        ),
        CheckConstraint("(status IN ('offered', 'withdrawn')) OR answered_at IS NOT NULL", name="answered"),
        CheckConstraint("num_nonnulls(answered_at) = num_nonnulls(answered_by)", name="answered_by"),
        Index(
            "uq_help_open",
            "need_id",
            "person_id",
            unique=True,
            postgresql_where=text("status IN ('offered', 'accepted')"),
        ),
        Index("ix_help_offered", "territory_id", "id", postgresql_where=text("status = 'offered'")),
        Index("ix_help_need_id", "need_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id", index=True)
    need_id: UUID = Field(foreign_key="need.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    quantity: int
    name: str | None = Field(default=None, max_length=80)
    contact: str | None = Field(default=None, max_length=200)
    """A telephone number, an address: as they wrote it."""
    message: str | None = Field(default=None, max_length=1000)
    language: str = Field(max_length=2)
    """Of the mails about it."""
    status: HelpStatus = Field(default=HelpStatus.OFFERED, sa_type=one_of(HelpStatus, "status"))
    offered_at: datetime
    answer: str = Field(default="", max_length=1000)
    """What the holder says with a yes or a no."""
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who of the holder's people said so last."""
    need: Need = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    ended_at: datetime | None = None
    """When it was done, declined or withdrawn."""

    def forget(self) -> None:
        self.name = self.contact = self.message = None
