"""People, how they sign in, their sessions, and what they may do where."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from okote.identity.roles.words import Role
from payments.tables import identifier, one_of


class Person(SQLModel, table=True):
    """Anyone who signs in; one per installation, whatever the territories they visit."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "closed_at IS NULL OR (email IS NULL AND public_name IS NULL AND language IS NULL)", name="closed"
        ),
    )

    id: UUID = identifier()
    created_at: datetime
    public_name: str | None = Field(default=None, max_length=80)
    """Chosen by the person, never taken from a provider."""
    email: str | None = Field(default=None, max_length=254)
    """Where mails go; says nothing about who may sign in."""
    email_chosen: bool = False
    """Confirmed by the person, so that what a provider says later doesn't replace it."""
    language: str | None = Field(default=None, max_length=2)
    closed_at: datetime | None = None
    """When its owner closed the account; what the accounts need stays under its number."""


class SignIn(SQLModel, table=True):
    """A way in: what an issuer calls this person. Never matched by e-mail."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = identifier()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=300)
    last_used_at: datetime


class Session(SQLModel, table=True):
    """A signed-in browser, known by the hash of its cookie, valid on one host name."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_expires_at", "expires_at"),)

    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    person_id: UUID = Field(
        sa_column=Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    host: str = Field(max_length=255)
    provider: str = Field(max_length=40)
    id_token: str | None = None
    """What the provider wants to see at sign-out."""
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    """Absolute: being seen does not move it."""


class SignInAttempt(SQLModel, table=True):
    """A sign-in that has begun: known by the hash of its state, bound to the browser by a cookie."""

    __tablename__ = "sign_in_attempt"

    state_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    browser_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    host: str = Field(max_length=255)
    provider: str = Field(max_length=40)
    nonce: str = Field(max_length=64)
    code_verifier: str = Field(max_length=128)
    return_to: str
    """A path of this site, its query included, without a language."""
    language: str = Field(max_length=2)
    """In which the person was reading: the provider sends them back to an address without one."""
    person_id: UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=True, index=True),
    )
    """Who began it to add a way in to their account, and alone may complete it; None of a sign-in."""
    expires_at: datetime = Field(index=True)


class Grant(SQLModel, table=True):
    """A role given; taking it back writes when, and keeps the row."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_in_force",
            "territory_id",
            "person_id",
            "role",
            "scope",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(role IN ('holder', 'partner', 'service')) = (scope IS NOT NULL)", name="scope"),
        CheckConstraint("(role = 'deputy') = (expires_at IS NOT NULL)", name="expiry"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=one_of(Role, "role"))
    scope: UUID | None = None
    granted_by: UUID | None = Field(default=None, foreign_key="person.id")
    granted_at: datetime
    expires_at: datetime | None = None
    """When it ends by itself."""
    revoked_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A role offered to an e-mail address; whoever opens its link, signed in, takes it once."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(role IN ('holder', 'partner', 'service')) = (scope IS NOT NULL)", name="scope"),
        Index("ix_invitation_territory_id_created_at", "territory_id", "created_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    email: str = Field(max_length=254)
    """Empty once whoever took it up has closed their account."""
    role: Role = Field(sa_type=one_of(Role, "role"))
    scope: UUID | None = None
    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    invited_by: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be taken up."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


__all__ = ["Grant", "Invitation", "Person", "Role", "Session", "SignIn", "SignInAttempt"]
