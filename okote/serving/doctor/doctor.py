"""`okote doctor`: what is configured, what is missing, what is unsafe."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from okote.house import House
from okote.serving.doctor import money
from okote.serving.doctor.database import database
from okote.serving.doctor.findings import Finding, Level, fail, warn
from okote.serving.doctor.machine import machine
from okote.serving.doctor.mail import mail
from okote.serving.doctor.outside import outside
from okote.serving.doctor.roles import roles
from okote.serving.doctor.uploads import complete
from okote.settings import SettingsError

COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


async def examine(
    house: House, environ: Mapping[str, str], floors: Sequence[Path], *, processes: int
) -> list[Finding]:
    """Everything that can be seen from here; nothing is changed, and nothing is sent to anybody."""
    settings = house.settings
    of_database = await database(house, floors, processes=processes)
    found = [*environment(house), *machine(settings, environ), *of_database, *money.stripe(settings)]
    if any(one.about == "schema" and one.level is Level.OK for one in of_database):
        async with house.database.reading() as db:
            found += [await complete(house, db), await money.heard(db), await money.reconciled(db)]
            found += await money.operators(house, db)
        found += await roles(house)
    return [*found, *await mail(settings.mail), *await outside(house)]


def environment(house: House) -> list[Finding]:
    known = house.settings.environment
    if known == "production":
        return []
    return [warn("settings", f"the environment is {known}: no money moves, and its clock may be moved.")]


def refused(error: SettingsError) -> list[Finding]:
    """Settings with which nothing starts, so that there is nothing else to see."""
    return [fail("settings", sentence) for sentence in error.sentences]


def report(console: Console, found: Sequence[Finding]) -> bool:
    """One line each; True where none is a failure."""
    for one in found:
        line = Text.assemble((f"{one.level:<5}", COLOURS[one.level]), f"{one.about:<13}", one.says)
        console.print(line, soft_wrap=True)
    counts = Counter(one.level for one in found)
    console.print(Text(", ".join(f"{counts[level]} {level}" for level in Level)))
    return not counts[Level.FAIL]
