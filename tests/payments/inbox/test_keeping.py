"""Events that come at the same moment are kept at once, and each is answered for by itself."""

from asyncio import CancelledError, create_task, gather, sleep
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from payments.gateway.results import Event
from payments.inbox.keeping import AT_ONCE, Keeper
from payments.inbox.rules import Source
from payments.inbox.service import Arrived
from payments.tables import uuid7

KEPT = text("""
    SELECT event_id, count(procrastinate_jobs.id) FROM stripe_event
    LEFT JOIN procrastinate_jobs ON args ->> 'event_id' = stripe_event.id::text GROUP BY event_id
""")
TOO_LONG = "x" * 300


def arrived(event_id: str | None = None, kind: str = "balance.available") -> Arrived:
    event = Event(
        id=event_id or f"evt_{uuid7()}",
        type=kind,
        created=datetime(2026, 11, 23, tzinfo=UTC),
        livemode=False,
        account=None,
        object_type="balance",
        object_id=None,
        body="{}",
    )
    return Arrived(Source.PLATFORM, event, b"{}")


async def kept(office):
    async with office.database.reading() as db:
        return dict((await db.exec(KEPT)).all())


async def test_what_comes_while_others_are_kept_is_kept_together_each_with_its_job(office):
    keeper, before = Keeper(office.database.unit_of_work), office.database.commits
    events = [arrived() for _ in range(AT_ONCE // 2)]
    await gather(*(keeper.keep(one) for one in [*events, arrived(events[0].event.id)]))

    assert await kept(office) == {one.event.id: 1 for one in events}
    assert office.database.commits - before <= 2


async def test_more_than_fit_are_kept_by_the_next(office):
    keeper = Keeper(office.database.unit_of_work)
    await gather(*(keeper.keep(arrived()) for _ in range(2 * AT_ONCE + 10)))

    assert len(await kept(office)) == 2 * AT_ONCE + 10


async def test_nobody_answers_for_what_another_brought(office):
    keeper = Keeper(office.database.unit_of_work)
    events = [arrived() for _ in range(6)]
    events[3] = arrived(kind=TOO_LONG)
    answers = await gather(*(keeper.keep(one) for one in events), return_exceptions=True)

    assert [isinstance(answer, DBAPIError) for answer in answers] == [False] * 3 + [True] + [False] * 2
    assert await kept(office) == {one.event.id: 1 for one in events if one is not events[3]}
    await keeper.keep(arrived())


async def test_whoever_leaves_takes_nobody_along(office):
    keeper = Keeper(office.database.unit_of_work)
    first, *others = [create_task(keeper.keep(arrived())) for _ in range(4)]
    await sleep(0)
    first.cancel()
    with pytest.raises(CancelledError):
        await first
    await gather(*others)

    assert len(await kept(office)) >= len(others)
