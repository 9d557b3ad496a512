"""What a migration does, read from its statements, and what stands in the way of an upgrade."""

from datetime import UTC, datetime, timedelta

import pytest

from okote.serving.upgrade import rules
from okote.serving.upgrade.rules import Effect

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

NOBODY_WRITES = "has each row looked at; nobody writes meanwhile"
NOBODY_READS = "has each row looked at; nobody reads or writes meanwhile"
REWRITTEN = "is written anew; nobody reads or writes meanwhile"
AT_ONCE = "is changed at once"
WATCHED = "is watched by a trigger"


@pytest.mark.parametrize(
    ("statement", "what", "waits"),
    [
        ("CREATE INDEX ix_pledge_at ON pledge (at);", "gets an index; nobody writes meanwhile", True),
        ("CREATE UNIQUE INDEX a ON pledge (at)", "gets an index; nobody writes meanwhile", True),
        ("CREATE INDEX CONCURRENTLY a ON public.pledge (at)", "gets an index, while all goes on", False),
        ("ALTER TABLE pledge ADD COLUMN note VARCHAR(200);", AT_ONCE, False),
        ("ALTER TABLE pledge ADD COLUMN own BOOLEAN DEFAULT false NOT NULL", AT_ONCE, False),
        ("ALTER TABLE pledge ADD COLUMN token UUID DEFAULT gen_random_uuid()", REWRITTEN, True),
        ("ALTER TABLE pledge ADD n text GENERATED ALWAYS AS (lower(note)) STORED", REWRITTEN, True),
        (
            "ALTER TABLE pledge ALTER COLUMN note TYPE text",
            "may be written anew; nobody reads or writes meanwhile",
            True,
        ),
        ("ALTER TABLE pledge ALTER COLUMN own DROP DEFAULT;", AT_ONCE, False),
        ("ALTER TABLE pledge ALTER COLUMN own SET NOT NULL", NOBODY_READS, True),
        ("ALTER TABLE pledge ADD CONSTRAINT a CHECK (note <> '')", NOBODY_READS, True),
        ("ALTER TABLE ONLY pledge ADD CONSTRAINT a UNIQUE (note)", NOBODY_READS, True),
        (
            "ALTER TABLE pledge ADD CONSTRAINT a FOREIGN KEY(person_id) REFERENCES person (id)",
            NOBODY_WRITES,
            True,
        ),
        (
            "ALTER TABLE pledge ADD CONSTRAINT a CHECK (note <> '') NOT VALID",
            "is held to more from now on",
            False,
        ),
        ("ALTER TABLE pledge DROP CONSTRAINT a;", AT_ONCE, False),
        ("ALTER TABLE pledge RENAME outcome TO decision", AT_ONCE, False),
        ("ALTER TABLE pledge DROP COLUMN note", "loses a column, with all that is in it", False),
        ("DROP TABLE IF EXISTS pledge", "is taken away, with all that is in it", False),
        ("CREATE TRIGGER a BEFORE UPDATE ON pledge FOR EACH ROW EXECUTE FUNCTION b()", WATCHED, False),
        ("UPDATE pledge SET note = '' WHERE own", "has rows changed", True),
        ("\n  DELETE FROM pledge WHERE own", "has rows changed", True),
        ("INSERT INTO pledge SELECT * FROM gift", "has rows changed", True),
        ("TRUNCATE pledge", "has rows changed", True),
    ],
)
def test_what_a_statement_does_to_a_table(statement, what, waits):
    assert rules.effects(statement, new=()) == [Effect("pledge", what, waits)]
    assert rules.effects(statement, new={"pledge"}) == []


def test_what_stands_in_a_function_is_not_done_yet():
    function = """
        CREATE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE pledge SET x = 1; END $$;
        UPDATE mail SET kept = true; UPDATE mail SET kept = true;
        CREATE OR REPLACE FUNCTION b() RETURNS text AS $b$ DELETE FROM person; $b$
    """
    assert rules.effects(function, new=()) == [Effect("mail", "has rows changed", waits=True)]


def test_what_is_made_is_known():
    assert rules.made("CREATE TABLE IF NOT EXISTS call (id uuid); CREATE TABLE need ()") == ["call", "need"]
    assert rules.made("CREATE INDEX a ON call (id)") == []


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        ({}, []),
        ({"backed_up": NOON - timedelta(hours=24)}, []),
        ({"backed_up": NOON - timedelta(hours=25)}, ["The last backup is of 2026-02-28 11:00 UTC"]),
        ({"backed_up": None}, ["There is no backup: run `okote backup` before"]),
        ({"backed_up": None, "changes": 0}, []),
        ({"postgres": 14}, ["PostgreSQL 14 is too old"]),
        ({"unknown": {"o9", "p9"}}, ["The database is of a newer version (o9, p9)"]),
        ({"postgres": 14, "backed_up": None}, ["PostgreSQL 14", "There is no backup"]),
    ],
)
def test_what_stands_in_the_way(found, sentences):
    sound = {"postgres": 16, "changes": 2, "unknown": (), "backed_up": NOON, "now": NOON}
    problems = rules.in_the_way(**sound | found)
    assert [problem.startswith(sentence) for problem, sentence in zip(problems, sentences, strict=True)] == [
        True for _ in sentences
    ]
