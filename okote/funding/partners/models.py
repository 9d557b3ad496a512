"""Partners and the money that they set aside."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from okote.funding.partners.rules import PartnerKind
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class Partner(SQLModel, table=True):
    """A public or private body that matches pledges."""

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint("siret ~ '^[0-9]{14}$' AND siret LIKE siren || '%'", name="siret"),
        Index("ix_partner_territory_id_name", "territory_id", "name"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: PartnerKind = Field(sa_type=one_of(PartnerKind, "kind"))
    name: str = Field(max_length=120)
    siren: str | None = Field(default=None, max_length=9)
    siret: str | None = Field(default=None, max_length=14)
    """Of its seat: what open data on subsidies name a public partner by."""
    email: str = Field(max_length=254)
    """Where calls for funds go."""
    language: str = Field(default="fr", max_length=2)
    created_at: datetime


class Envelope(SQLModel, table=True):
    """A sum decided on a day; its row is held while a commitment is signed, so it is never promised twice."""

    __tablename__ = "envelope"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_envelope_partner_id", "partner_id"),
        Index("ix_envelope_territory_id", "territory_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    partner_id: UUID = Field(foreign_key="partner.id")
    name: str = Field(max_length=120)
    decision: str = Field(max_length=120)
    """Number of the deliberation or of the agreement."""
    decided_on: date
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    created_at: datetime

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
