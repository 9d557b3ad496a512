"""Send what waits: note the try, post it, note the answer. A crash in between repeats the notification."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from okote.feature import Forgetting
from okote.house import House
from okote.settings import Settings
from okote.webhooks import letters
from okote.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from okote.webhooks.recording import SEND, defer
from okote.webhooks.rules import (
    KEPT,
    TEST,
    Network,
    State,
    headers,
    is_success,
    next_try,
    secret_of,
    switches_off,
)
from okote.webhooks.sending import Answer, send
from payments.failpoints import reached
from payments.sessions import WriteSession

UNDER_WAY = timedelta(minutes=1)
"""After which a try without an answer is one of a service that stopped."""

AT_ONCE = 200
"""Further tries ordered in one go: the others come a minute later."""


def network(settings: Settings) -> Network:
    """What the operator allows; host names are compared in lower case."""
    return Network(here=settings.environment != "production", hosts=[*map(str.lower, settings.webhook_hosts)])


def secrets(master: str, webhook: Webhook, at: datetime) -> list[bytes]:
    """Those that sign: the one that was shown last and, for a day, the one before."""
    names = [webhook.secret]
    if webhook.former_secret is not None and webhook.former_until is not None and at < webhook.former_until:
        names.append(webhook.former_secret)
    return [secret_of(master, webhook.id, name) for name in names]


async def deliver(house: House, delivery_id: UUID) -> None:
    """One try, if it is due; what is asked twice is sent once."""
    async with house.database.unit_of_work() as db:
        delivery = await _due(db, delivery_id)
        if delivery is None:
            return
        webhook, at = await db.get_one(Webhook, delivery.webhook_id), await db.now()
        attempt = WebhookAttempt(delivery_id=delivery.id, at=at)
        db.add(attempt)
        delivery.tries += 1
        delivery.next_at = at + UNDER_WAY
    body, keys = delivery.body.encode(), secrets(house.settings.secret_key, webhook, at)
    sent = headers(keys, str(delivery.event_id), at, body)
    answer = await send(webhook.url, body, sent, network(house.settings))
    reached("notification.sent")
    async with house.database.unit_of_work() as db:
        off = await note_answer(db, attempt, delivery.tries, answer)
        if off is not None:
            await letters.switched_off(house, db, off)


async def _due(db: WriteSession, delivery_id: UUID) -> WebhookDelivery | None:
    statement = select(WebhookDelivery).where(
        WebhookDelivery.id == delivery_id,
        WebhookDelivery.state == State.WAITING,
        col(WebhookDelivery.next_at) <= await db.now(),
    )
    return (await db.exec(statement.with_for_update())).first()


async def note_answer(
    db: WriteSession, attempt: WebhookAttempt, tries: int, answer: Answer
) -> Webhook | None:
    """The webhook where this was its last failure. Of one that was removed meanwhile nothing is noted."""
    theirs = WebhookDelivery.id == attempt.delivery_id
    joined = select(Webhook).join(WebhookDelivery, col(WebhookDelivery.webhook_id) == Webhook.id)
    webhook = (await db.exec(joined.where(theirs).with_for_update(key_share=True, of=Webhook))).first()
    delivery = (await db.exec(select(WebhookDelivery).where(theirs).with_for_update())).first()
    if webhook is None or delivery is None:
        return None
    noted = await db.get_one(WebhookAttempt, attempt.id)
    noted.status, noted.failure = answer.status, answer.failure
    noted.milliseconds, noted.answer = answer.milliseconds, answer.words
    if is_success(answer.status):
        delivery.state, delivery.next_at = State.DELIVERED, None
        webhook.failing_since = None
        return None
    if delivery.state is State.WAITING and delivery.tries == tries:
        at = await db.now()
        delivery.next_at = None if delivery.kind == TEST else next_try(tries, at, delivery.event_id)
        delivery.state = State.WAITING if delivery.next_at else State.GIVEN_UP
        return _failing(webhook, noted, at) if delivery.kind != TEST else None
    return None


def _failing(webhook: Webhook, attempt: WebhookAttempt, at: datetime) -> Webhook | None:
    """Itself where it is off from now on: what waits for it waits until it is on again."""
    webhook.failing_since = webhook.failing_since or attempt.at
    off = switches_off(attempt.status, webhook.failing_since, at)
    if off is None or not webhook.is_on:
        return None
    webhook.off_since, webhook.off_because = at, off
    return webhook


async def order_due(db: WriteSession) -> None:
    """Further tries whose time has come, of webhooks that are on; in the order of their times."""
    statement = (
        select(WebhookDelivery)
        .join(Webhook, col(Webhook.id) == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.state == State.WAITING,
            col(WebhookDelivery.next_at) <= await db.now(),
            col(Webhook.off_since).is_(None),
        )
        .order_by(col(WebhookDelivery.next_at), col(WebhookDelivery.id))
        .limit(AT_ONCE)
    )
    for delivery in (await db.exec(statement)).all():
        await defer(db, delivery, once=f"{SEND}:{delivery.id}")


FORGETS = (
    Forgetting(
        "notifications",
        "What a territory's own systems were told, with all its tries, after 30 days",
        WebhookDelivery,
        col(WebhookDelivery.occurred_at),
        lambda at: col(WebhookDelivery.occurred_at) < at - KEPT,
    ),
)
