"""What the operator reads of a backup, and of a restoration: also what is theirs to do."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from okote.platform.embedded_postgres.cluster import Cluster
from okote.serving.backup.making import Backup
from okote.serving.backup.manifest import UPLOADS
from okote.serving.backup.restoring import Restored
from okote.settings import Settings


def say_backup(console: Console, settings: Settings, made: Backup) -> None:
    files = made.manifest.files
    uploads = sum(name.startswith(f"{UPLOADS}/") for name in files)
    size = sum(file.size for file in files.values()) / 1e6
    done = f"Backed up into {made.folder}: {size:.1f} MB, {uploads} uploads."
    console.print(Text(done, "green"), soft_wrap=True)
    if settings.database_url is not None:
        say(
            console,
            "The database is a server of yours: this holds a dump of it, which leads to this moment alone."
            " To archive its log, and to restore it to other moments, is your server's own business.",
        )
    elif made.manifest.base and made.manifest.base.archive:
        say(console, "Any moment from now on can be restored, as long as `okote serve` runs.")
    if made.retired:
        say(console, f"Removed, as newer ones are enough: {', '.join(made.retired)}.")


def say_restored(console: Console, restored: Restored) -> None:
    console.print(Text(f"Restored, as it was at {restored.last}.", "green"), soft_wrap=True)
    if restored.aside is not None:
        say(console, f"What stood there is in {restored.aside}: remove it once you are sure.")


def say_older(console: Console, changes: int) -> None:
    say(
        console,
        f"Its schema is older than this version by {changes} changes, so nothing is checked yet: run"
        " `okote migrate`, then `okote check`.",
    )


def say_next(console: Console, tried: Path | None) -> None:
    """What a restored database cannot know by itself."""
    if tried is not None:
        data = Cluster(tried / "postgres" / "cluster").folder
        where = tried if data.is_relative_to(tried.resolve()) else f"{tried} and {data}"
        say(console, f"This was a trial: never serve from {tried}, whose mails would leave. Remove {where}.")
        return
    for step in (
        "Before you open:",
        "  1. Money may have moved since: reconcile with Stripe (`okote reconcile`) until nothing is open.",
        "  2. Mails and jobs that waited at that moment run again once `okote serve` runs.",
        "  3. Run `okote backup`: the archive begins anew from there.",
    ):
        say(console, step)


def say(console: Console, sentence: str) -> None:
    console.print(Text(sentence), soft_wrap=True)
