"""Seals, what they are over, and what waits for the next one. Triggers write what waits; see o0057."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, LargeBinary, String
from sqlmodel import Field, SQLModel

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)


class Seal(SQLModel, table=True):
    """One link of the chain, never changed: `hash` is over what it seals and over the hash before it."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name="hash"),
    )

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """From one on, without a gap."""
    at: datetime
    previous_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
    row_count: int


def words() -> tuple[CheckConstraint, CheckConstraint]:
    """What the canonical text of a seal relies on: no word holds what separates words."""
    return (
        CheckConstraint(r"relation ~ '^\S+$' AND key ~ '^\S+$'", name="words"),
        CheckConstraint("length(digest) = 32", name="digest"),
    )


class UnsealedRow(SQLModel, table=True):
    """What a row of a sealed table was when it was written; here until the next seal is over it."""

    __tablename__ = "unsealed_row"
    __table_args__ = words()

    relation: str = Field(primary_key=True, sa_type=String(63, collation="C"))
    key: str = Field(primary_key=True, sa_type=String(200, collation="C"))
    """Its primary key, the columns apart by slashes."""
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    """Of two versions of a row the later one has the greater: whoever writes a row holds it."""
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)
    """SHA-256 of all that the row says; None once it is deleted."""


class SealedRow(SQLModel, table=True):
    """The same, under the seal of that number; never changed."""

    __tablename__ = "sealed_row"
    __table_args__ = words()

    relation: str = Field(primary_key=True, sa_type=String(63, collation="C"))
    key: str = Field(primary_key=True, sa_type=String(200, collation="C"))
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    seal_number: int = Field(sa_type=BigInteger, index=True)
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)
