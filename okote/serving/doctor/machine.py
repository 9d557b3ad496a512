"""Whether this machine has room, keeps time, and keeps secrets."""

import ctypes
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from okote.serving.backup.archive import last_backup
from okote.serving.doctor.findings import Finding, fail, ok, warn
from okote.settings import FILE, Settings

GIB = 1024**3
LITTLE, NONE_LEFT = 2 * GIB, GIB // 4
"""Bytes: when to buy, and when PostgreSQL is about to stop."""

OLD_BACKUP = timedelta(hours=36)
"""A night without one, and some hours to notice."""

STA_UNSYNC = 0x0040
"""In the kernel's state of its clock: nobody keeps it right (adjtimex(2))."""


def machine(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    return [
        *user(os.geteuid()),
        secrets(environ.get(FILE)),
        uploads(settings.uploads_folder),
        *rooms(settings),
        backed_up(last_backup(settings.backups_folder), datetime.fromtimestamp(time.time(), UTC)),
        kept_right(_clock()),
    ]


def user(number: int) -> Iterator[Finding]:
    if number == 0:
        yield warn("user", "this is root, who may do anything: ask as the account that runs the service.")


def secrets(file: str | None) -> Finding:
    """The file of the settings holds Stripe's key: its owner reads it, a group at most."""
    if file is None:
        return ok("settings", "come from the environment alone.")
    mode = stat.S_IMODE(Path(file).stat().st_mode)
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        return fail("settings", f"{file} holds secrets and is open to others (mode {mode:04o}): chmod 640.")
    return ok("settings", f"{file} is closed to others (mode {mode:04o}).")


def uploads(folder: Path) -> Finding:
    """Tried by writing, where it is or will be: a mode says nothing of a disk that only reads."""
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return ok("uploads", f"{folder.resolve()} takes pictures.")
    except OSError as error:
        return fail("uploads", f"{folder.resolve()} takes nothing ({error.strerror}).")


def rooms(settings: Settings) -> Iterator[Finding]:
    """Left on the disks that we write to, each once."""
    folders = [settings.uploads_folder]
    if settings.database_url is None:
        folders.append(settings.state_folder)
    disks = {folder.stat().st_dev: folder for folder in map(_existing, folders)}
    for folder in disks.values():
        yield room(folder, shutil.disk_usage(folder).free)


def _existing(folder: Path) -> Path:
    """It, or the nearest folder above it that is there."""
    return next(one for one in (folder.resolve(), *folder.resolve().parents) if one.exists())


def room(folder: Path, free: int) -> Finding:
    says = f"{free / GIB:.1f} GiB left where {folder} is."
    if free < NONE_LEFT:
        return fail("disk", f"{says} Make room now.")
    return warn("disk", f"{says} Make room soon.") if free < LITTLE else ok("disk", says)


def backed_up(last: datetime | None, at: datetime) -> Finding:
    """When the last backup was begun, if ever."""
    if last is None:
        return fail("backup", "there is none: run `okote backup`, and have it run each night.")
    told = f"the last is of {last:%Y-%m-%d %H:%M} UTC"
    if at - last > OLD_BACKUP:
        return warn("backup", f"{told}: run `okote backup`, and have it run each night.")
    return ok("backup", f"{told}. Restore it elsewhere once a month, to see that it can be.")


class _Timex(ctypes.Structure):
    """The beginning of the kernel's `struct timex`, and room for the rest of it."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def _clock() -> int:
    """The state of this machine's clock, asked of the kernel; nothing is changed."""
    asked = _Timex(modes=0)
    ctypes.CDLL(None).adjtimex(ctypes.byref(asked))
    return int(asked.status)


def kept_right(status: int) -> Finding:
    if status & STA_UNSYNC:
        return warn("clock", "nothing keeps this machine's right: run chrony or systemd-timesyncd.")
    return ok("clock", "a time service keeps this machine's right.")
