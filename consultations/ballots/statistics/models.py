"""What was computed of a vote when it was published."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from payments.tables import Json


class BallotFigures(SQLModel, table=True):
    """Of a ballot that enough people voted in; never changed, as its votes are not."""

    __tablename__ = "ballot_figures"

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True, ondelete="CASCADE")
    figures: dict[str, Any] = Field(sa_type=Json)
    """As `keeping.packed` writes them."""
    at: datetime
