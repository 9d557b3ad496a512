"""`python -m tests.okote.serving.backup.restores --times 30`: killed, restored, compared, and again.

Each time a service is backed up, writes into its ledger, and is killed amid that by kill -9, its archive
too. It is restored in its place, to a random moment or, each third time, as late as its log goes; every other
time it was brought back elsewhere before, from the archive alone. What its client had noted is compared,
`okote check` looks, and the service goes on from there. Fails where anything is lost or came later. `--seed`
draws the same.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from rich.console import Console

from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.serving.backup.making import backup
from okote.serving.backup.replaying import LATEST
from okote.serving.backup.restoring import Wanted, restore
from okote.settings import Settings
from tests.okote.serving.backup.rehearsal import Rehearsal, rehearsal, sound
from tests.plugins.postgres import FLOORS

CONSOLE = Console(highlight=False, soft_wrap=True)
ROW = "{:<12} {:>14} {:>13} {:>12} {:>8} {:>8} {:>6}"


def one(service: Rehearsal, number: int, chance: random.Random) -> list[str]:
    """What went wrong in one round."""
    service.start()
    made = backup(service.settings, service.url)
    service.archive()
    faults = []
    before = len(service.writes)
    service.write(chance.randrange(20, 60))
    if number % 2:
        service.archived()
        faults += tried(service, made.folder, chance.choice(since(service, before)))
    service.write(10_000, killed_after=chance.randrange(20, 200))
    until = chance.choice(since(service, before)) if number % 3 else LATEST
    return [*faults, *restored(service, number, made.folder, until)]


def since(service: Rehearsal, before: int) -> list[datetime]:
    """Moments that a backup made before the last writes leads to."""
    began = service.writes[before].acknowledged
    return [moment for moment in service.moments if moment >= began]


def tried(service: Rehearsal, folder: Path, until: datetime) -> list[str]:
    """Elsewhere, while the service runs, and forgotten."""
    trial = service.folder / "trial"
    begun = time.monotonic()
    found = restore(service.settings, Wanted(folder=folder, until=until, into=trial), FLOORS)
    faults = told(service, "elsewhere", until, found.settings, time.monotonic() - begun)
    EmbeddedPostgres(trial / "postgres").erase()
    shutil.rmtree(trial)
    return faults


def restored(service: Rehearsal, number: int, folder: Path, until: datetime | str) -> list[str]:
    """In its place, from where it goes on."""
    begun = time.monotonic()
    found = restore(service.settings, Wanted(folder=folder, until=until, replace=True), FLOORS)
    moment = until if isinstance(until, datetime) else None
    faults = told(service, f"in place {number}", moment, found.settings, time.monotonic() - begun)
    if found.aside:
        EmbeddedPostgres(found.aside).erase()
    service.continue_from(moment)
    return faults


def told(
    service: Rehearsal, where: str, until: datetime | None, found: Settings, seconds: float
) -> list[str]:
    faults = service.faults(found, until)
    holds, said = sound(found)
    due = sum(until is None or write.acknowledged <= until for write in service.writes)
    when = f"{until:%H:%M:%S.%f}" if until else LATEST
    took, checked = f"{seconds:.1f} s", "holds" if holds else "fails"
    CONSOLE.print(ROW.format(where, when[:13], len(service.writes), due, len(faults), took, checked))
    return [*faults, *([] if holds else [said])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    CONSOLE.print(f"Seed {seed}.")
    CONSOLE.print(ROW.format("restored", "until", "acknowledged", "due by then", "faults", "took", "check"))
    chance = random.Random(seed)
    faults = []
    place = Path(tempfile.mkdtemp(prefix="okote-restores-"))
    place.chmod(0o711)
    with rehearsal(place) as service:
        for number in range(given.times):
            faults += one(service, number, chance)
    shutil.rmtree(place)
    for fault in faults:
        CONSOLE.print(fault)
    CONSOLE.print(f"{given.times} times killed and restored; faults: {len(faults)}.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
