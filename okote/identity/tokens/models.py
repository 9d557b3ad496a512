"""Access tokens, of which only a hash is kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from okote.identity.tokens.rules import LONGEST_NAME, Scope
from payments.tables import identifier


class AccessToken(SQLModel, table=True):
    """Lets a program act as a person in one territory; deleting the row ends it."""

    __tablename__ = "access_token"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint(
            "scopes <@ ARRAY['read:me', 'read:work', 'write']::varchar[] AND cardinality(scopes) > 0",
            name="scopes",
        ),
        CheckConstraint("expires_at <= created_at + interval '366 days'", name="expires_at"),
        Index("ix_access_token_territory_id_id", "territory_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=LONGEST_NAME)
    """What its owner knows it by."""
    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    begins: str = Field(max_length=20)
    """The first characters, by which it is known again where it lies."""
    scopes: list[str] = Field(sa_column=Column(ARRAY(String(20)), nullable=False))
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None = None
    """A day, in UTC: enough to see what is no longer used."""

    @property
    def allows(self) -> frozenset[Scope]:
        return frozenset(Scope(one) for one in self.scopes)
