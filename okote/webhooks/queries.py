"""Webhooks and what was sent to them, for those who look after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from okote.territories.queries import of_territory
from okote.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from okote.webhooks.rules import Off
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Listed:
    """`arrived_at` is when something last arrived, of what is still kept."""

    webhook: Webhook
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A notification with its latest try, where it has one."""

    delivery: WebhookDelivery
    latest: WebhookAttempt | None

    @property
    def id(self) -> UUID:
        return self.delivery.id


async def webhooks(db: ReadSession, territory_id: UUID) -> Sequence[Listed]:
    """In the order in which they were added."""
    arrived = (
        select(func.max(WebhookAttempt.at))
        .join(WebhookDelivery, col(WebhookDelivery.id) == WebhookAttempt.delivery_id)
        .where(WebhookDelivery.webhook_id == Webhook.id, col(WebhookAttempt.status).between(200, 299))
        .scalar_subquery()
    )
    statement = of_territory(select(Webhook, arrived), Webhook.territory_id, territory_id)
    return [Listed(*row) for row in (await db.exec(statement.order_by(col(Webhook.id)))).all()]


async def sent(db: ReadSession, webhook_id: UUID, before: UUID | None, *, limit: int) -> Sequence[Sent]:
    """The latest first."""
    tried = aliased(WebhookAttempt)
    of_one = select(tried.id).where(tried.delivery_id == WebhookDelivery.id)
    last = of_one.order_by(col(tried.id).desc()).limit(1).scalar_subquery()
    statement = (
        select(WebhookDelivery, WebhookAttempt)
        .outerjoin(WebhookAttempt, col(WebhookAttempt.id) == last)
        .where(WebhookDelivery.webhook_id == webhook_id)
    )
    if before is not None:
        statement = statement.where(col(WebhookDelivery.id) < before)
    rows = await db.exec(statement.order_by(col(WebhookDelivery.id).desc()).limit(limit))
    return [Sent(*row) for row in rows.all()]


async def attempts(db: ReadSession, delivery_id: UUID) -> Sequence[WebhookAttempt]:
    """The latest first."""
    statement = select(WebhookAttempt).where(WebhookAttempt.delivery_id == delivery_id)
    return (await db.exec(statement.order_by(col(WebhookAttempt.id).desc()))).all()


async def count_switched_off(db: ReadSession, territory_id: UUID) -> int:
    """How many are off although nobody switched them off."""
    statement = select(func.count()).select_from(Webhook).where(col(Webhook.off_because) != Off.BY_HAND)
    return (await db.exec(of_territory(statement, Webhook.territory_id, territory_id))).one()
