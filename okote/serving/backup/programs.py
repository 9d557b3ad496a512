"""PostgreSQL's programs that speak to a server: the wheel's, or those on the PATH where they fit better."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import programs
from okote.serving.backup.errors import BackupError
from okote.settings import PREFIX

UMASK = 0o077
"""Whatever they write is for nobody else to read."""


def version(program: Path) -> int:
    """Its major version."""
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603 (a program that we name)
    return int(re.search(r"\) (\d+)", said)[1])  # type: ignore[index]


def fitting(name: str, *, server: int) -> Path:
    """One that may speak to a server of that version: an older one must not."""
    on_path = shutil.which(name)
    found = [Path(on_path)] if on_path else []
    versions = {program: version(program) for program in (*found, programs.client(name))}
    for program, known in versions.items():
        if known >= server:
            return program
    raise BackupError(
        f"The server is PostgreSQL {server}, and {name} here is {max(versions.values())}: install PostgreSQL"
        f" {server}'s client programs, so that {name} is found on the PATH."
    )


def environment() -> dict[str, str]:
    """What they are told: the operator's own settings of PostgreSQL, and none of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def run(program: Path, *arguments: object, url: str | None = None) -> None:
    """To its end; BackupError with what it said where it fails. A password never stands in its arguments."""
    environ = environment()
    if url is not None:
        address = conninfo_to_dict(libpq_url(url))
        password = address.pop("password", None)
        environ |= {"PGPASSWORD": str(password)} if password else {}
        arguments = (*arguments, f"--dbname={make_conninfo('', **address)}")
    done = subprocess.run(  # noqa: S603  (PostgreSQL's programs, with arguments of ours, no shell)
        [program, *map(str, arguments)],
        check=False, capture_output=True, text=True, env=environ, umask=UMASK,
    )  # fmt: skip
    if done.returncode != 0:
        raise BackupError(f"{program.name} failed: {done.stderr.strip()}")
