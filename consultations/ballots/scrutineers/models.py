"""Whom the office named for one ballot, before it opened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.ballots.scrutineers.rules import NAME_MOST
from payments.tables import identifier


class BallotScrutineer(SQLModel, table=True):
    """Somebody who may sign for this ballot alone; the mail's address goes once they have said yes."""

    __tablename__ = "ballot_scrutineer"
    __table_args__ = (
        UniqueConstraint("ballot_id", "person_id"),
        CheckConstraint("(person_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("num_nonnulls(email, person_id) = 1", name="invited"),
        CheckConstraint("(email IS NULL) = (secret_hash IS NULL)", name="secret"),
        CheckConstraint("outside OR person_id IS NOT NULL", name="deputy"),
        CheckConstraint("person_id <> named_by", name="another"),
        Index(
            "uq_ballot_scrutineer_invited",
            "ballot_id",
            "email",
            unique=True,
            postgresql_where=text("email IS NOT NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID = Field(foreign_key="ballot.id", ondelete="CASCADE")
    outside: bool
    """From outside; or else a deputy, who holds a role here."""
    name: str = Field(default="", max_length=NAME_MOST)
    """Of one from outside, as the minutes say it; empty once they closed their account."""
    email: str | None = Field(default=None, max_length=254)
    secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    """Of what the mail's link holds."""
    named_by: UUID = Field(foreign_key="person.id", index=True)
    named_at: datetime
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    confirmed_at: datetime | None = None
