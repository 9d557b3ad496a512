"""Who may do what in the database: the service connects as a role that owns nothing of it.

Each floor says so in the `rights.sql` beside its revisions.
"""

from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from okote.platform.database_url import driver_url, libpq_url

SERVICE = "okote_service"
"""The role as whom web processes and the worker connect to the embedded database."""


def settle(url: str, floors: Sequence[Path]) -> None:
    """Give what the schema holds now to whom it belongs, as its owner; what is so already stays."""
    with psycopg.connect(libpq_url(url)) as connection:
        for versions in floors:
            said = versions.parent / "rights.sql"
            if said.exists():
                connection.execute(said.read_bytes())


def as_service(url: str) -> str:
    """The address of the same database for the role that owns nothing, where nobody asks for a password."""
    return make_url(driver_url(url)).set(username=SERVICE).render_as_string(hide_password=False)
