"""From which sums on donors are looked at, and what those who looked made of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from okote.funding.campaigns.rules import IdentifierKind
from payments.money import Money
from payments.tables import identifier, one_of


class VigilanceTerms(SQLModel, table=True):
    """The law names no sum: a territory's own counsel does. Without one, nobody is singled out."""

    __tablename__ = "vigilance_terms"
    __table_args__ = (CheckConstraint("person_minor > 0 AND body_minor > 0", name="sums"),)

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    person_minor: int | None = Field(default=None, sa_type=BigInteger)
    """In cents over twelve months, of what someone gives in their own name."""
    body_minor: int | None = Field(default=None, sa_type=BigInteger)
    """The same of what is given in the name of one company or association, whoever gives it."""

    @property
    def person(self) -> Money | None:
        return None if self.person_minor is None else Money(self.person_minor)

    @property
    def body(self) -> Money | None:
        return None if self.body_minor is None else Money(self.body_minor)


class Outcome(StrEnum):
    SEEN = "seen"
    FROZEN = "frozen"
    RELEASED = "released"


class DonorReview(SQLModel, table=True):
    """Someone looked at a donor; never changed, the latest says how the donor stands."""

    __tablename__ = "donor_review"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (number IS NULL)", name="donor"),
        CheckConstraint("(kind IS NULL) = (number IS NULL)", name="body"),
        CheckConstraint("reason <> ''", name="reason"),
        Index(
            "ix_donor_review_person",
            "territory_id",
            "person_id",
            "id",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "ix_donor_review_body",
            "territory_id",
            "kind",
            "number",
            "id",
            postgresql_where=text("number IS NOT NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    kind: IdentifierKind | None = Field(default=None, sa_type=one_of(IdentifierKind, "kind"))
    number: str | None = Field(default=None, max_length=120)
    outcome: Outcome = Field(sa_type=one_of(Outcome, "outcome"))
    reason: str = Field(max_length=1000)
    total_minor: int = Field(sa_type=BigInteger)
    """What the donor had given in the twelve months before."""
    at: datetime
    by: UUID = Field(foreign_key="person.id")

    @property
    def total(self) -> Money:
        return Money(self.total_minor)
