"""`python -m okote.serving.backup.keeper`: writes the archive that goes on from the first backup.

PostgreSQL's own pg_receivewal takes the log as it is written; new uploads are copied every few seconds. Where
the archive's disk is nearly full it stops and says so, and the server keeps a gigabyte for it meanwhile.
"""

import argparse
import ctypes
import os
import shutil
import signal
import subprocess
from functools import partial
from threading import Event

import psycopg
import structlog

from okote.platform import logs
from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import programs
from okote.serving.backup import archive, uploads
from okote.serving.backup.archive import Archive
from okote.serving.backup.programs import UMASK, environment
from okote.serving.launched import PR_SET_PDEATHSIG
from okote.settings import Settings, load

log = structlog.get_logger("okote.serving")

EVERY = 10.0
"""Seconds between two looks at what is new: how late an upload may come to the archive."""

LEAST_FREE = 1_000_000_000
"""Bytes that the archive leaves free on its disk."""


class Keeper:
    """One archive at a time, as long as its server has one."""

    def __init__(self, settings: Settings, url: str, *, least_free: int = LEAST_FREE) -> None:
        self._settings, self._url, self._least_free = settings, libpq_url(url), least_free
        self._receiver: subprocess.Popen[str] | None = None

    def look(self) -> str | None:
        """Bring the archive up to date, as far as that is done by looking; what stands in the way."""
        with psycopg.connect(self._url, autocommit=True) as server:
            known = archive.current(server, self._settings.backups_folder)
        if known is None:
            return None
        kept, whole = known
        if not whole:
            self.stop()
            return "the archive has a gap: run `okote backup`, which begins another"
        kept.make_folders()
        if shutil.disk_usage(kept.folder).free < self._least_free:
            self.stop()
            return f"the disk of {kept.folder} is nearly full: nothing more is archived"
        trouble = self._received(kept)
        kept.pack()
        uploads.mirror(self._settings.uploads_folder, kept.uploads)
        return trouble

    def _received(self, kept: Archive) -> str | None:
        """Have the log come in; why it stopped, if it did."""
        ended = self._receiver
        if ended is not None and ended.poll() is None:
            return None
        self._receiver = subprocess.Popen(  # noqa: S603  (PostgreSQL's program, with arguments of ours, no shell)
            [
                *(programs.client("pg_receivewal"), "--no-loop", "--synchronous"),
                *(f"--directory={kept.log}", f"--slot={kept.slot}", f"--dbname={self._url}"),
            ],
            stderr=subprocess.PIPE, text=True, env=environment(), umask=UMASK,
            preexec_fn=partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 (there is one thread)
        )  # fmt: skip
        return ended.communicate()[1].strip() if ended is not None else None

    def stop(self) -> None:
        """Finish what has come in."""
        if self._receiver is not None:
            self._receiver.terminate()
            self._receiver.communicate()
            self._receiver = None


def keep(keeper: Keeper, told: Event, *, every: float) -> None:
    """Until told to stop; what stands in the way is said each time, and tried again."""
    while not told.wait(every):
        try:
            trouble = keeper.look()
        except (OSError, psycopg.Error) as error:
            trouble = str(error)
        if trouble:
            log.error("archive of the database", trouble=trouble)
    keeper.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.backup.keeper", description=__doc__)
    parser.add_argument("--every", type=float, default=EVERY, help="seconds between two looks")
    given = parser.parse_args()
    settings, told = load(os.environ), Event()
    logs.configure(settings.log_format)
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda *_: told.set())
    keeper = Keeper(settings, settings.database_url or "")
    print("Archive at work", flush=True)  # noqa: T201 (whoever started it waits for this line)
    keep(keeper, told, every=given.every)


if __name__ == "__main__":
    main()
