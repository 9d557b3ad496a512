"""Whether PostgreSQL keeps what it says that it keeps, and is ready for this version of the service."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from okote.house import House
from okote.platform import clock, migrations
from okote.platform.replica import EVERY, MOST_LAG, Replica
from okote.serving.budget import Budget, accepted
from okote.serving.doctor.findings import Finding, fail, ok, warn
from okote.watch.queries import watched
from payments.sessions import ReadSession

ABOUT = "database"
OLDEST = 15
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""With one of these off, PostgreSQL loses what it acknowledged, or all of it, when the machine stops."""

APART = 2.0
"""Seconds between two clocks that a network and a busy machine explain."""

SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")

CLUSTER = text("SELECT system_identifier FROM pg_control_system()")


async def database(house: House, floors: Sequence[Path], *, processes: int) -> list[Finding]:
    """All that needs an answer of it; what needs the newest schema only where it is there."""
    try:
        async with house.database.reading() as db:
            names = [*DURABLE, "server_version_num", "server_version"]
            rows = await db.exec(cast("Any", SETTINGS.bindparams(names=names)))
            found = list(server({row.name: row.setting for row in rows}))
            found += [await _connections(house, db, processes), apart(await _seconds_ahead(db))]
            found += [await following(house, db, processes)] if house.database.replica else []
        pending = await to_thread.run_sync(migrations.pending, house.database.url, floors)
        if pending:
            return [*found, fail("schema", f"{len(pending)} changes are waiting: run `okote migrate`.")]
        async with house.database.reading() as db:
            moved = await clock.offset(db)
            return [*found, ok("schema", "up to date."), *moved_by(moved, house), *await _kept(db)]
    except (SQLAlchemyError, OSError) as error:
        return [fail(ABOUT, f"does not answer ({type(error).__name__}): look at OKOTE_DATABASE_URL.")]


def server(settings: Mapping[str, str]) -> Iterator[Finding]:
    """Its version, and whether it forgets nothing that it acknowledged."""
    version, name = int(settings["server_version_num"]) // 10_000, settings["server_version"]
    if version < OLDEST:
        yield fail(ABOUT, f"PostgreSQL {name} is too old: {OLDEST} or newer.")
    else:
        yield ok(ABOUT, f"PostgreSQL {name}.")
    for setting in DURABLE:
        if settings[setting] == "off":
            yield fail(ABOUT, f"{setting} is off: what was paid would be forgotten when the machine stops.")
    if all(settings[setting] != "off" for setting in DURABLE):
        yield ok(ABOUT, f"keeps what it acknowledges ({', '.join(DURABLE)}).")


async def _connections(house: House, db: ReadSession, processes: int) -> Finding:
    budget, most = Budget.of(house.settings, processes=processes).total, await accepted(db)
    if budget > most:
        too_many = f"{budget} at most, and the server accepts {most}: raise its max_connections,"
        return fail("connections", f"{too_many} or lower OKOTE_POOL_SIZE.")
    return ok("connections", f"{budget} at most, of the {most} that the server accepts.")


async def following(house: House, db: ReadSession, processes: int) -> Finding:
    """Whether the replica of the settings is one of this database, close behind, and has room for us."""
    replica = cast("Replica", house.database.replica)
    for _ in range(round(MOST_LAG)):
        await replica.look(house.database.engine)
        if replica.usable:
            break
        await asyncio.sleep(EVERY)
    if not replica.usable:
        why = "does not answer, or is no replica" if replica.lag is None else f"is {replica.lag:.0f} s behind"
        return warn("replica", f"it {why}: all is read from the primary.")
    budget = Budget.of_replica(house.settings, processes=processes).total
    async with house.database.reading(may_lag=True) as there:
        most, ours = await accepted(there), await _cluster(there) == await _cluster(db)
    if not ours:
        return fail("replica", "it is of another database: pages would show what is not so.")
    if budget > most:
        return fail("replica", f"{budget} connections at most, and it accepts {most}: raise max_connections.")
    return ok("replica", f"follows; {budget} connections at most, of the {most} that it accepts.")


async def _cluster(db: ReadSession) -> int:
    """The number that a primary and its replicas share, and nobody else has."""
    return int((await db.exec(cast("Any", CLUSTER))).scalar_one())


async def _seconds_ahead(db: ReadSession) -> float:
    """Of the database's clock before this machine's, asked in the middle of the way there and back."""
    begun = time.time()
    there = (await db.exec(cast("Any", text("SELECT extract(epoch FROM clock_timestamp())")))).scalar_one()
    return float(there) - (begun + time.time()) / 2


def apart(seconds: float) -> Finding:
    if abs(seconds) > APART:
        return fail("clock", f"the database's is {seconds:+.0f} seconds off this machine's: keep both right.")
    return ok("clock", "the database's and this machine's agree.")


def moved_by(ahead: timedelta, house: House) -> Iterator[Finding]:
    if ahead and house.settings.environment == "production":
        yield fail("clock", f"the service's is moved by {ahead}: this is the database of a demo.")


async def _kept(db: ReadSession) -> list[Finding]:
    known = await watched(db)
    found = []
    if known.violated:
        count = len(known.violated)
        found.append(fail("invariants", f"{count} do not hold: `okote check` shows the rows."))
    if known.is_silent:
        found.append(warn("worker", "what must hold was not asked for 15 minutes: no worker is running."))
    return found or [ok("invariants", f"all {known.asked} held when the worker asked last.")]
