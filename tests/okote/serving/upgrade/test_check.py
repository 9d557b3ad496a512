"""`okote upgrade --check` tells what would be done, and does nothing."""

import subprocess
from io import StringIO

import psycopg
import pytest
from msgspec.structs import replace
from rich.console import Console

from okote.platform import migrations
from okote.platform.database_url import libpq_url
from okote.serving.backup.making import backup
from okote.serving.backup.programs import fitting
from okote.serving.upgrade.check import changes, check, say
from tests.okote.serving.backup.rehearsal import settings_in
from tests.plugins.postgres import FLOORS


@pytest.fixture
def settings(tmp_path, database_url):
    return replace(settings_in(tmp_path), database_url=database_url)


def checked(settings):
    told = StringIO()
    return check(settings, Console(file=told, width=200)), told.getvalue()


def execute(url, statement, *given):
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute(statement, given)


def everything(url):
    """The whole database as text."""
    dump = [fitting("pg_dump", server=16), "--no-owner", f"--dbname={libpq_url(url)}"]
    said = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    return [line for line in said.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def one_behind(url):
    """As if the last revision were still to come; which one that is."""
    heads = migrations.heads(url)
    execute(url, "DELETE FROM alembic_version")
    last = migrations.plan(url, FLOORS)[-1]
    for head in {*heads, last.down_revision} - {last.revision, None}:
        execute(url, "INSERT INTO alembic_version VALUES (%s)", head)
    return last


def test_a_database_that_is_up_to_date_waits_for_nothing(settings):
    well, said = checked(settings)
    assert well
    assert "Changes that `okote migrate` would make: 0." in said
    assert "Nothing stands in the way." in said


def test_what_would_change_is_told_and_nothing_changes(settings):
    last = one_behind(settings.database_url)
    before = everything(settings.database_url)
    well, said = checked(settings)
    assert not well
    assert "would make: 1." in said
    assert f" {last.revision}  {last.doc}" in said
    assert "There is no backup: run `okote backup` before." in said
    assert everything(settings.database_url) == before
    execute(settings.database_url, "INSERT INTO clock_offset (ahead) VALUES ('1 hour')")
    assert everything(settings.database_url) != before


def test_with_a_backup_of_today_the_way_is_free(settings):
    backup(settings, settings.database_url)
    one_behind(settings.database_url)
    assert checked(settings)[0]


def test_the_database_of_a_newer_version_is_left_alone(settings):
    execute(settings.database_url, "INSERT INTO alembic_version VALUES ('o9999')")
    well, said = checked(settings)
    assert not well
    assert "The database is of a newer version (o9999): use that one." in said


def test_where_there_is_no_database_yet_none_is_made(settings):
    embedded = replace(settings, database_url=None)
    assert checked(embedded) == (
        True,
        "There is no database yet: `okote serve` makes one, and nothing has to be upgraded.\n",
    )
    assert not embedded.state_folder.exists()


def test_data_of_another_postgresql_stand_in_the_way_before_any_is_started(settings):
    embedded = replace(settings, database_url=None)
    data = embedded.state_folder / "postgres" / "cluster" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    well, said = checked(embedded)
    assert not well
    assert "The data are of PostgreSQL 13" in said
    assert "okote restore --from-dump --replace" in said


def test_every_revision_tells_what_it_does(database_url):
    """All that there are, as of a database that had none of them, or all but one of them."""
    execute(database_url, "DELETE FROM alembic_version")
    plan = migrations.plan(database_url, FLOORS)
    told = {change.name: change for change in changes(plan)}
    assert {change.floor for change in told.values()} == {"payments", "okote", "consultations"}
    assert [name for name, change in told.items() if change.effects is None] == ["o0001"]
    assert not any(change.effects for change in told.values())  # every table is made by one of them
    [alone] = changes([revision for revision in plan if revision.revision == "o0008"])
    assert {(effect.table, effect.waits) for effect in alone.effects} == {("pledge", False), ("pledge", True)}
    shown = StringIO()
    say(Console(file=shown, width=200), [*told.values(), alone], {"pledge": (12, "8 kB")})
    assert "What it does depends on what it finds." in shown.getvalue()
    assert "pledge (12 rows, 8 kB) has each row looked at; nobody reads or" in shown.getvalue()
