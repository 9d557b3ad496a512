"""What became of options that won."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import Moment


class BallotFollowup(SQLModel, table=True):
    """Of an option that won: the action that it became, and whether a campaign was asked for; once each."""

    __tablename__ = "ballot_followup"
    __table_args__ = (CheckConstraint("num_nonnulls(action_id, campaign_asked_at) > 0", name="followed"),)

    option_id: UUID = Field(foreign_key="ballot_option.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID = Field(foreign_key="ballot.id", index=True)
    title: str = Field(max_length=200)
    """Of the option, for whoever reads later what was done."""
    action_id: UUID | None = Field(default=None, foreign_key="action.id", unique=True)
    campaign_asked_at: datetime | None = None
    created_at: datetime = Field(sa_type=Moment)
