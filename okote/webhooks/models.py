"""A territory's webhooks, what each is told, and each try."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from okote.webhooks.rules import LONGEST_ADDRESS, LONGEST_ANSWER, Failure, Off, State, is_success
from payments.tables import Json, identifier, one_of


class Webhook(SQLModel, table=True):
    """Where one of the territory's own systems wants to be told of what happens.

    Its secrets are in no table: each is derived from a name, which says nothing, and the service's key.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        UniqueConstraint("territory_id", "url"),
        CheckConstraint("num_nonnulls(former_secret, former_until) IN (0, 2)", name="former"),
        CheckConstraint("num_nonnulls(off_since, off_because) IN (0, 2)", name="off"),
        CheckConstraint("jsonb_typeof(kinds) = 'array' AND kinds <> '[]'", name="kinds"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    url: str = Field(max_length=LONGEST_ADDRESS)
    description: str = Field(max_length=120)
    kinds: list[str] = Field(sa_type=Json)
    """What it is told of, by their names."""
    secret: UUID
    """The name of the secret that signs."""
    former_secret: UUID | None = None
    former_until: datetime | None = None
    created_at: datetime
    off_since: datetime | None = None
    off_because: Off | None = Field(default=None, sa_type=one_of(Off, "off_because"))
    failing_since: datetime | None = None
    """The first try that failed since one arrived."""

    @property
    def is_on(self) -> bool:
        return self.off_since is None


class WebhookDelivery(SQLModel, table=True):
    """One notification to one webhook, as it is signed and sent, however often."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name="next_at"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_webhook_delivery_due", "next_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_webhook_delivery_webhook_id_id", "webhook_id", "id"),
        Index("ix_webhook_delivery_occurred_at", "occurred_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    webhook_id: UUID = Field(foreign_key="webhook.id", ondelete="CASCADE")
    event_id: UUID
    """The same for each webhook that is told, and each try: by it receivers know doubles."""
    kind: str = Field(max_length=60)
    occurred_at: datetime
    body: str
    state: State = Field(default=State.WAITING, sa_type=one_of(State, "state"))
    tries: int = 0
    next_at: datetime | None = None


class WebhookAttempt(SQLModel, table=True):
    """One try, written before it is made: without an answer or a failure, the service stopped meanwhile."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (
        CheckConstraint("num_nonnulls(status, failure) <= 1", name="outcome"),
        Index("ix_webhook_attempt_delivery_id_id", "delivery_id", "id"),
    )

    id: UUID = identifier()
    delivery_id: UUID = Field(foreign_key="webhook_delivery.id", ondelete="CASCADE")
    at: datetime
    status: int | None = None
    failure: Failure | None = Field(default=None, sa_type=one_of(Failure, "failure"))
    milliseconds: int | None = None
    answer: str = Field(default="", max_length=LONGEST_ANSWER)
    """What it began with."""

    @property
    def arrived(self) -> bool:
        return is_success(self.status)
