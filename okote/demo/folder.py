"""What the demo keeps between two runs, in a folder of its own: ports, secrets, data, mails."""

import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar

import msgspec

from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.serving.ports import is_free

HERE = "127.0.0.1"

USUAL_PORTS = {"web": 8000, "stripe": 8010, "identity": 8020, "mail": 8030}
"""Where each looks first; the next free one is remembered."""

SECRETS = ("service", "webhook", "connect", "identity")

Kept = TypeVar("Kept")


class DemoRunsError(Exception):
    """A demo runs in this folder already."""


class DemoFolder:
    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.ports: dict[str, int] = {}
        self.secrets: dict[str, str] = {}

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def stripe(self) -> Path:
        return self.path / "stripe.sqlite"

    @property
    def identity(self) -> Path:
        return self.path / "identity"

    @property
    def clients(self) -> Path:
        return self.path / "clients.json"

    @property
    def settings(self) -> Path:
        return self.path / "settings.json"

    @property
    def mails(self) -> Path:
        return self.path / "mails"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def told(self) -> Path:
        """There once the territories are told to the end; without it everything is told anew."""
        return self.path / "told"

    @contextmanager
    def held(self) -> Iterator[None]:
        """One demo at a time; the system lets go by itself of whoever is killed."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRunsError(f"A demo runs in {self.path} already: stop it first.") from None
        else:
            yield
        finally:
            os.close(lock)

    def forget(self) -> None:
        """Start over; who holds the folder keeps holding it."""
        EmbeddedPostgres(self.postgres).erase()
        for kept in self.path.iterdir():
            if kept.is_dir():
                shutil.rmtree(kept)
            elif kept.name != "lock":
                kept.unlink()

    def prepare(self) -> None:
        """Folders, secrets of its own, and ports that are free now."""
        for folder in (self.mails, self.logs, self.identity):
            folder.mkdir(parents=True, exist_ok=True)
        made = {name: secrets.token_hex(32) for name in SECRETS}
        self.secrets = self._kept("secrets.json", dict[str, str], made)
        self.ports = free_ports(self._kept("ports.json", dict[str, int], USUAL_PORTS))
        self.write(self.path / "ports.json", msgspec.json.encode(self.ports))

    def write(self, file: Path, content: bytes) -> None:
        """For nobody else to read."""
        file.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        file.write_bytes(content)

    def _kept(self, name: str, kind: type[Kept], otherwise: Kept) -> Kept:
        """What was written there, or what is written now."""
        file = self.path / name
        if not file.exists():
            self.write(file, msgspec.json.encode(otherwise))
        return msgspec.json.decode(file.read_bytes(), type=kind)


def free_ports(wished: dict[str, int]) -> dict[str, int]:
    """The wished ones where they are free, else the next that are."""
    taken: list[int] = []
    for port in wished.values():
        taken.append(next(one for one in count(port) if one not in taken and is_free(HERE, one)))
    return dict(zip(wished, taken, strict=True))
