"""The outbox."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier, one_of


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The mail server said for good that it won't: an agent must look."""


class Mail(SQLModel, table=True):
    """One mail: one row per event and recipient, whatever is repeated before or after."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_waiting", "created_at", postgresql_where=text("state <> 'sent'")),
        Index("ix_mail_territory_id_created_at", "territory_id", "created_at"),
        CheckConstraint("NOT secret OR person_id IS NULL", name="secret"),
    )

    id: UUID = identifier()
    key: str = Field(max_length=200, unique=True)
    """The event and the recipient: `pledge-confirmed:<pledge>:<person>`."""
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """To whose account it was written: nobody's where it went to an organisation, or to an address alone."""
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    text: str
    html: str
    secret: bool = False
    """Whoever reads it is let in, by a code or a link: its words are shown to nobody, and go once sent."""
    kept: bool = True
    """Whether it can be shown later; to an account that is closed, nothing of it is left once it was sent."""
    unsubscribe: str | None = Field(default=None, max_length=500)
    """Where a program ends letters of its sort with one POST; none where its reader can't refuse it."""
    state: MailState = Field(default=MailState.WAITING, sa_type=one_of(MailState, "state"))
    created_at: datetime
    sent_at: datetime | None = None
    tries: int = 0
    failure: str | None = Field(default=None, max_length=300)


class MailRefusal(SQLModel, table=True):
    """A kind of mail that somebody does not want; what is not here is wanted."""

    __tablename__ = "mail_refusal"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    kind: str = Field(max_length=40, primary_key=True)
    since: datetime
