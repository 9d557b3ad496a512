"""Entries and their postings: written once, and from then on only read (triggers refuse the rest).

Every key begins with the book, so that a distributed PostgreSQL can shard by it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from payments.ledger.rules import LONGEST, Posting
from payments.money import Money
from payments.tables import Currency, Moment, uuid7

ADDRESS = "^[a-z0-9-]+(:[a-z0-9-]+)*$"
KIND = "^[a-z0-9][a-z0-9._:-]*$"


class LedgerEntry(SQLModel, table=True):
    """Something that happened, told once.

    `book` is whose ledger it is; `key` is the caller's name for what happened, unique in its book;
    `digest` is the hash of what was asked; `reference` is the caller's object, opaque here.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("book", "key"),
        UniqueConstraint("book", "reverses"),
        ForeignKeyConstraint(["book", "reverses"], ["ledger_entry.book", "ledger_entry.id"]),
        CheckConstraint("key <> ''", name="key"),
        CheckConstraint(f"kind ~ '{KIND}'", name="kind"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
        CheckConstraint("reverses <> id", name="reverses"),
        Index(None, "book", "reference"),
    )

    book: UUID = Field(primary_key=True)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    key: str = Field(sa_type=String(LONGEST))
    digest: str = Field(sa_type=String(64))
    kind: str = Field(sa_type=String(LONGEST))
    at: datetime = Field(sa_type=Moment)
    reference: UUID | None = None
    reverses: UUID | None = None


class LedgerPosting(SQLModel, table=True):
    """One movement of an entry, in the order in which it was told."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        ForeignKeyConstraint(["book", "entry_id"], ["ledger_entry.book", "ledger_entry.id"]),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("source <> destination", name="accounts"),
        CheckConstraint(f"source ~ '{ADDRESS}'", name="source"),
        CheckConstraint(f"destination ~ '{ADDRESS}'", name="destination"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        Index(None, "book", "source", postgresql_include=["amount_minor", "currency"]),
        Index(None, "book", "destination", postgresql_include=["amount_minor", "currency"]),
    )

    book: UUID = Field(primary_key=True)
    entry_id: UUID = Field(primary_key=True)
    position: int = Field(sa_type=SmallInteger, primary_key=True)
    source: str = Field(sa_type=String(LONGEST, collation="C"))
    destination: str = Field(sa_type=String(LONGEST, collation="C"))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Currency)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def posting(self) -> Posting:
        return Posting(self.source, self.destination, self.amount)
