"""Real PostgreSQL for every test that asks: one server for the run, built by the real migrations.

`db` is one transaction, rolled back after the test. `database` is a database of the test's own, for what
must be committed: several connections, jobs, the running service.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate import App
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from okote.platform import limits, migrations
from okote.platform.db import TIMEOUTS, Database
from okote.platform.embedded_postgres import EmbeddedPostgres, processes
from okote.platform.events import SUBSCRIPTIONS
from okote.platform.jobs import jobs_app
from payments.sessions import JOBS, WriteSession
from tests.plugins.washing import Washable, plain

ROOT = Path(__file__).parents[2]
FLOORS = [ROOT / name / "migrations" / "versions" for name in ("payments", "okote", "consultations")]
TEMPLATE = "template"

Furnish = Callable[[str], None]
"""Writes into the database at an address what every test is to find there."""


class RunServer:
    """The run's server, started when first asked for and erased with all its data at the end."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir()) / f"okote-tests-{os.geteuid()}"
        self._postgres: EmbeddedPostgres | None = None

    def address(self) -> str:
        """Where it is, with `{}` for the name of a database."""
        if self._postgres is None:
            self._sweep()
            self._postgres = EmbeddedPostgres(
                self._folder / str(os.getpid()), throwaway=True, max_connections=200
            )
            self._postgres.start()
            self._build_template(self._postgres)
        return self._postgres.url("{}")

    def _sweep(self) -> None:
        """What runs that were killed left behind."""
        self._folder.mkdir(mode=0o711, exist_ok=True)
        for left in self._folder.iterdir():
            if processes.started(int(left.name)) is None:
                EmbeddedPostgres(left).erase()

    def _build_template(self, postgres: EmbeddedPostgres) -> None:
        with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
            migrations.upgrade(postgres.url(TEMPLATE), FLOORS)
            connection.execute(
                sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(TEMPLATE))
            )

    def close(self) -> None:
        if self._postgres is not None:
            self._postgres.stop()
            self._postgres.erase()


RUN_SERVER = pytest.StashKey[RunServer]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RUN_SERVER] = RunServer()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Workers share the server of the process that starts them, which also outlives them."""
    node.workerinput["postgres"] = node.config.stash[RUN_SERVER].address()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[RUN_SERVER].close()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> str:
    """The server's address, with `{}` for the name of a database."""
    config = request.config
    if hasattr(config, "workerinput"):
        return str(config.workerinput["postgres"])
    return config.stash[RUN_SERVER].address()


@pytest.fixture(scope="session")
def clone(server: str, worker_id: str) -> Iterator[Callable[..., AbstractContextManager[str]]]:
    """Opens a migrated database, whose address it gives: empty, or as `furnish` leaves one, which is given it
    once for all tests that ask for the same.
    """
    washed: defaultdict[Furnish | None, list[Washable]] = defaultdict(list)
    numbers = count(1)

    def made(furnish: Furnish | None) -> Washable:
        name = f"{worker_id}_{next(numbers)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        with psycopg.connect(plain(server.format("postgres")), autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        if furnish is not None:
            furnish(server.format(name))
        return Washable(server.format(name))

    @contextmanager
    def cloned(furnish: Furnish | None = None) -> Iterator[str]:
        ready = washed[furnish]
        database = ready.pop() if ready else made(furnish)
        yield database.url
        if database.wash():
            ready.append(database)
        else:
            database.close()

    yield cloned
    for database in chain.from_iterable(washed.values()):
        database.close()


@pytest.fixture(scope="session")
def shared_url(clone: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The database in which tests of one worker write, each in a transaction that is rolled back."""
    with clone() as url:
        yield url


@pytest.fixture(scope="session")
async def shared_engine(shared_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(shared_url, connect_args={"options": TIMEOUTS})
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def lasting() -> AsyncIterator[Callable[[Database], None]]:
    """Keeps the connections of a database for the tests to come: its address is theirs too."""
    engines: set[AsyncEngine] = set()

    def kept(database: Database) -> None:
        engines.add(database.engine)

    yield kept
    for engine in engines:
        await engine.dispose()


@pytest.fixture(scope="session")
def queue(shared_url: str) -> App:
    """Where a test's jobs are written; nobody works on them."""
    return jobs_app(shared_url, [])


@pytest.fixture
def subscriptions() -> dict[type[Any], list[Any]]:
    """Who hears of what happens in `db` and `database`: nobody, unless a test's folder says otherwise."""
    return {}


@pytest.fixture
async def db(
    shared_engine: AsyncEngine, queue: App, subscriptions: dict[type[Any], list[Any]]
) -> AsyncIterator[WriteSession]:
    """One transaction, rolled back after the test; what the test commits is a savepoint of it."""
    info = {JOBS: queue, SUBSCRIPTIONS: subscriptions, limits.KEY: b"of the tests"}
    async with shared_engine.connect() as connection:
        outermost = await connection.begin()
        async with WriteSession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False, info=info
        ) as session:
            yield session
        await outermost.rollback()


@pytest.fixture
def database_url(clone: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """A database of the test's own, for the running service or for several connections."""
    with clone() as url:
        yield url


@pytest.fixture
def database(
    database_url: str, subscriptions: dict[type[Any], list[Any]], lasting: Callable[[Database], None]
) -> Database:
    """The same, opened as the service opens it; its jobs stay in the queue until a test runs them."""
    info = {JOBS: jobs_app(database_url, []), SUBSCRIPTIONS: subscriptions, limits.KEY: b"of the tests"}
    opened = Database(database_url, pool_size=10, info=info)
    lasting(opened)
    return opened
