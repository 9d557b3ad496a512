"""What the territory's systems are told of opinions: always under the names that the examples show."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from consultations.panels.opinions.service import answer_opinion, publish_opinion
from consultations.panels.opinions.webhooks import KINDS
from okote.webhooks import recording
from okote.webhooks.models import Webhook, WebhookDelivery
from tests.consultations.panels.opinions.test_opinions import citizens, opinion, today

__all__ = ["citizens", "opinion", "today"]


@pytest.fixture
def subscriptions():
    return recording.subscriptions(KINDS)


async def test_a_system_hears_of_an_opinion_and_of_its_answer(
    db, territory, opinion, citizens, samira, engineer, roads, today
):
    hook = {
        "url": "https://agenda.example/",
        "description": "Agenda",
        "secret": uuid4(),
        "created_at": await db.now(),
    }
    db.add(Webhook(territory_id=territory.id, kinds=[kind.name for kind in KINDS], **hook))
    await db.flush()
    await publish_opinion(db, opinion.id, roads.id, today + timedelta(days=9), by=samira)
    await answer_opinion(db, opinion.id, "Dix.", by=engineer)
    sent = (await db.exec(select(WebhookDelivery).order_by(WebhookDelivery.id))).all()
    assert [one.kind for one in sent] == ["opinion.published", "opinion.answered"]
    told = [json.loads(one.body)["data"] for one in sent]
    assert [set(one) for one in told] == [set(kind.example) for kind in KINDS]
    assert [one["answered"] for one in told] == [False, True]
    assert {one["service"] for one in told} == {str(roads.id)}
    assert {one["path"] for one in told} == {f"/panels/{citizens.slug}/opinions/{opinion.id}"}
