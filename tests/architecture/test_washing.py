"""A database is as empty for the second test as for the first."""

import psycopg
import pytest

from tests.plugins.washing import Washable, plain, read

JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('q', 'test.nothing') RETURNING id"

ENTRY = """
    INSERT INTO ledger_entry (book, id, key, digest, kind, at)
    VALUES (gen_random_uuid(), gen_random_uuid(), 'a', repeat('0', 64), 'a', now())
"""


@pytest.fixture
def database(database_url):
    opened = Washable(database_url)
    yield opened
    opened.close()


@pytest.fixture
def connection(database):
    with psycopg.connect(plain(database.url), autocommit=True) as opened:
        yield opened


def test_rows_are_gone_and_numbers_begin_anew(database, connection):
    before = read(connection, "alembic_version")
    connection.execute(JOB)
    connection.execute("DELETE FROM alembic_version")

    assert database.wash()

    with psycopg.connect(plain(database.url), autocommit=True) as anew:
        assert anew.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)
        assert read(anew, "alembic_version") == before
        assert anew.execute(JOB).fetchone() == (1,)


def test_even_what_nobody_may_alter_is_gone(database, connection):
    connection.execute(ENTRY)
    with pytest.raises(psycopg.Error, match="ledger"):
        connection.execute("DELETE FROM ledger_entry")

    assert database.wash()

    with psycopg.connect(plain(database.url)) as anew:
        assert read(anew, "ledger_entry") == b""


def test_whoever_is_in_the_midst_of_something_is_sent_away_and_whoever_idles_stays(database, connection):
    assert database.wash()
    connection.execute("BEGIN")
    assert database.wash()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "changed",
    [
        "CREATE TABLE left_behind ()",
        "ALTER TABLE person ADD COLUMN left_behind int",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "ALTER TABLE pledge DROP CONSTRAINT ck_pledge_status",
        "DROP INDEX ix_ledger_entry_book_reference",
        "CREATE OR REPLACE FUNCTION okote_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    ],
)
def test_one_that_is_another_now_is_not_used_again(database, connection, changed):
    connection.execute(changed)
    assert not database.wash()
