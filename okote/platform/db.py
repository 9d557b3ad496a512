"""One engine per process, and the two edges of every transaction."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from payments.sessions import ReadSession, WriteSession

STATEMENT_TIMEOUT = "10s"
LOCK_TIMEOUT = "5s"
IDLE_IN_TRANSACTION_TIMEOUT = "30s"

TIMEOUTS = (
    f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={LOCK_TIMEOUT}"
    f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT} -c timezone=UTC"
)
"""PostgreSQL waits for ever unless told otherwise; every connection is told."""


def driver_url(url: str) -> str:
    """The address as SQLAlchemy wants it, whichever way the operator wrote PostgreSQL's name."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def libpq_url(url: str) -> str:
    """The same address for the driver itself."""
    return driver_url(url).replace("postgresql+psycopg://", "postgresql://", 1)


@cache
def engine_of(url: str, *, pool_size: int) -> AsyncEngine:
    """One for each address; once disposed of, it connects anew and still knows the statements it compiled."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # what people typed never reaches a log through an error
        connect_args={"options": TIMEOUTS, "application_name": "okote", "connect_timeout": 5},
    )


class Database:
    """Opens transactions that carry what services need to tell others: subscriptions and jobs."""

    def __init__(self, url: str, *, pool_size: int, info: Mapping[str, Any]) -> None:
        self.url = driver_url(url)
        self.info = dict(info)
        self.engine = engine_of(self.url, pool_size=pool_size)
        self._readers = self.engine.execution_options(postgresql_readonly=True)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with (
            WriteSession(self.engine, expire_on_commit=False, info=self.info) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadSession]:
        """One read-only transaction; PostgreSQL refuses a write in it."""
        async with ReadSession(self._readers, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
