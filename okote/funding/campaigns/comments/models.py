"""Comments beside the lines of an offer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class ReviewComment(SQLModel, table=True):
    """One remark about one line; kept when it is done, and never changed."""

    __tablename__ = "review_comment"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
        Index("ix_review_comment_campaign_id_at", "campaign_id", "at"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    line: str = Field(max_length=40)
    """The field of the offer's form; `line-2` is the third of its budget."""
    excerpt: str = Field(default="", max_length=160)
    """What a line of the budget was called, since the others may move."""
    text: str = Field(max_length=1000)
    author_id: UUID = Field(foreign_key="person.id")
    at: datetime
    done_by: UUID | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None
