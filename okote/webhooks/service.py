"""Add, change, renew, switch, remove, try: what administrators do with webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlmodel import col, select

from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held, of_territory
from okote.webhooks import rules
from okote.webhooks.deeds import WEBHOOK, WebhookDeed
from okote.webhooks.models import Webhook, WebhookDelivery
from okote.webhooks.recording import defer, order_test
from okote.webhooks.rules import MOST, OVERLAP, Network, Off, State
from payments.sessions import WriteSession

BY_HAND = Limit(
    "webhook-by-hand",
    most=30,
    window=timedelta(hours=1),
    per=Per.TERRITORY,
    reason="Tests and repetitions that somebody asks for: nobody floods a system that is not theirs.",
)


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    url: str
    description: str
    kinds: Sequence[str]


async def add_webhook(db: WriteSession, details: WebhookDetails, network: Network, *, by: Visitor) -> Webhook:
    """NotAnAddressError, PrivateAddressError, WebhookExistsError, TooManyWebhooksError."""
    require(may_administer(by))
    await _check(db, details, network, by)
    webhook = Webhook(
        territory_id=by.territory.id,
        url=details.url,
        description=details.description,
        kinds=list(details.kinds),
        secret=uuid4(),
        created_at=await db.now(),
    )
    db.add(webhook)
    await db.flush()
    await note(db, by.doer, WebhookDeed.WEBHOOK_ADDED, webhook)
    return webhook


async def change_webhook(
    db: WriteSession, webhook_id: UUID, details: WebhookDetails, network: Network, *, by: Visitor
) -> Webhook:
    """What waits goes to its new address. Errors as `add_webhook` has them."""
    webhook = await _held(db, webhook_id, by)
    await _check(db, details, network, by, but=webhook.id)
    was = WEBHOOK.facts(webhook)
    webhook.url, webhook.description, webhook.kinds = details.url, details.description, list(details.kinds)
    await note(db, by.doer, WebhookDeed.WEBHOOK_CHANGED, webhook, was)
    return webhook


async def roll_secret(db: WriteSession, webhook_id: UUID, *, by: Visitor) -> Webhook:
    """Another one signs, and for a day the former one too. StillRollingError."""
    webhook, at = await _held(db, webhook_id, by), await db.now()
    if webhook.former_until is not None and at < webhook.former_until:
        raise rules.StillRollingError(until=webhook.former_until)
    webhook.former_secret, webhook.former_until = webhook.secret, at + OVERLAP
    webhook.secret = uuid4()
    await note(db, by.doer, WebhookDeed.WEBHOOK_ROLLED, webhook, WEBHOOK.facts(webhook))
    return webhook


async def switch_off(db: WriteSession, webhook_id: UUID, *, by: Visitor) -> Webhook:
    """It is told of nothing that happens meanwhile; what waits goes on waiting."""
    webhook = await _held(db, webhook_id, by)
    was = WEBHOOK.facts(webhook)
    if webhook.is_on:
        webhook.off_since, webhook.off_because = await db.now(), Off.BY_HAND
    await note(db, by.doer, WebhookDeed.WEBHOOK_OFF, webhook, was)
    return webhook


async def switch_on(db: WriteSession, webhook_id: UUID, *, by: Visitor) -> Webhook:
    """What waits leaves within a minute; how long it has failed is counted anew."""
    webhook = await _held(db, webhook_id, by)
    was = WEBHOOK.facts(webhook)
    webhook.off_since = webhook.off_because = webhook.failing_since = None
    await note(db, by.doer, WebhookDeed.WEBHOOK_ON, webhook, was)
    return webhook


async def remove_webhook(db: WriteSession, webhook_id: UUID, *, by: Visitor) -> None:
    """With all that was sent to it; who had it, and where it led, stays in the audit trail."""
    webhook = await _held(db, webhook_id, by)
    await note(db, by.doer, WebhookDeed.WEBHOOK_REMOVED, webhook)
    await db.delete(webhook)


async def send_test(db: WriteSession, webhook_id: UUID, *, by: Visitor) -> WebhookDelivery:
    """Once, at once, also where the webhook is off. TooManyRequestsError."""
    webhook = await _held(db, webhook_id, by)
    await hit(db, BY_HAND, str(by.territory.id))
    await note(db, by.doer, WebhookDeed.WEBHOOK_TESTED, webhook, WEBHOOK.facts(webhook))
    return await order_test(db, webhook)


async def send_again(
    db: WriteSession, webhook_id: UUID, delivery_id: UUID, *, by: Visitor
) -> WebhookDelivery:
    """The same words under the same number, from the first try on. TooManyRequestsError."""
    await _held(db, webhook_id, by)
    delivery = await held(db, WebhookDelivery, by.territory.id, delivery_id)
    if delivery.webhook_id != webhook_id:
        raise NotFoundError
    await hit(db, BY_HAND, str(by.territory.id))
    delivery.state, delivery.tries, delivery.next_at = State.WAITING, 0, await db.now()
    await note(db, by.doer, WebhookDeed.WEBHOOK_SENT_AGAIN, delivery)
    await defer(db, delivery)
    return delivery


async def _held(db: WriteSession, webhook_id: UUID, by: Visitor) -> Webhook:
    require(may_administer(by))
    return await held(db, Webhook, by.territory.id, webhook_id)


async def _check(
    db: WriteSession, details: WebhookDetails, network: Network, by: Visitor, *, but: UUID | None = None
) -> None:
    """One writer of a territory's webhooks at a time: two can't add the same one at once."""
    rules.check_address(details.url, network)
    await db.lock(f"webhooks:{by.territory.id}")
    others = of_territory(select(Webhook), Webhook.territory_id, by.territory.id)
    others = others.where(col(Webhook.id).is_distinct_from(but))
    known = (await db.exec(others.order_by(col(Webhook.id)))).all()
    if any(one.url == details.url for one in known):
        raise rules.WebhookExistsError
    if len(known) >= MOST:
        raise rules.TooManyWebhooksError(most=MOST)
