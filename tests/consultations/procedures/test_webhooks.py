"""What the territory's systems are told of procedures: always under the names that the example shows."""

import json
from uuid import uuid4

import pytest
from sqlmodel import select

from consultations.procedures.service import versions
from consultations.procedures.webhooks import KINDS
from okote.webhooks import recording
from okote.webhooks.models import Webhook, WebhookDelivery


@pytest.fixture
def subscriptions():
    return recording.subscriptions(KINDS)


async def test_a_system_hears_of_a_version_that_everyone_reads(db, territory, agent, draft, clear, roads):
    (kind,) = KINDS
    at = await db.now()
    hook = {"url": "https://agenda.example/", "description": "Agenda", "secret": uuid4(), "created_at": at}
    db.add(Webhook(territory_id=territory.id, kinds=[kind.name], **hook))
    await db.flush()
    await clear(draft)
    assert (await db.exec(select(WebhookDelivery).order_by(WebhookDelivery.id))).all() == []
    await versions.publish_version(db, draft.id, by=agent)
    (told,) = (await db.exec(select(WebhookDelivery).order_by(WebhookDelivery.id))).all()
    data = json.loads(told.body)["data"]
    assert (told.kind, set(data)) == (kind.name, set(kind.example))
    assert (data["service"], data["version"]) == (str(roads.id), 1)
    assert data["path"] == "/procedures/demander-une-place-en-creche"
