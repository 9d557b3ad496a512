"""The doctor and the machine: room, time, secrets, backups."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from okote.serving.doctor.findings import Level
from okote.serving.doctor.machine import (
    GIB,
    STA_UNSYNC,
    backed_up,
    kept_right,
    machine,
    room,
    rooms,
    secrets,
    uploads,
    user,
)
from okote.settings import load
from tests.okote.test_settings import SOUND


@pytest.mark.parametrize(
    ("mode", "level"),
    [(0o600, Level.OK), (0o640, Level.OK), (0o644, Level.FAIL), (0o660, Level.FAIL), (0o602, Level.FAIL)],
)
def test_a_file_of_secrets_is_for_its_owner(tmp_path, mode, level):
    file = tmp_path / "okote.toml"
    file.touch()
    file.chmod(mode)
    assert secrets(str(file)).level is level


def test_without_a_file_there_is_none_to_keep():
    assert secrets(None).level is Level.OK


def test_a_folder_that_takes_pictures_is_left_as_it_was(tmp_path):
    assert uploads(tmp_path).level is Level.OK
    assert uploads(tmp_path / "to" / "be").level is Level.OK
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_nothing(tmp_path):
    file = tmp_path / "file"
    file.touch()
    found = uploads(file)
    assert (found.level, "Not a directory" in found.says) == (Level.FAIL, True)


@pytest.mark.parametrize(
    ("free", "level"),
    [(3 * GIB, Level.OK), (2 * GIB, Level.OK), (2 * GIB - 1, Level.WARN), (GIB // 4 - 1, Level.FAIL)],
)
def test_a_disk_runs_full(tmp_path, free, level):
    assert room(tmp_path, free).level is level


def test_each_disk_is_told_once(tmp_path):
    settings = msgspec.structs.replace(
        load(SOUND), uploads_folder=tmp_path / "uploads", state_folder=tmp_path / "state"
    )
    assert len(list(rooms(settings))) == 1


def test_root_is_told_that_it_is():
    assert [one.level for one in user(0)] == [Level.WARN]
    assert list(user(1000)) == []


@pytest.mark.parametrize(
    ("hours", "level"), [(0, Level.OK), (36, Level.OK), (37, Level.WARN), (None, Level.FAIL)]
)
def test_a_backup_that_is_old_or_was_never_made(hours, level):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert backed_up(None if hours is None else at - timedelta(hours=hours), at).level is level


@pytest.mark.parametrize(("status", "level"), [(0x2001, Level.OK), (STA_UNSYNC | 1, Level.WARN)])
def test_a_clock_that_nobody_keeps_right(status, level):
    assert kept_right(status).level is level


def test_this_machine_is_looked_at_whole(tmp_path):
    """The kernel is really asked."""
    folders = dict.fromkeys(("uploads_folder", "state_folder", "backups_folder"), tmp_path)
    settings = msgspec.structs.replace(load(SOUND), **folders)
    abouts = [one.about for one in machine(settings, {}) if one.about != "user"]
    assert abouts == ["settings", "uploads", "disk", "backup", "clock"]
