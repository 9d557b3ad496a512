"""Who may do what in the database: the service connects as a role that owns nothing of it.

Each floor says so in the `rights.sql` beside its revisions.
"""

from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from okote.platform.database_url import driver_url, libpq_url
from payments.sessions import ReadSession

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


APART = text("""
    SELECT NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND NOT has_schema_privilege('public', 'CREATE')
       AND NOT EXISTS (SELECT FROM pg_class
                        WHERE relnamespace::regnamespace::text = ANY (:schemas) AND relkind = 'r'
                          AND has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE'))
       AND (SELECT count(*) FROM pg_namespace WHERE nspname = ANY (:schemas)
               AND has_schema_privilege(oid, 'USAGE') AND NOT pg_has_role(nspowner, 'MEMBER')) = :number
""")


async def apart(db: ReadSession, *schemas: str) -> bool:
    """Whether whoever asks may call functions of each of these schemas, and reads and writes nothing in them.

    Only then is what lies there hidden from the service, whatever it is made to ask.
    """
    asked = APART.bindparams(schemas=list(schemas), number=len(schemas))
    return bool((await db.exec(asked)).scalar_one())  # type: ignore[call-overload]
