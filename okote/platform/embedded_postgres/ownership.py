"""One owner per folder, known by process id and start time, which outlives any lock when it is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from okote.platform.embedded_postgres import processes
from okote.platform.embedded_postgres.errors import TakenError


class Owner(msgspec.Struct, frozen=True):
    """Who serves the folder, and the word on its server's command line that tells it from a stranger's."""

    pid: int
    started: str
    token: str
    socket_folder: str

    @property
    def lives(self) -> bool:
        """Whether this very process still runs, not another that was given its id."""
        return processes.started(self.pid) == self.started


class Ownership:
    """The record in one folder, and the lock under which it is read and changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._record = folder / "owner.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time decides about this folder."""
        lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self) -> Owner | None:
        try:
            return msgspec.json.decode(self._record.read_bytes(), type=Owner)
        except FileNotFoundError:
            return None

    def take(self, *, token: str, socket_folder: Path) -> None:
        """Record this process; in one gesture, so that whenever it dies the record is whole."""
        pid = os.getpid()
        owner = Owner(pid, processes.started(pid) or "", token, str(socket_folder))
        draft = self._record.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(owner))
        draft.rename(self._record)

    def drop(self) -> None:
        self._record.unlink(missing_ok=True)

    def refuse_if_taken(self, *, but_by: int | None) -> None:
        """TakenError where a living process owns the folder, unless it has that id."""
        owner = self.read()
        if owner and owner.pid != but_by and owner.lives:
            raise TakenError(
                f"The database in {self._folder} is in use by process {owner.pid}: stop that process first,"
                " or give this one a state folder of its own."
            )
