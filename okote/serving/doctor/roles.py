"""Whether what lies apart in the database is hidden from the service, as its sealed ballots promise."""

import psycopg

from okote.house import House
from okote.platform.database_url import libpq_url
from okote.serving.database import for_service
from okote.serving.doctor.findings import Finding, ok, warn

ABOUT = "roles"
PATIENCE = 5

SCHEMAS = """
    SELECT nspname,
           has_schema_privilege(oid, 'USAGE') AND NOT pg_has_role(nspowner, 'MEMBER') AND NOT EXISTS (
               SELECT FROM pg_class WHERE relnamespace = known.oid AND relkind = 'r'
                  AND has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE'))
      FROM pg_namespace known
     WHERE nspname !~ '^(pg_|information_schema$|public$)'
       AND (pg_get_userbyid(nspowner) = 'okote_' || nspname OR nspowner = (
               SELECT relowner FROM pg_class WHERE oid = to_regclass('public.alembic_version')))
     ORDER BY nspname
"""
"""Of the schemas that are ours, whether this login can call their functions and touch no table of theirs."""

MAKE = """\
CREATE ROLE okote_roll NOLOGIN; CREATE ROLE okote_urn NOLOGIN; CREATE ROLE okote_export NOLOGIN; \
CREATE ROLE okote_service LOGIN PASSWORD '…'; GRANT okote_roll, okote_urn TO {owner};"""
"""What whoever administers the server types where the owner of the tables may not make roles."""


LOGGED = """
    SELECT name FROM pg_settings
     WHERE (name = 'log_statement' AND setting IN ('mod', 'all')
        OR name ~ '^(log_min_duration_|auto_explain.log_min_duration)' AND setting <> '-1'
        OR name = 'log_transaction_sample_rate' AND setting <> '0')
       AND (SELECT setting FROM pg_settings WHERE name = 'log_parameter_max_length') <> '0'
     UNION ALL
    SELECT name FROM pg_settings WHERE name = 'log_parameter_max_length_on_error' AND setting <> '0'
     ORDER BY 1
"""
"""Settings by which the server writes into its log what statements hold: a voter and a vote on one line."""


async def roles(house: House) -> list[Finding]:
    """As the service connects, which is seldom as the one who asks; nothing where nothing lies apart."""
    try:
        service = await psycopg.AsyncConnection.connect(
            libpq_url(for_service(house.settings, house.database.url)), connect_timeout=PATIENCE
        )
    except psycopg.OperationalError:
        return [warn(ABOUT, "the login of the service is refused: run `okote migrate`, then ask again.")]
    async with service:
        known = await (await service.execute(SCHEMAS)).fetchall()
        logged = [name for (name,) in await (await service.execute(LOGGED)).fetchall()]
    return [*said(dict(known), house.database.engine.url.username or ""), *told(logged)]


def told(logged: list[str]) -> list[Finding]:
    """By the settings that log what statements hold."""
    if not logged:
        return []
    names = ", ".join(logged)
    return [
        warn(ABOUT, f"PostgreSQL logs what is written, votes too ({names}): log_parameter_max_length = 0.")
    ]


def said(hidden: dict[str, bool], owner: str) -> list[Finding]:
    """By schema, whether the service can read nothing of it."""
    names = ", ".join(hidden)
    if not hidden:
        return []
    if all(hidden.values()):
        return [ok(ABOUT, f"the service reads nothing of what lies apart ({names}).")]
    return [
        warn(
            ABOUT,
            f"the service may read what should lie apart ({names}), so sealed ballots are refused. Run"
            " `okote migrate` as a user who may make roles, or have the server's administrator run first:"
            f" {MAKE.format(owner=owner)} Then name okote_service in OKOTE_SERVICE_URL.",
        )
    ]
