"""From which sum on two people are needed, and what waits for the second one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.money import Money
from payments.tables import Currency, Json, identifier, one_of


class ApprovalTerms(SQLModel, table=True):
    """A territory that never said anything lets one person decide alone."""

    __tablename__ = "approval_terms"
    __table_args__ = (CheckConstraint("above_minor > 0", name="above"),)

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    above_minor: int | None = Field(default=None, sa_type=BigInteger)
    """In cents; the sum itself is still one person's."""

    @property
    def above(self) -> Money | None:
        return None if self.above_minor is None else Money(self.above_minor)


class Verdict(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"
    """Nobody decided in time."""


class Approval(SQLModel, table=True):
    """What someone wants done, and what a second person made of it."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("asked_at < expires_at", name="expiry"),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "(coalesce(verdict, 'lapsed') = 'lapsed') = (decided_by IS NULL)", name="decided_by_someone"
        ),
        CheckConstraint("decided_by <> asked_by", name="second_person"),
        Index(
            "uq_approval_open",
            "territory_id",
            "act",
            "subject_id",
            unique=True,
            postgresql_where=text("verdict IS NULL"),
        ),
        Index("ix_approval_territory_id_id", "territory_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    act: str = Field(max_length=60)
    """What is to be done, by the name under which a feature hands it up."""
    subject_id: UUID
    called: str = Field(max_length=200)
    amount_minor: int | None = Field(default=None, sa_type=BigInteger)
    """None where it is not about money."""
    currency: str = Field(default="EUR", sa_type=Currency)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    reason: str = Field(max_length=1000)
    asked_by: UUID = Field(foreign_key="person.id", index=True)
    asked_at: datetime
    expires_at: datetime
    verdict: Verdict | None = Field(default=None, sa_type=one_of(Verdict, "verdict"))
    decided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    decided_at: datetime | None = None
    answer: str = Field(default="", max_length=1000)

    @property
    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)
