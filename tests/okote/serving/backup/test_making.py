"""Whole or not there, for nobody else to read; old ones go, and with them what only they needed."""

import fcntl
import os
import shutil
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres.cluster import Cluster
from okote.serving.backup import archive, manifest, programs, rules
from okote.serving.backup.errors import BackupError
from okote.serving.backup.keeper import Keeper
from okote.serving.backup.making import backup
from okote.serving.backup.replaying import LATEST
from okote.serving.backup.restoring import Wanted, restore
from tests.okote.serving.backup.rehearsal import eventually, settings_in
from tests.plugins.postgres import FLOORS


@pytest.fixture(scope="module")
def server_url(tmp_path_factory):
    """A server of nobody's, which keeps two segments of its log for an archive and then no more."""
    place = tmp_path_factory.mktemp("server")
    cluster = Cluster.placed(place / "cluster")
    cluster.initialise(hurried=True)
    sockets = cluster.make_socket_folder()
    cluster.start(
        {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "fsync": "off",
            "max_slot_wal_keep_size": "32MB",
            "min_wal_size": "32MB",
        }
    )
    yield f"postgresql+psycopg://okote@/postgres?host={sockets}"
    cluster.stop()
    shutil.rmtree(cluster.folder)
    shutil.rmtree(sockets, ignore_errors=True)


@pytest.fixture
def settings(tmp_path):
    made = settings_in(tmp_path)
    made.uploads_folder.mkdir()
    (made.uploads_folder / "one").write_text("one")
    return made


@pytest.fixture
def told(server_url):
    """Asks the server; every archive is forgotten after the test."""
    with psycopg.connect(libpq_url(server_url), autocommit=True) as connection:
        yield connection
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"
        )


def another(settings, url):
    """In another second than the one before, under whose name there is one."""
    first = max(name for name in names(settings.backups_folder) if rules.is_backup(name))
    with psycopg.connect(libpq_url(url)) as connection:
        while rules.name_of(archive.moment(connection)) == first:
            pass
    return backup(settings, url)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_old_backups_go_with_what_of_the_archive_only_they_needed(settings, server_url, told):
    settings = replace(settings, backups_kept=1)
    first = backup(settings, server_url)
    goes_on = archive.Archive.named(settings.backups_folder, first.manifest.base.archive)
    for number in range(2):
        (goes_on.log / f"00000001000000000000000{number}.gz").touch()
    (settings.uploads_folder / "two").write_text("two")
    (settings.uploads_folder / "one").unlink()
    (settings.backups_folder / ".new" / "of one that was killed").mkdir(parents=True)
    (settings.backups_folder / "archive-12345678").mkdir()

    second = another(settings, server_url)

    assert second.retired == [first.folder.name]
    assert names(settings.backups_folder) == {"lock", second.folder.name, goes_on.folder.name}
    assert second.manifest.base.archive == first.manifest.base.archive
    assert not list(goes_on.log.glob("*0.gz"))
    assert names(goes_on.uploads) == names(second.folder / "uploads") == {"two"}
    assert manifest.verified(second.folder) == second.manifest


def test_one_at_a_time_writes_into_a_folder(settings, server_url):
    settings.backups_folder.mkdir()
    lock = os.open(settings.backups_folder / "lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(BackupError, match="Another backup is being written"):
        backup(settings, server_url)
    os.close(lock)


def test_what_fails_leaves_nothing_behind(settings, server_url, told):
    told.execute("CREATE ROLE stranger LOGIN; CREATE TABLE of_somebody_else ()")
    stranger = server_url.replace("okote@", "stranger@")
    with pytest.raises(BackupError, match=r"pg_dump failed: .*permission denied for table of_somebody_else"):
        backup(replace(settings, database_url=stranger), stranger)
    assert names(settings.backups_folder) == {"lock"}


def test_one_made_apart_stands_alone(settings, server_url, tmp_path, told):
    made = backup(settings, server_url, to=tmp_path / "disk")
    assert made.folder.parent == tmp_path / "disk"
    assert made.manifest.base.archive is None
    assert not settings.backups_folder.exists()
    assert told.execute("SELECT FROM pg_replication_slots").fetchall() == []
    assert (made.folder / "uploads" / "one").read_text() == "one"
    with pytest.raises(BackupError, match="leads to its own moment alone"):
        restore(settings, Wanted(folder=made.folder, until=LATEST), FLOORS)


def test_of_an_operators_own_server_there_is_a_dump(settings, server_url, told):
    made = backup(replace(settings, database_url=server_url), server_url)
    assert made.manifest.base is None
    assert names(made.folder) == {"database.dump", "uploads", "manifest.json", "manifest.json.sha256"}
    assert told.execute("SELECT FROM pg_replication_slots").fetchall() == []


def test_a_keeper_has_nothing_to_do_before_the_first_backup(settings, server_url):
    assert Keeper(settings, server_url).look() is None
    assert not settings.backups_folder.exists()


def test_a_nearly_full_disk_is_left_as_it_is_and_said(settings, server_url, told):
    backup(settings, server_url)
    keeper = Keeper(settings, server_url, least_free=10**18)
    assert "is nearly full: nothing more is archived" in keeper.look()
    assert told.execute("SELECT count(*) FROM pg_stat_replication").fetchall() == [(0,)]
    keeper = Keeper(settings, server_url)
    assert keeper.look() is None
    keeper.stop()


def test_a_keeper_goes_on_where_another_stopped(settings, server_url, told):
    goes_on = archive.Archive.named(
        settings.backups_folder, backup(settings, server_url).manifest.base.archive
    )
    came = []
    for _ in range(2):
        keeper = Keeper(settings, server_url)
        told.execute("SELECT pg_logical_emit_message(false, '', 'something')")
        [(last,)] = told.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()
        eventually(lambda last=last, keeper=keeper: packed(keeper, goes_on.log / f"{last}.gz"))
        keeper.stop()
        came.append(set(goes_on.segments()))
    assert came[0] < came[1]
    run, lacking = rules.followed(min(came[1]), came[1], 16 * 2**20)
    assert (set(run), lacking) == (came[1], None)


def packed(keeper, segment):
    """Whatever stood in the way at first, such as the end of the keeper before."""
    keeper.look()
    return segment.exists()


def test_a_gap_in_the_archive_is_said_and_the_next_backup_begins_another(settings, server_url, told):
    first = backup(settings, server_url)
    for _ in range(5):
        told.execute("SELECT pg_switch_wal(), txid_current()")
    told.execute("CHECKPOINT")
    assert "run `okote backup`, which begins another" in Keeper(settings, server_url).look()
    second = another(settings, server_url)
    assert second.manifest.base.archive != first.manifest.base.archive
    assert told.execute("SELECT wal_status <> 'lost' FROM pg_replication_slots").fetchall() == [(True,)]


def test_an_older_program_does_not_speak_to_a_newer_server():
    assert programs.fitting("pg_dump", server=16).name == "pg_dump"
    with pytest.raises(BackupError, match="install PostgreSQL 99's client programs"):
        programs.fitting("pg_dump", server=99)
