"""What happens, written down for each webhook that wants it, in the transaction in which it happens."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from okote.feature import Announced, Feature, WebhookKind
from okote.platform.events import Subscriber, Subscriptions
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.webhooks.models import Webhook, WebhookDelivery
from okote.webhooks.rules import TEST
from payments.sessions import WriteSession
from payments.tables import uuid7

SEND = "webhooks.send"

LANES = 2
"""Of a worker's four jobs at once, that many at most wait for other people's systems."""


def kinds(features: Sequence[Feature]) -> Sequence[WebhookKind]:
    """What the territory's systems may be told of, as its features have it."""
    return tuple(kind for one in features for kind in one.webhooks)


def subscriptions(all_kinds: Sequence[WebhookKind]) -> Subscriptions:
    """Each event to what is told of it."""
    subscribers = defaultdict[type[Any], list[Subscriber]](list)
    for kind in all_kinds:
        for event in kind.events:
            subscribers[event].append(partial(_record, kind))
    return dict(subscribers)


async def _record(kind: WebhookKind, db: WriteSession, event: object) -> None:
    """Nothing where no webhook of the territory wants it: one that is off is told of nothing."""
    told = await kind.tell(db, event)
    if told is None:
        return
    on = of_territory(select(Webhook), Webhook.territory_id, told.territory_id)
    found = (await db.exec(on.where(col(Webhook.off_since).is_(None)).order_by(col(Webhook.id)))).all()
    wanting = [webhook for webhook in found if kind.name in webhook.kinds]
    if not wanting:
        return
    event_id, at = uuid7(), await db.now()
    slug = (await db.get_one(Territory, told.territory_id)).slug
    body = written(event_id, kind.name, at, slug, told)
    for webhook in wanting:
        await _order(db, webhook, event_id, kind.name, at, body)


async def order_test(db: WriteSession, webhook: Webhook) -> WebhookDelivery:
    """To see whether it arrives, also where the webhook is off."""
    event_id, at = uuid7(), await db.now()
    slug = (await db.get_one(Territory, webhook.territory_id)).slug
    told = Announced(webhook.territory_id, None, {"webhook": str(webhook.id)})
    return await _order(db, webhook, event_id, TEST, at, written(event_id, TEST, at, slug, told))


async def _order(
    db: WriteSession, webhook: Webhook, event_id: UUID, kind: str, at: datetime, body: str
) -> WebhookDelivery:
    delivery = WebhookDelivery(
        territory_id=webhook.territory_id,
        webhook_id=webhook.id,
        event_id=event_id,
        kind=kind,
        occurred_at=at,
        body=body,
        next_at=at,
    )
    db.add(delivery)
    await db.flush()
    await defer(db, delivery)
    return delivery


async def defer(db: WriteSession, delivery: WebhookDelivery, *, once: str | None = None) -> None:
    """Have it sent as soon as its lane is free: a slow system keeps waiting nobody but those of its lane."""
    lane = delivery.webhook_id.int % LANES
    await db.defer(SEND, lock=f"webhooks:{lane}", once=once, delivery_id=str(delivery.id))


def written(event_id: UUID, kind: str, at: datetime, territory: str, told: Announced) -> str:
    """The body, word for word as it is signed."""
    data: Mapping[str, Any] = told.data if told.path is None else {**told.data, "path": told.path}
    said = {
        "id": str(event_id),
        "type": kind,
        "occurred_at": at.isoformat().replace("+00:00", "Z"),
        "territory": territory,
        "data": data,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
