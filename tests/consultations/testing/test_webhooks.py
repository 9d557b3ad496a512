"""What the territory's systems are told of tests: which and when, and nothing before everyone reads it."""

import json
from uuid import uuid4

import pytest
from sqlmodel import col, select

from consultations.testing.events import FindingAnswered, ResultsPublished, TestOpened
from consultations.testing.rules.findings import FindingState
from consultations.testing.service import campaigns, findings, results
from consultations.testing.webhooks import KINDS
from okote.webhooks import recording
from okote.webhooks.models import Webhook, WebhookDelivery
from tests.consultations.testing.conftest import later


@pytest.fixture
def subscriptions():
    return recording.subscriptions(KINDS)


@pytest.fixture
async def hook(db, territory):
    at = await db.now()
    kept = {"url": "https://agenda.example/", "description": "Agenda", "secret": uuid4(), "created_at": at}
    db.add(Webhook(territory_id=territory.id, kinds=[kind.name for kind in KINDS], **kept))
    await db.flush()


async def told(db):
    deliveries = (await db.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id)))).all()
    return [(one.kind, json.loads(one.body)["data"]) for one in deliveries]


async def test_a_system_hears_of_a_test_and_of_no_tester(db, hook, finding, campaign, samira, engineer):
    await results.reply(db, campaign.id, "Nous y travaillons.", by=engineer)
    await results.publish(db, campaign.id, by=samira)
    await findings.answer(db, finding.id, FindingState.REFUSED, "La loi le veut.", by=engineer)
    heard = await told(db)
    assert [kind for kind, _ in heard] == ["test.opened", "test.published", "finding.answered"]
    for (kind, data), known in zip(heard, KINDS, strict=True):
        assert (kind, set(data)) == (known.name, set(known.example))
    opened, published, answered = (data for _, data in heard)
    assert (published["testers"], published["path"]) == (3, f"/tests/{campaign.slug}")
    assert (answered["finding"], answered["answer"], answered["action"]) == (1, "refused", None)
    said = json.dumps(heard)
    assert "Nous y travaillons." not in said
    assert "La date" not in said
    assert opened["test"] == str(campaign.id)


async def test_nothing_is_heard_of_answers_before_everyone_reads_them(db, hook, finding, campaign, engineer):
    await findings.answer(db, finding.id, FindingState.REFUSED, "La loi le veut.", by=engineer)
    assert [kind for kind, _ in await told(db)] == ["test.opened"]


async def test_an_action_is_named_once_everyone_sees_it(db, hook, finding, campaign, samira, engineer):
    await later(db, campaign, campaign.reading_days)
    await results.publish(db, campaign.id, by=samira)
    await findings.answer(db, finding.id, FindingState.ACCEPTED, "", by=engineer)
    assert (await told(db))[-1][1]["action"] is None


def test_each_event_of_tests_that_everyone_may_know_of_is_told():
    assert {event for kind in KINDS for event in kind.events} == {
        TestOpened,
        ResultsPublished,
        FindingAnswered,
    }


async def test_a_draft_is_nobody_s_concern(db, hook, draft, samira, details):
    await campaigns.change_campaign(db, draft.id, details, by=samira)
    assert await told(db) == []
