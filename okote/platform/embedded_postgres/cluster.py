"""A cluster on disk: its data, its socket and its log, in a folder that only its account may enter."""

import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from okote.platform.embedded_postgres import processes, programs
from okote.platform.embedded_postgres.account import Account
from okote.platform.embedded_postgres.errors import EmbeddedPostgresError

SUPERUSER = "okote"

LONGEST_SOCKET = 100
"""Bytes in a socket's path: Linux takes 107."""

TIMEOUT = 60
"""Seconds to start, as after a crash everything since the last checkpoint is replayed; or to stop."""


READY = "ready"
"""How PostgreSQL's file says of itself that it serves."""


class Cluster:
    """PostgreSQL's programs, applied to one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.account = Account.for_cluster(self.folder)
        self._data = self.folder / "data"
        self._log = self.folder / "log"

    @classmethod
    def placed(cls, link: Path) -> Self:
        """The one that is there, or a new place; where the account can't reach, a link to where it can."""
        if not link.is_dir():
            link.unlink(missing_ok=True)  # a link to what was swept away
            account = Account.for_cluster(link)
            account.make_folder(link)
            if not account.may("-w", link):
                link.rmdir()
                elsewhere = Path(tempfile.mkdtemp(prefix="okote-", dir="/var/tmp"))
                account.own(elsewhere)
                link.symlink_to(elsewhere)
        return cls(link)

    @property
    def server(self) -> int | None:
        """The living server's process id, from the file in which PostgreSQL itself says so."""
        pid = self._last_server
        return pid if pid and str(self._data) in processes.command_line(pid) else None

    @property
    def said(self) -> str:
        """What the last server wrote into its log."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def version(self) -> int | None:
        """The major version that wrote the data, and that alone can read them; None where there are none."""
        try:
            return int((self._data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    @property
    def _last_server(self) -> int | None:
        lines = self._postmaster
        return int(lines[0]) if lines else None

    @property
    def _status(self) -> str | None:
        """The last line of the same file, once there is one."""
        lines = self._postmaster
        return lines[7].strip() if len(lines) > 7 else None

    @property
    def _postmaster(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def initialise(self, *, hurried: bool) -> None:
        """Make the data folder where there is none.

        Text is ordered by code points, the same on every machine; pages sort names by a folded key.
        """
        if self._data.exists():
            return
        draft = self._draft()
        text = ("-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8")
        access = ("-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject")
        self._run("initdb", "-D", draft, *text, *access, *(("--no-sync",) if hurried else ()))
        draft.rename(self._data)

    def lay(self, fill: Callable[[Path], None]) -> None:
        """Take for its data the base backup that `fill` puts into a folder, to recover at the next start."""
        draft = self._draft()
        draft.mkdir(mode=0o700)
        fill(draft)
        (draft / "recovery.signal").touch()
        self.account.own(draft, *draft.rglob("*"))
        draft.rename(self._data)

    def make_socket_folder(self) -> Path:
        """Beside the data, or where that path is too long for a socket, in a short one made anew."""
        folder = self.folder / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET:
            folder = Path(tempfile.mkdtemp(prefix="okote-", dir="/tmp"))
            self.account.own(folder)
        else:
            self.account.make_folder(folder)
        return folder

    def start(self, settings: Mapping[str, str], *, within: int = TIMEOUT) -> None:
        """Serve; the log keeps what this server says, and nothing of the ones before it."""
        if self._last_server:
            processes.wait_until_buried(self._last_server)
        self._log.unlink(missing_ok=True)
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        try:
            self._run("pg_ctl", "start", "-D", self._data, "-l", self._log, "-o", options, "-t", within)
        except EmbeddedPostgresError as error:
            raise EmbeddedPostgresError(f"{error}\n{self.said}") from error

    def wait_until_ready(self) -> None:
        """Until what is replayed is: where nobody may look meanwhile, `start` returns once that begins.

        EmbeddedPostgresError, with what the server said, where it ends before.
        """
        while self._status != READY:
            if self.server is None:
                raise EmbeddedPostgresError(self.said)
            time.sleep(0.05)

    def stop(self) -> None:
        """Finish what runs no longer, break connections off, and leave nothing to be replayed."""
        try:
            self._run("pg_ctl", "stop", "-D", self._data, "-m", "fast", "-t", TIMEOUT)
        except EmbeddedPostgresError:
            if self.server is not None:  # else it ended by itself meanwhile, as where its start failed
                raise

    def _draft(self) -> Path:
        """Where data are made, beside those that there will be; what was begun there before is forgotten."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        return draft

    def _run(self, program: str, *arguments: object) -> None:
        self.account.run(programs.folder(self.account, self.folder) / program, *arguments)
