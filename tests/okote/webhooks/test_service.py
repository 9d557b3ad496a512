"""What happens is kept for each webhook that wants it, tried again, given up, switched off."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.platform.events import emit
from okote.privacy.service import forget
from okote.webhooks import rules, service
from okote.webhooks.delivering import FORGETS, note_answer, order_due, secrets
from okote.webhooks.invariants import INVARIANTS
from okote.webhooks.models import WebhookAttempt, WebhookDelivery
from okote.webhooks.recording import SEND
from okote.webhooks.rules import Failure, Off, State
from okote.webhooks.sending import Answer
from okote.webhooks.service import WebhookDetails
from tests.okote.webhooks.conftest import ANYWHERE, MarketHeld

KEY = "x" * 32
TAKEN, BROKEN = Answer(12, status=204), Answer(10_000, failure=Failure.TIMEOUT)
JOBS = text("SELECT args ->> 'delivery_id' FROM procrastinate_jobs WHERE task_name = :send ORDER BY id")


async def deliveries(db):
    return (await db.exec(select(WebhookDelivery).order_by(WebhookDelivery.id))).all()


async def the_one(db):
    (delivery,) = await deliveries(db)
    return delivery


async def ordered(db):
    return (await db.exec(JOBS.bindparams(send=SEND))).scalars().all()


async def tried(db, delivery, answer):
    """As the job does it, without the call."""
    delivery.tries += 1
    attempt = WebhookAttempt(delivery_id=delivery.id, at=await db.now())
    db.add(attempt)
    await db.flush()
    return await note_answer(db, attempt, delivery.tries, answer)


async def test_it_is_written_down_where_it_happens(db, territory, webhook):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    said = json.loads(delivery.body)
    assert said == {
        "id": str(delivery.event_id),
        "type": "market.held",
        "occurred_at": delivery.occurred_at.isoformat().replace("+00:00", "Z"),
        "territory": "trois-rives",
        "data": {"stalls": 12, "path": "/market"},
    }
    assert await ordered(db) == [str(delivery.id)]


async def test_each_webhook_is_told_under_the_same_number(db, territory, webhook, ines):
    other = WebhookDetails("https://journal.example/", "Journal", ["market.held"])
    await service.add_webhook(db, other, ANYWHERE, by=ines)
    await emit(db, MarketHeld(territory))
    one, two = await deliveries(db)
    assert (one.event_id, one.body) == (two.event_id, two.body)
    assert one.webhook_id != two.webhook_id


async def test_nobody_is_told_who_does_not_want_it(db, territory, elsewhere, webhook, ines):
    await emit(db, MarketHeld(elsewhere))
    await emit(db, MarketHeld(territory, told=False))
    unwanted = WebhookDetails(webhook.url, "Agenda", ["fair.held"])
    await service.change_webhook(db, webhook.id, unwanted, ANYWHERE, by=ines)
    await emit(db, MarketHeld(territory))
    wanted = WebhookDetails(webhook.url, "Agenda", ["market.held"])
    await service.change_webhook(db, webhook.id, wanted, ANYWHERE, by=ines)
    await service.switch_off(db, webhook.id, by=ines)
    await emit(db, MarketHeld(territory))
    assert await deliveries(db) == []
    assert await ordered(db) == []


async def test_what_fails_is_tried_again_until_it_arrives(db, territory, webhook):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    assert await tried(db, delivery, BROKEN) is None
    assert (delivery.state, webhook.failing_since) == (State.WAITING, await db.now())
    assert delivery.next_at > await db.now()
    await order_due(db)
    assert len(await ordered(db)) == 1
    await set_offset(db, timedelta(minutes=1))
    for _ in range(2):
        await order_due(db)
    assert len(await ordered(db)) == 2, "it waits once"
    await tried(db, delivery, TAKEN)
    assert (delivery.state, delivery.next_at, webhook.failing_since) == (State.DELIVERED, None, None)


async def test_after_its_last_try_it_is_given_up(db, territory, webhook):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    delivery.tries = len(rules.PAUSES)
    await tried(db, delivery, BROKEN)
    assert (delivery.state, delivery.next_at) == (State.GIVEN_UP, None)


async def test_a_webhook_that_fails_for_days_is_switched_off_and_keeps_what_waits(
    db, territory, webhook, ines
):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    await tried(db, delivery, BROKEN)
    await set_offset(db, rules.PATIENCE)
    assert await tried(db, delivery, BROKEN) is webhook
    assert (webhook.off_because, webhook.off_since) == (Off.FAILING, await db.now())
    await set_offset(db, rules.PATIENCE + timedelta(days=1))
    await order_due(db)
    assert len(await ordered(db)) == 1, "nothing is tried while it is off"
    await service.switch_on(db, webhook.id, by=ines)
    await order_due(db)
    assert len(await ordered(db)) == 2
    assert await tried(db, delivery, BROKEN) is None, "the days are counted anew"


async def test_a_system_that_is_gone_is_left_alone_at_once(db, territory, webhook):
    await emit(db, MarketHeld(territory))
    assert await tried(db, await the_one(db), Answer(9, status=410)) is webhook
    assert webhook.off_because is Off.GONE


async def test_a_test_says_nothing_of_the_webhook(db, webhook, ines):
    await service.switch_off(db, webhook.id, by=ines)
    test = await service.send_test(db, webhook.id, by=ines)
    assert json.loads(test.body)["data"] == {"webhook": str(webhook.id)}
    assert await tried(db, test, Answer(9, status=410)) is None
    assert (test.state, webhook.off_because, webhook.failing_since) == (State.GIVEN_UP, Off.BY_HAND, None)


async def test_what_was_given_up_is_sent_again_by_hand(db, territory, webhook, ines):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    body, number = delivery.body, delivery.event_id
    delivery.tries = len(rules.PAUSES)
    await tried(db, delivery, BROKEN)
    await service.send_again(db, webhook.id, delivery.id, by=ines)
    assert (delivery.state, delivery.body, delivery.event_id) == (State.WAITING, body, number)
    assert len(await ordered(db)) == 2


async def test_an_answer_that_comes_late_undoes_nothing(db, territory, webhook, ines):
    """Sent again by hand while a try was under way: the failure of that one is noted, and that is all."""
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    delivery.tries = 3
    attempt = WebhookAttempt(delivery_id=delivery.id, at=await db.now())
    db.add(attempt)
    await service.send_again(db, webhook.id, delivery.id, by=ines)
    await note_answer(db, attempt, 3, BROKEN)
    assert (attempt.failure, delivery.state, delivery.tries) == (Failure.TIMEOUT, State.WAITING, 0)
    assert delivery.next_at == await db.now()


async def test_nobody_floods_anybody(db, webhook, ines):
    for _ in range(service.BY_HAND.most):
        await service.send_test(db, webhook.id, by=ines)
    with pytest.raises(TooManyRequestsError):
        await service.send_test(db, webhook.id, by=ines)


async def test_for_a_day_both_secrets_sign(db, webhook, ines):
    at = await db.now()
    (first,) = secrets(KEY, webhook, at)
    await service.roll_secret(db, webhook.id, by=ines)
    new, former = secrets(KEY, webhook, at)
    assert (former, new != first) == (first, True)
    with pytest.raises(rules.StillRollingError):
        await service.roll_secret(db, webhook.id, by=ines)
    assert secrets(KEY, webhook, at + rules.OVERLAP) == [new]
    await set_offset(db, rules.OVERLAP)
    await service.roll_secret(db, webhook.id, by=ines)


async def test_an_address_has_one_webhook_and_a_territory_a_few(db, webhook, ines, someone, elsewhere):
    same = WebhookDetails(webhook.url, "Encore", ["market.held"])
    with pytest.raises(rules.WebhookExistsError):
        await service.add_webhook(db, same, ANYWHERE, by=ines)
    await service.add_webhook(db, same, ANYWHERE, by=await someone(Role.ADMINISTRATOR, at=elsewhere))
    for number in range(rules.MOST - 1):
        other = WebhookDetails(f"https://agenda.example/{number}", "Encore", ["market.held"])
        await service.add_webhook(db, other, ANYWHERE, by=ines)
    with pytest.raises(rules.TooManyWebhooksError):
        await service.add_webhook(db, WebhookDetails("https://a.example", "", ["x"]), ANYWHERE, by=ines)


async def test_it_is_an_administrators(db, territory, elsewhere, webhook, someone):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    with pytest.raises(ForbiddenError):
        await service.switch_off(db, webhook.id, by=await someone(Role.AGENT))
    neighbour = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await service.switch_off(db, webhook.id, by=neighbour)
    with pytest.raises(NotFoundError):
        await service.send_again(db, webhook.id, delivery.id, by=neighbour)


async def test_what_is_removed_goes_with_all_that_was_sent(db, territory, webhook, ines):
    await emit(db, MarketHeld(territory))
    delivery = await the_one(db)
    attempt = WebhookAttempt(delivery_id=delivery.id, at=await db.now())
    db.add(attempt)
    await db.flush()
    await service.remove_webhook(db, webhook.id, by=ines)
    await db.flush()
    assert await deliveries(db) == []
    assert await note_answer(db, attempt, 1, TAKEN) is None
    deeds = (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id))).all()
    assert deeds == ["webhook_added", "webhook_removed"]


async def test_after_thirty_days_nothing_is_left(db, territory, webhook):
    await emit(db, MarketHeld(territory))
    await tried(db, await the_one(db), TAKEN)
    await set_offset(db, rules.KEPT)
    await forget(db, *FORGETS, uploads=Path())
    assert len(await deliveries(db)) == 1
    await set_offset(db, rules.KEPT + timedelta(seconds=1))
    await forget(db, *FORGETS, uploads=Path())
    assert await deliveries(db) == []
    assert (await db.exec(select(WebhookAttempt))).all() == []


PLANTED = {
    "webhook-is-told-of-its-own-territory": "UPDATE webhook_delivery SET territory_id = :elsewhere",
    "webhook-delivery-was-answered": (
        "UPDATE webhook_attempt SET status = 500 WHERE CAST(:elsewhere AS uuid) IS NOT NULL"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, territory, elsewhere, webhook, invariant):
    await emit(db, MarketHeld(territory))
    await tried(db, await the_one(db), TAKEN)
    await db.flush()
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[invariant.name]).bindparams(elsewhere=elsewhere.id))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
