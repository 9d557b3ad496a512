"""`okote check`: whether the data hold what must always hold, work goes on, and the connections suffice."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from okote.house import House
from okote.platform.checks import SHOWN, Violation, violations
from okote.platform.failed_jobs import FailedJob, failed_jobs
from okote.serving.budget import Budget, accepted
from payments.inbox.models import StripeEvent
from payments.inbox.queries import events
from payments.invariants import Invariant


async def check(house: House, console: Console, *, processes: int) -> bool:
    """Say what is found; True where nothing is wrong."""
    invariants = [invariant for one in house.features for invariant in one.invariants]
    budget = Budget.of(house.settings, processes=processes)
    async with house.database.reading() as db:
        found = await violations(db, invariants)
        failed = await failed_jobs(db, SHOWN)
        troubled = await events(db, troubled=True, limit=SHOWN)
        most = await accepted(db)
    say_invariants(console, invariants, found)
    say_failed(console, failed)
    say_troubled(console, troubled)
    say_budget(console, budget, most)
    return not found and not failed and budget.total <= most


def say_invariants(console: Console, invariants: Sequence[Invariant], found: Sequence[Violation]) -> None:
    for violation in found:
        invariant = violation.invariant
        console.print(Text(f"{invariant.name}: rows that violate it: {violation.count}", "bold red"))
        console.print(Text(f"  {invariant.says}"))
        for row in violation.rows:
            console.print(
                Text("  " + ", ".join(f"{name}={value}" for name, value in row.items())), soft_wrap=True
            )
    held = len(invariants) - len(found)
    console.print(Text(f"{held} of {len(invariants)} invariants hold.", "green" if not found else "yellow"))


def say_failed(console: Console, failed: Sequence[FailedJob]) -> None:
    """The latest jobs that gave up: a page shows them only where there is one territory."""
    for job in failed:
        console.print(Text(f"Job {job.id} ({job.name}) failed after {job.tries} tries.", "bold red"))
    if failed:
        console.print(Text("Once what stopped them is mended, run them again with `okote retry`."))


def say_troubled(console: Console, troubled: Sequence[StripeEvent]) -> None:
    """What Stripe said last that led to nothing, or to nothing yet; no fault by itself."""
    for event in troubled:
        why = event.remark.value if event.remark else "not handled yet"
        console.print(Text(f"Stripe's event {event.event_id} ({event.type}): {why}.", "yellow"))


def say_budget(console: Console, budget: Budget, most: int) -> None:
    table = Table("Connections to PostgreSQL", title_justify="left")
    for heading in ("how many", "each", "together"):
        table.add_column(heading, justify="right")
    for who, count, each in budget.lines:
        table.add_row(who, str(count), str(each), str(count * each))
    table.add_row("at most", "", "", str(budget.total), style="bold")
    table.add_row("accepted by the server", "", "", str(most))
    console.print(table)
    if budget.total > most:
        advice = "The server would refuse some: raise its max_connections, or lower OKOTE_POOL_SIZE."
        console.print(Text(advice, "bold red"), soft_wrap=True)
