"""Stripe's events, each kept once as it came."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from payments.inbox.rules import Remark, Source
from payments.tables import Moment, identifier, one_of


class StripeEvent(SQLModel, table=True):
    """`body` is what was signed, byte for byte; it names people, so one day it is forgotten, and empty.

    `remark` says why it led to nothing, if it did.
    """

    __tablename__ = "stripe_event"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        CheckConstraint("remark IS NULL OR handled_at IS NOT NULL", name="remarked"),
        Index("ix_stripe_event_received_at", "received_at", postgresql_where=text("handled_at IS NULL")),
    )

    id: UUID = identifier()
    source: Source = Field(sa_type=one_of(Source, "source"))
    event_id: str = Field(sa_type=String(255))
    type: str = Field(sa_type=String(255))
    livemode: bool
    account_id: str | None = Field(default=None, sa_type=String(255))
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Moment)
    received_at: datetime = Field(sa_type=Moment)
    handled_at: datetime | None = Field(default=None, sa_type=Moment)
    remark: Remark | None = Field(default=None, sa_type=one_of(Remark, "remark"))
