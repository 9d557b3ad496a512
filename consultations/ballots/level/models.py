"""What was answered about a ballot, each time that somebody did: rows are added, none is changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import Json, identifier

EDITION_MOST = 40


class BallotLevel(SQLModel, table=True):
    """All answers of one sheet, by the questions that were asked then; the latest sheet counts."""

    __tablename__ = "ballot_level"
    __table_args__ = (
        CheckConstraint("edition <> '' AND level BETWEEN 1 AND 3", name="known"),
        CheckConstraint("jsonb_typeof(answers) = 'object'", name="answers"),
    )

    id: UUID = identifier()
    ballot_id: UUID = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    edition: str = Field(max_length=EDITION_MOST)
    """The name of the questionnaire."""
    answers: dict[str, bool] = Field(sa_type=Json)
    """By the name of the question."""
    level: int
    answered_by: UUID = Field(foreign_key="person.id", index=True)
    at: datetime
