"""What was answered to a write, to be answered again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)
from okote.identity.tokens.models import AccessToken  # noqa: F401 (the table that it refers to)


class KeptAnswer(SQLModel, table=True):
    """Written by the transaction that did what was asked: the one is never there without the other."""

    __tablename__ = "api_answer"

    token_id: UUID = Field(foreign_key="access_token.id", primary_key=True, ondelete="CASCADE")
    key: str = Field(max_length=255, primary_key=True)
    asked: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    """A print of what was asked."""
    status: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(index=True)
