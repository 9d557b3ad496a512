"""The database of these settings, for as long as a command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from okote.platform import rights
from okote.platform.embedded_postgres import DATABASE, EmbeddedPostgres
from okote.platform.embedded_postgres.cluster import SUPERUSER
from okote.platform.embedded_postgres.ownership import Ownership
from okote.settings import Settings


def embedded_folder(settings: Settings) -> Path:
    """Where the embedded PostgreSQL lives when no database is configured."""
    return settings.state_folder / "postgres"


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Its address: configured; or embedded, and started for the block unless the service is running it."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    folder = embedded_folder(settings)
    served = _served(folder)
    if served is not None:
        yield served
        return
    with EmbeddedPostgres(folder) as postgres:
        yield postgres.url()


def _served(folder: Path) -> str | None:
    """The address at which the running service serves this folder."""
    owner = Ownership(folder.resolve()).read()
    if owner is None or not owner.lives:
        return None
    return f"postgresql+psycopg://{SUPERUSER}@/{DATABASE}?host={quote(owner.socket_folder, safe='')}"


def for_service(settings: Settings, url: str) -> str:
    """The address at which web processes and the worker use the database at `url`, without owning it.

    A database of the operator's own is used by its owner unless OKOTE_SERVICE_URL names another login.
    """
    return rights.as_service(url) if settings.database_url is None else settings.service_url or url
