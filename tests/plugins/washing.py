"""A database used again by the next test, as empty as new."""

import time

import psycopg


def plain(url: str) -> str:
    """As libpq reads it, without the name of SQLAlchemy's driver."""
    return url.replace("+psycopg", "")


SHAPE = """
    SELECT (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_class),
           (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_attribute),
           (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_constraint),
           (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_trigger),
           (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_proc)
"""
"""Differs once anything but rows has changed: whatever changes a catalogue writes a row of it anew."""

EMPTY = """
    DO $$
    DECLARE
        name text;
    BEGIN
        SET LOCAL session_replication_role = replica;  -- no trigger, no foreign key
        FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r'
                       AND relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' LOOP
            EXECUTE format('DELETE FROM %s', name);
        END LOOP;
        PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    END $$
"""

TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
)


BUSY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
"""Who might hold a row. Whoever idles is kept for the next test: a new connection costs as much as a wash."""


class Washable:
    """A database that a test leaves as it found it: washing takes a tenth of the time of another copy.

    Its connection stays open, as PostgreSQL learns the tables anew on each.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(plain(url), autocommit=True)
        self._shape = self._shape_now()
        tables = [name for (name,) in self._connection.execute(TABLES)]
        self._rows = {table: rows for table in tables if (rows := read(self._connection, table))}

    def wash(self) -> bool:
        """Every row as it was, nothing under way; False where a test changed more than rows."""
        try:
            while self._connection.execute(BUSY).fetchall():
                time.sleep(0.005)
            if self._shape_now() != self._shape:
                return False
            with self._connection.transaction():
                self._connection.execute(EMPTY)
                self._connection.execute("SET LOCAL session_replication_role = replica")
                for table, rows in self._rows.items():
                    write(self._connection, table, rows)
        except psycopg.OperationalError:  # a test disconnected everyone
            return False
        return True

    def close(self) -> None:
        self._connection.close()

    def _shape_now(self) -> object:
        return self._connection.execute(SHAPE).fetchone()


def read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def write(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)
