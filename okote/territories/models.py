"""A territory and its places."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, CheckConstraint, Column, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.territories.rules import Position, conformity
from okote.territories.words import MENTIONS
from payments.tables import identifier, one_of, uuid7


class TerritoryFacts(SQLModel):
    """What is said of a territory when it is founded; Pydantic checks the lengths, rules the rest."""

    slug: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    tagline: str = Field(max_length=200)
    languages: list[str] = Field(sa_column=Column(ARRAY(String(2)), nullable=False))
    """The first is the one for people whose browser asks for none of them."""
    time_zone: str = Field(default="Europe/Paris", max_length=40)
    primary_colour: str | None = Field(default=None, max_length=7)

    telephone: str = Field(max_length=40)
    counter: str = Field(max_length=300)
    """Where and when people are received."""

    operator_name: str = Field(max_length=200)
    operator_form: str = Field(max_length=120)
    operator_address: str = Field(max_length=300)
    operator_email: str = Field(max_length=254)
    operator_siren: str = Field(max_length=20)
    operator_orias: str = Field(max_length=20)
    """Number in the register of participatory-funding intermediaries; the law wants it in every mail."""
    operator_insurer: str = Field(max_length=200)
    payment_institution: str = Field(max_length=300)
    """Who holds the money, since the operator may not."""
    publisher: str = Field(max_length=200)
    """The person answerable for what is published."""
    host: str = Field(max_length=300)
    """Who runs the machines: name and address."""
    mediator: str | None = Field(default=None, max_length=300)
    """Of consumers, whom complaints may be taken to (Consumer Code, L612-1): name and address."""
    stripe_approval: str | None = Field(default=None, max_length=300)
    """Of donations on behalf of others, which Stripe refuses without: its day, and where it is kept."""

    controller: str | None = Field(default=None, max_length=300)
    """Who decides what personal data are for, where it is not the operator: name and address."""
    data_protection_officer: str | None = Field(default=None, max_length=300)
    """Whom people write to about their data, where there is one (GDPR, art. 37): name and address."""
    processors: str | None = Field(default=None, max_length=2000)
    """Who else handles data for the controller (art. 28), a line each: who, what for, in which country."""

    accessibility_rate: int | None = None
    """Share of the RGAA's criteria that the latest audit found met, in percent; None where nobody audited."""
    accessibility_audited_by: str | None = Field(default=None, max_length=200)
    accessibility_audited_on: date | None = None


class Territory(TerritoryFacts, table=True):
    """A tenant. Its public addresses are settings, since they belong to the machine that serves it."""

    __tablename__ = "territory"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(accessibility_rate, accessibility_audited_by, accessibility_audited_on) IN (0, 3)"
            " AND accessibility_rate BETWEEN 0 AND 100",
            name="accessibility",
        ),
    )

    id: UUID = identifier()
    book: UUID = Field(default_factory=uuid7, unique=True)
    """Its ledger, by a name that says nothing."""

    @property
    def accessibility(self) -> str:
        """What each page says of it, as a message to translate."""
        return MENTIONS[conformity(self.accessibility_rate)]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day(self, moment: datetime) -> date:
        """The day that it is there at that moment."""
        return moment.astimezone(self.zone).date()


class PlaceKind(StrEnum):
    """A commune, or a part of one."""

    COMMUNE = "commune"
    SECTOR = "sector"


class Place(SQLModel, table=True):
    """Where something is, inside a territory; a sector lies in a commune."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("territory_id", "name"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
        CheckConstraint("abs(latitude) <= 90 AND abs(longitude) <= 180", name="on_earth"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: PlaceKind = Field(default=PlaceKind.COMMUNE, sa_type=one_of(PlaceKind, "kind"))
    name: str = Field(max_length=120)
    parent_id: UUID | None = Field(default=None, foreign_key="place.id")
    latitude: float | None = None
    longitude: float | None = None
    """In degrees (WGS 84); a place without them is on no map."""

    @property
    def position(self) -> Position | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Position(self.latitude, self.longitude)
