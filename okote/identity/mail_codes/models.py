"""The codes that were sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class MailCode(SQLModel, table=True):
    """A code sent to an address, good for the browser that asked: ten minutes, a few tries, one use.

    Only the browser's secret makes its hash checkable, so who reads the table can't guess the six digits.
    """

    __tablename__ = "mail_code"
    __table_args__ = (CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),)

    id: UUID = identifier()
    email: str = Field(max_length=254)
    person_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    )
    """Whose address it confirms; nobody's where it is to sign in with."""
    code_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    browser_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, index=True))
    host: str = Field(max_length=255)
    return_to: str
    """As in SignInAttempt."""
    tries: int = 0
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
