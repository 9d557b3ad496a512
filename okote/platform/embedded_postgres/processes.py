"""Who a process is: its id alone says little, since ids are given again."""

import time
from pathlib import Path

DEAD = "Z"
"""The state of a process that ended, and whose parent has not looked yet."""

LONGEST_MOURNING = 10
"""Seconds; the first process of some machines looks at the dead every now and then only."""


def started(pid: int) -> str | None:
    """When a living process started, as no later process of this id can have; None when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()  # its name, before this, may hold anything
    if state == DEAD:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot} {fields[18]}"


def command_line(pid: int) -> str:
    """What it was started as; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until_buried(pid: int) -> None:
    """Wait for a killed process to leave the list: whoever asks the system takes it for a living one."""
    end = time.monotonic() + LONGEST_MOURNING
    while Path(f"/proc/{pid}").exists() and started(pid) is None and time.monotonic() < end:
        time.sleep(0.05)
