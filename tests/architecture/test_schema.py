"""The schema that the migrations build is the one that the models say, name by name."""

import re
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine
from sqlmodel import SQLModel

ROOT = Path(__file__).parents[2]
OURS = """
ours AS (
    SELECT oid, relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND relname <> 'alembic_version' AND relname NOT LIKE 'procrastinate\\_%'
)
"""
"""Every table but those that a library keeps for itself."""

SCHEMA = """
SELECT name, 'table', '' FROM ours
UNION ALL
SELECT name, 'column ' || attname,
       concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
                 'DEFAULT ' || pg_get_expr(adbin, adrelid),
                 'IDENTITY ' || nullif(attidentity::text, ''), 'GENERATED ' || nullif(attgenerated::text, ''))
  FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
UNION ALL
SELECT name, 'constraint ' || conname, pg_get_constraintdef(pg_constraint.oid)
  FROM ours JOIN pg_constraint ON conrelid = ours.oid AND contype IN ('p', 'u', 'c', 'f', 'x')
UNION ALL
SELECT name, 'index ' || indexname, indexdef
  FROM ours JOIN pg_indexes ON tablename = name AND schemaname = 'public'
"""

NAMES = {"constraint": r"(pk|uq|ck|fk|ex)_{table}(_\w+)?", "index": r"(ix|pk|uq|ex)_{table}(_\w+)?"}


def modules():
    """Of each module that defines tables, its name and its text."""
    for package in ("consultations", "okote", "payments"):
        for path in (ROOT / package).rglob("*.py"):
            if "table=True" in (text := path.read_text()):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), text


def models():
    """What the models say, once every module that has some is loaded."""
    for name, _ in modules():
        import_module(name)
    return SQLModel.metadata


def schema(connection):
    """What there is of ours: a table and a part of it, to its definition."""
    rows = connection.execute(f"WITH {OURS} {SCHEMA}").fetchall()
    return {(table, part): text for table, part, text in rows}


def drift(migrated, modelled):
    """Where the two disagree, one line each."""
    return [
        f"{table} {part}: migrated {migrated.get((table, part))!r}, modelled {modelled.get((table, part))!r}"
        for table, part in sorted({*migrated, *modelled})
        if migrated.get((table, part)) != modelled.get((table, part))
    ]


def misnamed(parts):
    """Constraints and indexes whose name does not say what they are and of which table."""
    named = [(table, *part.split(" ", 1)) for table, part in parts if part.startswith(tuple(NAMES))]
    return [
        f"{table}: {name}"
        for table, kind, name in named
        if not re.fullmatch(NAMES[kind].replace("{table}", table), name)
    ]


@pytest.fixture(scope="module")
def connection(clone):
    """To a database that the migrations built."""
    with clone() as url, psycopg.connect(url.replace("+psycopg", "")) as opened:
        yield opened
        opened.rollback()


@pytest.fixture(scope="module")
def modelled(clone):
    """The same, its tables made anew by the models: what their defaults and checks call is there."""
    metadata = models()
    with clone() as url:
        engine = create_engine(url)
        metadata.drop_all(engine)
        with psycopg.connect(url.replace("+psycopg", "")) as opened:
            for orphan, _ in schema(opened):
                opened.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(orphan)))
        metadata.create_all(engine)
        engine.dispose()
        with psycopg.connect(url.replace("+psycopg", "")) as opened:
            yield schema(opened)


def test_migrations_and_models_agree(connection, modelled):
    found = drift(schema(connection), modelled)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("CREATE TABLE forgotten ()", "forgotten table"),
        ("DROP TABLE clock_offset", "clock_offset table"),
        ("ALTER TABLE clock_offset ADD note text", "clock_offset column note"),
        ("ALTER TABLE clock_offset ALTER ahead DROP NOT NULL", "clock_offset column ahead"),
        ("ALTER TABLE clock_offset ALTER ahead SET DEFAULT '1 day'", "clock_offset column ahead"),
        ("ALTER TABLE clock_offset ALTER ahead TYPE text", "clock_offset column ahead"),
        ("ALTER TABLE clock_offset DROP CONSTRAINT ck_clock_offset_singleton", "ck_clock_offset_singleton"),
        ("ALTER TABLE clock_offset RENAME CONSTRAINT pk_clock_offset TO clock_pk", "constraint clock_pk"),
        ("CREATE INDEX ix_clock_offset_ahead ON clock_offset (ahead)", "index ix_clock_offset_ahead"),
    ],
)
def test_a_drift_is_found(connection, modelled, planted, said):
    with connection.transaction(force_rollback=True):
        connection.execute(planted)
        found = set(drift(schema(connection), modelled))
    assert any(said in line for line in found - set(drift(schema(connection), modelled)))


def test_names_say_what_they_are_and_of_which_table(connection):
    assert misnamed(schema(connection)) == []


def test_each_table_is_defined_once_its_names_are_agreed():
    """The convention holds only for what is defined after it, whichever module is imported first."""
    texts = dict(modules())
    assert texts
    agreed = re.compile(r"^(import|from) payments\.tables\b", re.MULTILINE)
    assert [name for name, text in texts.items() if not agreed.search(text)] == []


def test_a_name_out_of_convention_is_found():
    assert misnamed([("pledge", "constraint pledge_pkey"), ("pledge", "index ix_campaign_slug")]) == [
        "pledge: pledge_pkey",
        "pledge: ix_campaign_slug",
    ]


def test_each_floor_has_one_newest_revision():
    """Two branches of one floor would leave the order of their revisions to chance."""
    for floor in ROOT.glob("*/migrations/versions"):
        texts = [path.read_text() for path in floor.glob("*.py")]
        revisions = {re.search(r'^revision = "(\w+)"', text, re.MULTILINE)[1] for text in texts}
        followed = set(re.findall(r'^down_revision = "(\w+)"', "\n".join(texts), re.MULTILINE))
        assert len(revisions - followed) == 1, floor
