"""A revision that does not get its locks leaves, is tried again, and is said to be blocked at last."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from okote.platform import migrations
from tests.plugins.washing import plain

REVISION = """
from alembic import op
from okote.platform.migrations import apart

revision, down_revision, branch_labels, depends_on = "{name}", {before!r}, None, None


def upgrade() -> None:
    {does}
"""

APART = """with apart():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_thing")
        op.execute("CREATE INDEX CONCURRENTLY ix_thing ON thing (name)")
        assert op.get_bind().exec_driver_sql("SHOW lock_timeout").scalar() == "10min"
    assert op.get_bind().exec_driver_sql("SHOW lock_timeout").scalar() == "150ms\""""


@pytest.fixture
def url(server: str, worker_id: str) -> Iterator[str]:
    name = f"migrated_{worker_id}"
    with psycopg.connect(plain(server.format("postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server.format(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def floor(tmp_path: Path) -> Path:
    """Of three revisions."""
    does = [
        'op.execute("CREATE TABLE thing (name text)")',
        'op.execute("ALTER TABLE thing ADD COLUMN kind text")',
        APART,
    ]
    for number, each in enumerate(does, 1):
        before = f"t{number - 1}" if number > 1 else None
        (tmp_path / f"t{number}.py").write_text(REVISION.format(name=f"t{number}", before=before, does=each))
    return tmp_path


def test_a_long_transaction_blocks_a_revision_and_nobody_else(url: str, floor: Path):
    alone = floor / "alone"
    alone.mkdir()
    (alone / "t1.py").write_text((floor / "t1.py").read_text())
    migrations.upgrade(url, [alone])
    with psycopg.connect(plain(url)) as reader, psycopg.connect(plain(url)) as other:
        reader.execute("SELECT FROM thing")
        with pytest.raises(migrations.BlockedError, match="Revision t2 did not get its locks in 2 tries"):
            migrations.upgrade(url, [floor], tries=2, pause=0)
        other.execute("INSERT INTO thing VALUES ('a')")
    migrations.upgrade(url, [floor], tries=1)
    assert migrations.pending(url, [floor]) == set()


def test_what_it_waited_for_is_got_at_a_later_try(url: str, floor: Path, monkeypatch: pytest.MonkeyPatch):
    migrations.upgrade(url, [floor])
    with psycopg.connect(plain(url)) as reader:
        reader.execute("SELECT FROM thing")
        (floor / "t4.py").write_text(
            REVISION.format(name="t4", before="t3", does='op.execute("ALTER TABLE thing ADD COLUMN b text")')
        )
        monkeypatch.setattr(migrations.time, "sleep", lambda _seconds: reader.rollback())
        migrations.upgrade(url, [floor], tries=2)
    assert migrations.pending(url, [floor]) == set()


def test_an_index_is_made_apart(url: str, floor: Path):
    migrations.upgrade(url, [floor])
    with psycopg.connect(plain(url)) as connection:
        valid = connection.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_thing'::regclass")
        assert valid.fetchall() == [(True,)]
