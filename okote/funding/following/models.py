"""Follows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import payments.tables  # noqa: F401 (names the constraints of the tables that are defined after it)


class Follow(SQLModel, table=True):
    """What somebody decided about the letters of one campaign.

    Once it is ended they have none of those that can be refused, not even as a donor.
    """

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint("ended_at >= since", name="ended_at"),
        Index(
            "ix_follow_campaign_id_person_id",
            "campaign_id",
            "person_id",
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    campaign_id: UUID = Field(foreign_key="campaign.id", primary_key=True)
    since: datetime
    ended_at: datetime | None = None
