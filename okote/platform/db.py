"""One engine per process, and the two edges of every transaction."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar, cast

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.waiting import wait_async
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from okote.platform.database_url import driver_url
from okote.platform.pool import FairPool
from okote.platform.replica import Replica
from payments.sessions import ReadSession, WriteSession

STATEMENT_TIMEOUT = "10s"
LOCK_TIMEOUT = "5s"
IDLE_IN_TRANSACTION_TIMEOUT = "30s"

TIMEOUTS = (
    f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={LOCK_TIMEOUT}"
    f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT} -c timezone=UTC"
)
"""PostgreSQL waits for ever unless told otherwise; every connection is told."""

SILENCE = 12.0
"""Seconds: longer than any statement may take. A server that is silent for longer has been stopped."""

PATIENCE = 600.0
"""Seconds for a statement that reads all that was ever written."""

INTERVAL = 0.1

TRUSTED_FOR = 1.0
"""Seconds after its use in which a connection is taken to be good."""

USED = "used"

Value = TypeVar("Value")


class BoundedConnection(psycopg.AsyncConnection[Any]):
    """Gives up on a server that no longer answers, which none of its own time limits would say.

    So it does when nobody waits for the answer any more: the driver would first ask such a server to stop.
    """

    silence = SILENCE

    async def wait(
        self,
        gen: PQGen[Value],
        interval: float = INTERVAL,
        timeout: float | None = None,  # noqa: ASYNC109 (the driver's own signature)
    ) -> Value:
        try:
            async with asyncio.timeout(self.silence if timeout is None else timeout):
                return await wait_async(gen, self.pgconn.socket, interval=interval)
        except TimeoutError:
            self.pgconn.finish()
            raise psycopg.OperationalError("PostgreSQL does not answer") from None
        except asyncio.CancelledError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


@cache
def engine_of(url: str, *, pool_size: int) -> AsyncEngine:
    """One for each address; once disposed of, it connects anew and still knows the statements it compiled."""
    engine = create_async_engine(
        url,
        poolclass=FairPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # what people typed never reaches a log through an error
        connect_args={
            "async_creator_fn": BoundedConnection.connect,
            "options": TIMEOUTS,
            "application_name": "okote",
            "connect_timeout": 5,
        },
    )
    _try_idle_connections(engine.sync_engine)
    return engine


def _try_idle_connections(engine: Engine) -> None:
    """Whether the server is still there is asked of a connection that nobody has used for a moment.

    Asked each time, as SQLAlchemy does by `pool_pre_ping`, it takes three of the six times that a page with
    one statement goes to the server and back.
    """

    def used(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info[USED] = time.monotonic()

    def wanted(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get(USED, math.inf) > TRUSTED_FOR:
            try:
                engine.dialect.do_ping(connection)
            except psycopg.Error as error:
                raise DisconnectionError from error

    event.listen(engine, "checkin", used)
    event.listen(engine, "checkout", wanted)


_COMMITS: Counter[str] = Counter()
"""By address, since this process began: whoever opened the database, who keeps what it held is told."""


class Database:
    """Opens transactions that carry what services need to tell others: subscriptions and jobs."""

    def __init__(
        self, url: str, *, pool_size: int, info: Mapping[str, Any], replica_url: str | None = None
    ) -> None:
        self.url = driver_url(url)
        self.info = dict(info)
        self.engine = engine_of(self.url, pool_size=pool_size)
        self._readers = self.engine.execution_options(postgresql_readonly=True)
        self.replica = (
            None if replica_url is None else Replica(engine_of(driver_url(replica_url), pool_size=pool_size))
        )

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with (
            WriteSession(self.engine, expire_on_commit=False, info=self.info) as session,
            session.begin(),
        ):
            yield session
        _COMMITS[self.url] += 1

    @property
    def commits(self) -> int:
        """How many transactions this process has committed to it."""
        return _COMMITS[self.url]

    @asynccontextmanager
    async def reading(self, *, may_lag: bool = False) -> AsyncIterator[ReadSession]:
        """One read-only transaction; PostgreSQL refuses a write in it.

        Where it `may_lag`, on the replica while that follows: of `okote.platform.replica.MOST_LAG` ago.
        """
        replica = self.replica if may_lag else None
        readers = replica.readers if replica and replica.usable else self._readers
        async with (
            ReadSession(readers, expire_on_commit=False, info=self.info) as session,
            session.begin(),
        ):
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
        if self.replica:
            await self.replica.engine.dispose()


@asynccontextmanager
async def patient(db: ReadSession) -> AsyncIterator[None]:
    """In the block a statement may take `PATIENCE`; as far as the server goes, until the transaction ends."""
    driver = cast("BoundedConnection", (await (await db.connection()).get_raw_connection()).driver_connection)
    await db.exec(text(f"SET LOCAL statement_timeout = '{PATIENCE:.0f}s'"))  # type: ignore[call-overload]
    driver.silence = PATIENCE + SILENCE
    try:
        yield
    finally:
        del driver.silence
