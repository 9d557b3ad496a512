"""What the watch finds of each rule is kept: how often it is violated, and since when."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import structlog
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from okote.feature import Feature
from okote.watch import jobs
from okote.watch.jobs import watch, watch_whole
from okote.watch.models import WatchedInvariant
from okote.watch.queries import Watched, watched
from payments.invariants import Invariant

Round = Callable[..., Awaitable[None]]

NOW = datetime(2026, 11, 3, tzinfo=UTC)

SOUND = Invariant("sound", "Nothing is nothing.", "SELECT 1 WHERE false")
BROKEN = Invariant("broken", "There are no twins.", "SELECT 1 UNION ALL SELECT 1")
SENSELESS = Invariant("senseless", "Nobody divides by zero.", "SELECT 1 / 0")


async def look(house, *invariants: Invariant, round_: Round = watch) -> Sequence[dict[str, object]]:
    """One round over these alone; the lines that it logs, whatever its log was configured for before."""
    watching = replace(house, features=(Feature("planted", invariants=invariants),))
    with patch.object(jobs, "log", structlog.get_logger()), structlog.testing.capture_logs() as lines:
        await round_(SimpleNamespace(additional_context={"house": watching}), timestamp=0)
    return lines


async def known(house) -> Watched:
    async with house.database.reading() as db:
        return await watched(db)


async def kept(house) -> dict[str, WatchedInvariant]:
    async with house.database.reading() as db:
        return {row.name: row for row in await db.exec(select(WatchedInvariant).order_by("name"))}


LATER = text(
    "UPDATE watched_invariant SET asked_at = asked_at - make_interval(mins => :minutes),"
    " violated_since = violated_since - make_interval(mins => :minutes)"
)


async def later(house, minutes: int) -> None:
    """So many minutes go by."""
    async with house.database.unit_of_work() as db:
        await db.exec(LATER.bindparams(minutes=minutes))


async def test_what_is_violated_is_kept_with_the_moment_it_began(house):
    assert await look(house, SOUND, BROKEN) == [
        {"event": "invariant violated", "log_level": "error", "invariant": "broken", "count": 2}
    ]
    first = await known(house)
    assert [(row.name, row.violations) for row in first.violated] == [("broken", 2)]
    assert (first.asked, first.late, first.alarms) == (2, [], 1)

    await later(house, 4)
    since = (await kept(house))["broken"].violated_since
    await look(house, SOUND, replace(BROKEN, sql="SELECT 1"))
    (still,) = (await known(house)).violated
    assert (still.violations, still.violated_since) == (1, since)
    assert still.asked_at > since


async def test_what_holds_again_is_no_alarm_and_begins_anew_when_it_breaks(house):
    await look(house, BROKEN)
    await later(house, 60)
    before = (await kept(house))["broken"].violated_since
    await look(house, replace(BROKEN, sql=SOUND.sql))
    assert (await known(house)).alarms == 0
    assert (await kept(house))["broken"].violated_since is None
    await look(house, BROKEN)
    assert (await kept(house))["broken"].violated_since > before


async def test_what_only_the_whole_shows_is_an_alarm_until_the_whole_holds(house):
    vast = replace(BROKEN, part=SOUND.sql)
    assert await look(house, vast, SOUND) == []
    (line,) = await look(house, vast, SOUND, round_=watch_whole)
    assert (line["invariant"], line["count"]) == ("broken", 2)
    assert await look(house, vast, SOUND) == [line]
    await look(house, replace(vast, sql=SOUND.sql), SOUND)
    assert (await known(house)).alarms == 0
    assert await look(house, vast, SOUND) == []


async def test_a_part_that_does_not_hold_is_an_alarm_at_once(house):
    (line,) = await look(house, replace(SOUND, part=BROKEN.sql))
    assert (line["invariant"], line["count"]) == ("sound", 2)


async def test_at_night_nothing_is_asked_twice(house):
    assert await look(house, BROKEN, round_=watch_whole) == []


async def test_a_rule_that_no_longer_is_leaves_nothing_behind(house):
    await look(house, BROKEN, SOUND)
    await look(house, SOUND)
    assert list(await kept(house)) == ["sound"]


async def test_a_rule_that_cannot_be_answered_keeps_no_other_from_being_asked(house):
    await look(house, replace(SENSELESS, sql=SOUND.sql), SOUND)
    await later(house, 16)
    (line,) = await look(house, SENSELESS, SOUND)
    assert (line["event"], line["invariant"], line["error"]) == (
        "invariant not answered",
        "senseless",
        errors.DivisionByZero.__name__,
    )
    found = await known(house)
    assert ([row.name for row in found.late], found.asked, found.alarms) == (["senseless"], 1, 1)
    assert not found.is_silent


@pytest.mark.parametrize(("minutes", "silent"), [(14, False), (16, True)])
async def test_a_watch_that_does_not_run_is_one_alarm(house, minutes, silent):
    assert (await known(house)).is_silent  # it never ran
    assert (await known(house)).last is None
    await look(house, SOUND, replace(SOUND, name="sound as well"))
    assert (await known(house)).alarms == 0
    await later(house, minutes)
    found = await known(house)
    assert (found.is_silent, found.alarms) == (silent, int(silent))
    assert found.last is not None


@pytest.mark.parametrize(
    ("violations", "since"), [(0, NOW), (1, None), (-1, None)], ids=["held since", "never", "less than none"]
)
async def test_the_table_refuses_what_makes_no_sense(db, violations, since):
    db.add(WatchedInvariant(name="x", asked_at=NOW, violations=violations, violated_since=since))
    with pytest.raises(IntegrityError, match="ck_watched_invariant_viola"):
        await db.flush()


async def test_every_rule_of_the_house_fits(house):
    """A longer name would stop each round."""
    longest = WatchedInvariant.__table__.c.name.type.length
    names = [invariant.name for one in house.features for invariant in one.invariants]
    assert names
    assert max(map(len, names)) <= longest
