"""What the database knows of the installation, as monitoring reads it."""

import asyncio
from contextlib import suppress

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from okote.platform.db import Database
from okote.serving.metrics import process
from okote.serving.metrics.installation import Installation
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Source
from tests.okote.app_client import territory

PLANTED = {
    "jobs": text("""
        INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES
        ('default', 'mail.send', 'failed', NULL),
        ('default', 'mail.send', 'todo', now() - interval '2 hours'),
        ('default', 'mail.send', 'todo', now() + interval '9 hours'),
        ('default', 'okote.watch', 'doing', NULL)
    """),
    "mails": text("""
        INSERT INTO mail (id, key, territory_id, recipient, subject, text, html, secret, kept, tries,
                          state, created_at)
        SELECT gen_random_uuid(), age || state, :here, 'zoe@courriel.example', '', '', '', false, true, 0,
               state, okote_now() - age * interval '1 minute'
        FROM (VALUES (5, 'waiting'), (90, 'refused'), (30, 'waiting'), (400, 'sent')) AS planted (age, state)
    """),
    "watch": text("""
        INSERT INTO watched_invariant
        VALUES ('sound', to_timestamp(1000), 0, NULL), ('broken', now(), 3, now())
    """),
}


@pytest.fixture
async def told(house):
    """The numbers after a look, by name and labels."""
    whole, registry = Installation(house.database), CollectorRegistry()
    registry.register(whole)

    async def look(name, **labels):
        await whole.look()
        return registry.get_sample_value(name, labels)

    return look


async def test_where_nothing_waits_all_is_zero(told):
    assert await told("okote_database_up") == 1
    for name in (
        "okote_oldest_job_seconds",
        "okote_oldest_mail_seconds",
        "okote_oldest_stripe_event_seconds",
    ):
        assert await told(name) == 0
    assert await told("okote_mails", state="refused") == 0
    assert await told("okote_jobs", job="mail.send", state="failed") is None


async def test_what_waits_is_counted_with_the_age_of_the_oldest(house, told):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        await db.exec(PLANTED["jobs"])
        await db.exec(PLANTED["mails"].bindparams(here=here.id))
        await db.exec(PLANTED["watch"])
        for number, minutes in enumerate((10, 45)):
            moment = await db.scalar(text(f"SELECT okote_now() - interval '{minutes} minutes'"))
            known = {"source": Source.PLATFORM, "type": "charge.refunded", "livemode": False, "body": b""}
            db.add(StripeEvent(event_id=f"evt_{number}", created_at=moment, received_at=moment, **known))

    counts = {("mail.send", "failed"): 1, ("mail.send", "waiting"): 2, ("okote.watch", "running"): 1}
    for (job, state), count in counts.items():
        assert await told("okote_jobs", job=job, state=state) == count
    assert await told("okote_oldest_job_seconds") == pytest.approx(7200, abs=60)
    assert await told("okote_mails", state="waiting") == 2
    assert await told("okote_mails", state="refused") == 1
    assert await told("okote_oldest_mail_seconds") == pytest.approx(30 * 60, abs=60)
    assert await told("okote_stripe_events_unhandled") == 2
    assert await told("okote_oldest_stripe_event_seconds") == pytest.approx(45 * 60, abs=60)
    assert await told("okote_invariant_violations", invariant="broken") == 3
    assert await told("okote_invariant_violations", invariant="sound") == 0
    assert await told("okote_invariant_asked_timestamp_seconds", invariant="sound") == 1000


async def test_a_job_without_a_date_is_as_old_as_its_row(house, told):
    """The queue writes down when a job was asked for; an hour ago, here."""
    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'x')"))
        await db.exec(text("UPDATE procrastinate_events SET at = now() - interval '1 hour'"))
    assert await told("okote_oldest_job_seconds") == pytest.approx(3600, abs=60)


async def test_a_database_that_does_not_answer_is_all_that_is_told():
    database = Database("postgresql://127.0.0.1:9/nowhere", pool_size=1, info={})
    whole = Installation(database)
    await whole.look()
    assert [(one.name, one.samples[0].value) for one in whole.collect()] == [("okote_database_up", 0)]
    await database.close()


async def test_a_process_tells_its_build_its_pool_and_the_lag_of_its_loop(house):
    registry = house.meters.registry
    process.describe(house)
    async with house.database.reading() as db:
        await db.now()
        assert registry.get_sample_value("okote_pool_used") == 1
    assert registry.get_sample_value("okote_pool_size") == house.settings.pool_size
    (build,) = [one.samples[0].labels for one in registry.collect() if one.name == "okote_build"]
    assert build["version"] == "0.1.0"
    measuring = asyncio.create_task(process.measure_lag(registry, every=0))
    await asyncio.wait({measuring}, timeout=0.05)
    assert registry.get_sample_value("okote_event_loop_lag_seconds_count") > 0
    measuring.cancel()
    with suppress(asyncio.CancelledError):
        await measuring
