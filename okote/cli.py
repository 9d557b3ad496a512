"""`okote`: what whoever runs the service types."""

import argparse
import os
import sys
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from okote.app import build
from okote.feature import Feature, installed
from okote.house import House
from okote.platform import logs, migrations
from okote.platform.chain.rules import read
from okote.platform.commands import CommandError
from okote.platform.embedded_postgres import EmbeddedPostgresError
from okote.platform.failed_jobs import retry
from okote.serving import init, limits, worker
from okote.serving.backup import telling
from okote.serving.backup.errors import BackupError
from okote.serving.backup.making import backup
from okote.serving.backup.replaying import LATEST, Until
from okote.serving.backup.restoring import Wanted, restore
from okote.serving.check import check
from okote.serving.children import ChildFailedError
from okote.serving.database import database, for_service
from okote.serving.doctor import doctor
from okote.serving.ports import PortTakenError, check_free
from okote.serving.reconcile import NotReconciledError, UnknownDifferenceError, close, reconcile
from okote.serving.retention import retention
from okote.serving.serve import MigrationsPendingError, Serving, history, serve
from okote.serving.upgrade.check import check as check_upgrade
from okote.settings import Settings, SettingsError, load

WRONG, MISUSED = 1, 2
"""What a command answers the shell where something is wrong, and where it was asked wrongly."""


class UnreadableSealError(Exception):
    """What was typed is no seal."""


class UnexplainedError(Exception):
    """What is closed is closed with a reason."""


Result = TypeVar("Result")

FAILURES = (
    BackupError,
    ChildFailedError,
    CommandError,
    EmbeddedPostgresError,
    MigrationsPendingError,
    NotReconciledError,
    PortTakenError,
    UnknownDifferenceError,
    migrations.BlockedError,
)
"""What one sentence explains."""

LASTING = frozenset({"demo", "serve"})
"""Commands that hand the work to others and last as long as these: all features would hold 40 MB in them."""


def main(arguments: Sequence[str] | None = None, features: Sequence[Feature] | None = None) -> int:
    """Run a command, the house's own or a feature's; its status for the shell."""
    words = sys.argv[1:] if arguments is None else arguments
    given = parser(needed(words) if features is None else features).parse_args(words)
    try:
        return int(given.run(given) or 0)
    except (SettingsError, init.AnswersError, UnexplainedError, UnreadableSealError) as error:
        complain(error)
        return MISUSED
    except FAILURES as error:
        complain(error)
        return WRONG


def needed(words: Sequence[str]) -> Sequence[Feature]:
    """Whose commands may be asked for: of none, by what outlasts its own work."""
    return () if words and words[0] in LASTING else installed()


def parser(features: Sequence[Feature] = ()) -> argparse.ArgumentParser:
    """The house's own commands, and those of these features."""
    made = argparse.ArgumentParser(
        prog="okote", description="Participatory funding and citizen consultation for territories."
    )
    commands = made.add_subparsers(required=True, metavar="command")

    founding = commands.add_parser("init", help="found the first territory and invite its administrator")
    init.add_options(founding)
    founding.set_defaults(run=run_init)

    serving = commands.add_parser("serve", help="answer requests and work on jobs, until told to stop")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serving.add_argument("--port", type=int, default=8000, help="(%(default)s)")
    serving.add_argument("--processes", type=positive, default=1, help="(%(default)s)")
    serving.add_argument("--no-worker", dest="worker", action="store_false", help="`okote worker` runs apart")
    serving.set_defaults(run=run_serve)

    working = commands.add_parser("worker", help="work on jobs, until told to stop")
    working.set_defaults(run=run_worker)

    migrating = commands.add_parser("migrate", help="bring the database to the newest schema")
    migrating.set_defaults(run=run_migrate)

    forgetting = commands.add_parser("retention", help="forget what the law and the register say is due")
    forgetting.add_argument("--dry-run", action="store_true", help="only say what would be forgotten now")
    forgetting.set_defaults(run=run_retention)

    retrying = commands.add_parser("retry", help="run again jobs that failed, which `okote check` tells")
    retrying.add_argument("job", type=positive, nargs="+", help="its number")
    retrying.set_defaults(run=run_retry)

    add_examinations(commands)
    add_backups(commands)
    for one in (command for feature in features for command in feature.commands):
        added = commands.add_parser(one.name, help=one.help)
        one.options(added)
        added.set_defaults(run=one.run)

    showing = commands.add_parser("demo", help="run everything, with a living fictional territory")
    showing.add_argument("--reset", action="store_true", help="forget what was done in it, and start over")
    showing.add_argument("--scale", type=float, default=1.0, help="how much of its crowds is told (1: all)")
    showing.set_defaults(run=run_demo)
    return made


def add_examinations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    checking = commands.add_parser("check", help="look whether what must always hold does")
    checking.add_argument("--processes", type=positive, default=1, help="of `okote serve`")
    checking.add_argument(
        "--seal",
        nargs="+",
        metavar=("NUMBER", "HASH"),
        help="is this one, from a witness's mail, in the chain?",
    )
    checking.set_defaults(run=run_check)

    comparing = commands.add_parser("reconcile", help="compare with Stripe, and mend what can be mended")
    comparing.add_argument("--from", dest="since", type=day, metavar="DATE", help="its first day, by UTC")
    comparing.add_argument("--to", dest="until", type=day, metavar="DATE", help="its last day")
    comparing.add_argument("--json", action="store_true", help="for programs")
    comparing.add_argument("--close", metavar="NAME", help="a difference that you have looked into")
    comparing.add_argument("--because", metavar="REASON", help="what you found")
    comparing.set_defaults(run=run_reconcile)

    examining = commands.add_parser("doctor", help="say what is configured, what is missing, what is unsafe")
    examining.add_argument("--processes", type=positive, default=1, help="of `okote serve`")
    examining.set_defaults(run=run_doctor)

    limiting = commands.add_parser("limits", help="say how often everything may be done, and why")
    limiting.set_defaults(run=run_limits)


def add_backups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    saving = commands.add_parser("backup", help="keep the database and uploads, also while it serves")
    saving.add_argument("--to", type=Path, metavar="FOLDER", help="one backup apart, which stands alone")
    saving.set_defaults(run=run_backup)

    restoring = commands.add_parser("restore", help="bring back what a backup holds, or any moment since")
    restoring.add_argument("folder", type=Path, help="the backup's")
    restoring.add_argument(
        "--to-time",
        type=moment,
        metavar="MOMENT",
        help=f"such as 2026-03-01T12:00:00Z, or {LATEST}; the backup's own unless given",
    )
    restoring.add_argument("--from-dump", action="store_true", help="into any version of PostgreSQL")
    restoring.add_argument(
        "--into", type=Path, metavar="STATE_FOLDER", help="to try it: elsewhere than where the service looks"
    )
    restoring.add_argument("--replace", action="store_true", help="put aside the data that stand there")
    restoring.set_defaults(run=run_restore)

    upgrading = commands.add_parser("upgrade", help="say what `okote migrate` would do, and change nothing")
    upgrading.add_argument("--check", action="store_true", required=True)
    upgrading.set_defaults(run=run_upgrade)


def run_init(given: argparse.Namespace) -> int:
    known = init.answers(vars(given), Prompt.ask if sys.stdin.isatty() else None)
    with opened_house() as house:
        migrated(house)
        done(house, init.init(house, known))
    Console().print(
        f"{known['name']} is founded. Its invitation leaves for {known['administrator']} once a worker runs."
    )
    return 0


def run_serve(given: argparse.Namespace) -> int:
    settings = load(os.environ)
    logs.configure(settings.log_format)
    wanted = Serving(host=given.host, port=given.port, processes=given.processes, worker=given.worker)
    if failure := uvloop.run(serve(settings, wanted, os.environ)):
        complain(failure)
        return WRONG
    return 0


def run_worker(_given: argparse.Namespace) -> int:
    settings = load(os.environ)
    with database(settings) as url:
        house = build(settings, for_service(settings, url))
        logs.configure(house.settings.log_format)
        if house.settings.metrics_port is not None:
            check_free(house.settings.metrics_host, house.settings.metrics_port)
        uvloop.run(worker.work_until_told(house))
    return 0


def run_migrate(_given: argparse.Namespace) -> int:
    with opened_house() as house:
        Console().print(f"Changes made to the database: {migrated(house)}.")
    return 0


def run_check(given: argparse.Namespace) -> int:
    mailed = None if given.seal is None else mailed_seal(*given.seal)
    with opened_house() as house:
        sound = done(house, check(house, Console(), processes=given.processes, mailed=mailed))
    return 0 if sound else WRONG


def mailed_seal(number: str, *written: str) -> tuple[int, bytes]:
    """A seal as its mail says it, the hash in pieces or in one."""
    found = read("".join(written))
    if not number.isdecimal() or found is None:
        raise UnreadableSealError("--seal takes a number and a hash of 64 digits, as the mail has them.")
    return int(number), found


def run_reconcile(given: argparse.Namespace) -> int:
    if (given.close is None) != (given.because is None) or given.because == "":
        raise UnexplainedError("--close names a difference, and --because says what you found.")
    with opened_house() as house:
        if given.close is not None:
            done(house, close(house, Console(), given.close, given.because))
            return 0
        told = reconcile(house, Console(), since=given.since, until=given.until, as_json=given.json)
        return 0 if done(house, told) else WRONG


def run_doctor(given: argparse.Namespace) -> int:
    console = Console()
    try:
        with opened_house() as house:
            floors = history(house.settings)
            found = done(house, doctor.examine(house, os.environ, floors, processes=given.processes))
    except SettingsError as error:
        found = doctor.refused(error)
    return 0 if doctor.report(console, found) else WRONG


def run_retention(given: argparse.Namespace) -> int:
    with opened_house() as house:
        done(house, retention(house, Console(), dry_run=given.dry_run))
    return 0


def run_limits(_given: argparse.Namespace) -> int:
    limits.tell(Console(), load(os.environ))
    return 0


def run_retry(given: argparse.Namespace) -> int:
    async def retried(house: House) -> list[int]:
        async with house.database.unit_of_work() as db:
            return [job for job in given.job if not await retry(db, job)]

    with opened_house() as house:
        unknown = done(house, retried(house))
    for job in unknown:
        complain(f"There is no job {job} any more.")
    return WRONG if unknown else 0


def run_backup(given: argparse.Namespace) -> int:
    settings = load(os.environ)
    with database(settings) as url:
        telling.say_backup(Console(), settings, backup(settings, url, to=given.to))
    return 0


def run_restore(given: argparse.Namespace) -> int:
    settings, console = load(os.environ), Console()
    wanted = Wanted(
        folder=given.folder.resolve(),
        until=given.to_time,
        from_dump=given.from_dump,
        into=given.into,
        replace=given.replace,
    )
    restored = restore(settings, wanted, history(settings))
    telling.say_restored(console, restored)
    with opened_house(restored.settings) as house:
        if waiting := migrations.pending(house.database.url, history(settings)):
            telling.say_older(console, len(waiting))
            return WRONG
        sound = done(house, checked_and_reconciled(house, console, trial=given.into is not None))
    telling.say_next(console, given.into)
    return 0 if sound else WRONG


async def checked_and_reconciled(house: House, console: Console, *, trial: bool) -> bool:
    """Of a trial nothing is asked of Stripe: what it would learn there is for the service to learn.

    Where Stripe can't be asked, the data are back all the same, and that is left to do.
    """
    sound = await check(house, console, processes=1)
    if trial:
        return sound
    try:
        return await reconcile(house, console) and sound
    except NotReconciledError as error:
        complain(error)
        return sound


def run_upgrade(_given: argparse.Namespace) -> int:
    return 0 if check_upgrade(load(os.environ), Console()) else WRONG


def run_demo(given: argparse.Namespace) -> int:
    from okote.demo import command  # noqa: PLC0415 (nothing of the demo is loaded in production)

    return command.run(reset=given.reset, scale=given.scale)


@contextmanager
def opened_house(settings: Settings | None = None) -> Iterator[House]:
    """The house of these settings, or of those that the environment gives, on its database."""
    settings = settings or load(os.environ)
    with database(settings) as url:
        yield build(settings, url)


def done(house: House, doing: Coroutine[Any, Any, Result]) -> Result:
    """Its result, once every connection is let go of."""

    async def closing() -> Result:
        try:
            return await doing
        finally:
            await house.close()

    return uvloop.run(closing())


def migrated(house: House) -> int:
    """How many changes the schema had been waiting for."""
    url, all_floors = house.database.url, history(house.settings)
    pending = migrations.pending(url, all_floors)
    migrations.upgrade(url, all_floors)
    return len(pending)


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("one at least")
    return number


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write it as 2026-03-01") from error


def moment(text: str) -> Until:
    if text == LATEST:
        return "latest"
    try:
        named = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"write it as 2026-03-01T12:00:00Z, or {LATEST}") from error
    if named.tzinfo is None:
        raise argparse.ArgumentTypeError("end it with Z, or say otherwise which time zone it is of")
    return named


def complain(problem: object) -> None:
    Console(stderr=True).print(Text(str(problem), "red"), soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
