"""Who runs PostgreSQL's programs: whoever runs the service, unless that is root, whom they refuse."""

import os
import pwd
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from okote.platform.embedded_postgres.errors import EmbeddedPostgresError

UNPRIVILEGED = "nobody"

ENVIRONMENT: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C"}
"""All that the programs are told of ours: neither secrets nor PG* variables."""


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int

    @classmethod
    def for_cluster(cls, cluster: Path) -> Self:
        """Whom it belongs to where it exists, so that root serves an ordinary user's data as that user."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if cluster.exists():
            status = cluster.stat()
            return cls(status.st_uid, status.st_gid)
        entry = pwd.getpwnam(UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    def own(self, *paths: Path) -> None:
        """Take over what this process has just made; nobody else's files are ever given away."""
        if os.geteuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def make_folder(self, folder: Path) -> None:
        """A folder that only this account may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        self.own(folder)

    def may(self, access: str, path: Path) -> bool:
        """Whether it may run (`-x`) or write (`-w`) this, every folder on the way considered."""
        command = ["/usr/bin/test", access, str(path)]
        return subprocess.run(command, check=False, **self._identity()).returncode == 0  # noqa: S603  (no shell)

    def run(self, program: Path, *arguments: object) -> None:
        """Run it to its end; EmbeddedPostgresError with what it said where it fails."""
        command = [str(program), *map(str, arguments)]
        done = subprocess.run(  # noqa: S603  (the wheel's programs, with arguments of ours, no shell)
            command, check=False, capture_output=True, text=True, **self._identity()
        )
        if done.returncode != 0:
            raise EmbeddedPostgresError(f"{program.name} failed: {done.stderr.strip()}")

    def _identity(self) -> dict[str, Any]:
        other = {"user": self.uid, "group": self.gid, "extra_groups": ()} if os.geteuid() == 0 else {}
        return {"cwd": "/", "env": ENVIRONMENT, **other}
