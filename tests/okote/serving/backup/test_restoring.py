"""What was acknowledged is there again, to the moment; and what is damaged is refused with a sentence."""

import asyncio
import os
import random
import shutil
import stat
from datetime import timedelta

import psycopg
import pytest

from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import EmbeddedPostgres, TakenError
from okote.serving.backup.errors import BackupError
from okote.serving.backup.making import backup
from okote.serving.backup.replaying import LATEST
from okote.serving.backup.restoring import Wanted, restore
from okote.serving.database import database, embedded_folder
from payments.simulator.server import LocalStripe
from tests.okote.serving.backup.moving import Moving
from tests.okote.serving.backup.rehearsal import content, rehearsal, sound
from tests.plugins.postgres import FLOORS

SEED = 20


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A service backed up before it wrote, and killed once the last of what it wrote was acknowledged.

    It wrote so much that to replay it takes longer than to begin with that.
    """
    with rehearsal(tmp_path_factory.mktemp("killed")) as service, LocalStripe() as stripe:
        service.start()
        service.money = Moving(stripe)
        (service.settings.uploads_folder / "before").write_text("before")
        service.backup = backup(service.settings, service.url)
        service.archive()
        asyncio.run(service.money.before(service.url))
        service.write(20)
        service.amid = list(service.moments)
        asyncio.run(service.money.after(service.url))
        service.rows("SELECT pg_switch_wal()")
        with psycopg.connect(libpq_url(service.url)) as connection:
            connection.execute("CREATE TABLE much AS SELECT generate_series(1, 500000)")
        service.write(20)
        service.archived()
        service.archived_moments = list(service.moments)
        with pytest.raises(TakenError, match="in use by process"):
            restore(service.settings, Wanted(folder=service.backup.folder, replace=True), FLOORS)
        service.write(5)
        service.kill()
        yield service


@pytest.fixture
def trial(killed):
    """A state folder that there is not yet; forgotten after the test."""
    folder = killed.folder / "trial"
    yield folder
    EmbeddedPostgres(folder / "postgres").erase()
    shutil.rmtree(folder)


@pytest.fixture
def damaged(killed):
    """Another copy of the backup and its archive's log: the same files, of which each may be put anew."""
    copy = killed.folder / "damaged"
    shutil.copytree(killed.settings.backups_folder, copy, copy_function=os.link)
    yield copy / killed.backup.folder.name, next(copy.glob("archive-*")) / "log"
    shutil.rmtree(copy)


def test_elsewhere_a_random_moment_comes_back_exactly(killed, trial):
    until = random.Random(SEED).choice(killed.archived_moments)
    wanted = Wanted(folder=killed.backup.folder, until=until, into=trial)
    restored = restore(killed.settings, wanted, FLOORS)
    assert killed.faults(restored.settings, until) == []
    assert content(trial / "uploads" / "before") == "before"
    assert sound(restored.settings)[0]
    assert not (trial / "postgres" / "cluster" / "data" / "recovery.signal").exists()
    with pytest.raises(BackupError, match="name another folder by --into"):
        restore(killed.settings, wanted, FLOORS)
    planted = [
        *killed.faults(restored.settings),
        *killed.faults(restored.settings, until - timedelta(minutes=1)),
    ]
    assert {fault.rpartition(" ")[2] for fault in planted} == {"lost", "later"}


def test_money_that_moved_after_the_moment_is_found_at_stripe_and_mended(killed, trial):
    until = random.Random(SEED).choice(killed.amid)
    wanted = Wanted(folder=killed.backup.folder, until=until, into=trial)
    restored = restore(killed.settings, wanted, FLOORS)
    money = killed.money
    with database(restored.settings) as url:
        found, unexplained, one_total = asyncio.run(money.reconciled(url))
    kinds = {kind: (key, mended) for kind, key, mended in found}
    assert len(found) == 4
    assert kinds["payment_lost"] == (money.lost.charge_id, False)
    assert kinds["refund_unknown"][1]
    assert kinds["payment_not_learnt"][1]
    assert kinds["refund_not_learnt"][1]
    assert (unexplained, one_total) == (0, False)


def test_a_backup_alone_is_as_it_was_when_it_ended(killed, trial):
    restored = restore(killed.settings, Wanted(folder=killed.backup.folder, into=trial), FLOORS)
    assert killed.faults(restored.settings, killed.backup.manifest.base.ended_at) == []


def test_a_dump_is_the_same_in_whichever_database(killed, server):
    name = "restored_from_a_dump"
    settings = killed.settings_with(database_url=server.format(name), uploads_folder=killed.folder / "again")
    with psycopg.connect(libpq_url(server.format("postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            restored = restore(settings, Wanted(folder=killed.backup.folder), FLOORS)
            assert killed.faults(restored.settings, killed.backup.manifest.made_at) == []
            assert sound(restored.settings)[0]
            assert content(settings.uploads_folder / "before") == "before"
            with pytest.raises(BackupError, match="make an empty one"):
                restore(settings, Wanted(folder=killed.backup.folder), FLOORS)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_nobody_else_reads_a_backup(killed):
    for path in (killed.settings.backups_folder, *killed.settings.backups_folder.rglob("*")):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) & ~allowed == 0, path


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (timedelta(days=-1), "take an older one"),
        (timedelta(days=1), "The log ends with a transaction of 20.*name an earlier one"),
    ],
)
def test_a_moment_that_it_does_not_lead_to_is_refused(killed, until, sentence):
    until += killed.backup.manifest.base.ended_at
    wanted = Wanted(folder=killed.backup.folder, until=until, into=killed.folder / "trial")
    with pytest.raises(BackupError, match=sentence):
        restore(killed.settings, wanted, FLOORS)
    assert not (killed.folder / "trial" / "postgres").exists()
    assert not (killed.folder / "trial" / "postgres.new").exists()


def put_anew(file, content):
    file.unlink()
    file.write_bytes(content)


def test_a_flipped_bit_anywhere_is_refused(killed, damaged):
    folder, _ = damaged
    chance = random.Random(SEED)
    file = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size))
    flipped = bytearray(file.read_bytes())
    flipped[chance.randrange(len(flipped))] ^= 1
    put_anew(file, flipped)
    with pytest.raises(BackupError, match=f"{file.name}.* not as it was written.*take another backup"):
        restore(killed.settings, Wanted(folder=folder, into=killed.folder / "trial"), FLOORS)


def test_a_segment_missing_from_the_log_is_not_passed_over(killed, damaged):
    """As late as it goes would be less than there is: refused, rather than cut short without a word."""
    folder, log = damaged
    segment = max(log.glob("*.gz"))
    segment.unlink()
    with pytest.raises(BackupError, match=f"The log stops at {segment.stem}"):
        restore(killed.settings, Wanted(folder=folder, until=LATEST, into=killed.folder / "trial"), FLOORS)


def test_a_damaged_segment_ends_the_log_and_is_named(killed, damaged):
    folder, log = damaged
    segment = max(log.glob("*.gz"))
    put_anew(segment, segment.read_bytes()[:-9])
    wanted = Wanted(folder=folder, until=killed.archived_moments[-1], into=killed.folder / "trial")
    with pytest.raises(BackupError, match=f"since {segment.stem} is missing or damaged"):
        restore(killed.settings, wanted, FLOORS)


def test_without_its_archive_a_backup_leads_to_its_own_moment_alone(killed, damaged):
    folder, log = damaged
    shutil.rmtree(log.parent)
    with pytest.raises(BackupError, match="leads to its own moment alone"):
        restore(killed.settings, Wanted(folder=folder, until=LATEST), FLOORS)


def test_what_a_newer_version_made_waits_for_that_version(killed):
    with pytest.raises(BackupError, match="whose schema this version does not know"):
        restore(killed.settings, Wanted(folder=killed.backup.folder), FLOORS[:1])


def test_in_its_place_nothing_that_was_acknowledged_is_lost(killed):
    """The last of the module: what had not come to the archive is taken from the killed server's own log."""
    wanted = Wanted(folder=killed.backup.folder, until=LATEST, replace=True)
    restored = restore(killed.settings, wanted, FLOORS)
    assert killed.faults(restored.settings) == []
    assert restored.aside == embedded_folder(killed.settings).with_name("postgres.aside-1")
