"""Letters with a code, and the packages in which they are printed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, text
from sqlmodel import Field, SQLModel

from consultations.eligibility.census.rules import ADDRESS_MOST, NAME_MOST
from consultations.eligibility.codes.rules import MARK
from consultations.eligibility.rules import Proof
from payments.tables import identifier, one_of


class Purpose(StrEnum):
    """What the letters of a package are for: rooms that print their own add a word."""

    RESIDENCE = "residence"
    BALLOT = "ballot"


class LetterPackage(SQLModel, table=True):
    """Letters that are printed together: downloaded once, by which its codes come to be; or declared void."""

    __tablename__ = "letter_package"
    __table_args__ = (
        CheckConstraint("letters > 0 AND used BETWEEN 0 AND letters", name="letters"),
        CheckConstraint("num_nonnulls(voided_at, voided_by) <> 1 OR voided_by IS NULL", name="voided"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    purpose: Purpose = Field(default=Purpose.RESIDENCE, sa_type=one_of(Purpose, "purpose"))
    letters: int
    used: int = 0
    """Codes of it that showed something; which ones, is forgotten before."""
    expires_on: date
    """The first day on which its codes are good for nothing."""
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    downloaded_at: datetime | None = None
    downloaded_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    voided_at: datetime | None = None
    voided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class ResidenceLetter(SQLModel, table=True):
    """To somebody at an address, or handed over at the counter; its code shows once that it arrived.

    Without a package, it waits to be printed.
    """

    __tablename__ = "residence_letter"
    __table_args__ = (
        CheckConstraint("num_nonnulls(mark, salt, code_hash) IN (0, 3)", name="code"),
        CheckConstraint("used_at IS NULL OR mark IS NOT NULL", name="used"),
        CheckConstraint("(proof = 'counter') = (paper <> '')", name="paper"),
        CheckConstraint("proof IN ('letter', 'counter')", name="by_code"),
        Index("ix_residence_letter_territory_id_mark", "territory_id", "mark"),
        Index(
            "uq_residence_letter_waiting",
            *("territory_id", "person_id"),
            unique=True,
            postgresql_where=text("package_id IS NULL AND proof = 'letter' AND person_id IS NOT NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    package_id: UUID | None = Field(default=None, foreign_key="letter_package.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who asked for it, and alone can use it; None of a letter to whoever lives there."""
    entry_id: UUID | None = Field(
        default=None, foreign_key="census_entry.id", ondelete="SET NULL", index=True
    )
    proof: Proof = Field(default=Proof.LETTER, sa_type=one_of(Proof, "proof"))
    paper: str = Field(default="", max_length=80)
    name: str = Field(default="", max_length=NAME_MOST)
    address: str = Field(default="", max_length=ADDRESS_MOST)
    """Both are emptied once the letter is used or good for nothing."""
    place_id: UUID = Field(foreign_key="place.id", index=True)
    born_on: date | None = None
    """Seen at the counter, until the code is used."""
    guardian: str = Field(default="", max_length=120)
    """Who agreed there."""
    asked_at: datetime
    expires_on: date | None = None
    """The first day on which its code is good for nothing; None while it waits to be printed."""
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who saw the paper."""
    mark: str | None = Field(default=None, max_length=MARK)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary(16))
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary(32))
    tries: int = Field(default=0, sa_type=SmallInteger)
    used_at: datetime | None = None
    used_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
