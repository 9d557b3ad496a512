"""`okote check`: whether the data hold what must always hold, work goes on, and the connections suffice.

It also says the head of the chain, which its witness knows from a mail.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from okote.house import House
from okote.platform.chain import queries as chain
from okote.platform.chain.models import Seal
from okote.platform.chain.rules import shown
from okote.platform.checks import SHOWN, Violation, violations
from okote.platform.failed_jobs import FailedJob, failed_jobs
from okote.serving.budget import Budget, accepted
from payments.inbox.models import StripeEvent
from payments.inbox.queries import events
from payments.invariants import Invariant


async def check(
    house: House, console: Console, *, processes: int, mailed: tuple[int, bytes] | None = None
) -> bool:
    """Say what is found; True where nothing is wrong.

    `mailed` is the number and the hash of a seal, as a witness has them.
    """
    invariants = [invariant for one in house.features for invariant in one.invariants]
    budget = Budget.of(house.settings, processes=processes)
    async with house.database.reading() as db:
        found = await violations(db, invariants)
        failed = await failed_jobs(db, SHOWN)
        troubled = await events(db, troubled=True, limit=SHOWN)
        most = await accepted(db)
        head, sealed = await chain.head(db), await chain.row_count(db)
        kept = mailed is None or say_mailed(console, *mailed, await chain.seal_of(db, mailed[0]))
    say_invariants(console, invariants, found)
    say_head(console, head, sealed)
    say_failed(console, failed)
    say_troubled(console, troubled)
    say_budget(console, budget, most)
    return kept and not found and not failed and budget.total <= most


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


def say_head(console: Console, head: Seal | None, sealed: int) -> None:
    """To be compared with the mails of the witness."""
    if head is None:
        console.print(Text("Nothing is sealed yet.", "yellow"))
        return
    moment = f"{head.at:%Y-%m-%d %H:%M:%S} UTC"
    told = f"Seal {head.number} of {moment}, rows under all seals: {sealed}. {shown(head.hash)}"
    console.print(Text(told), soft_wrap=True)


def say_mailed(console: Console, number: int, mailed: bytes, found: Seal | None) -> bool:
    """Whether the chain still leads to what a witness was told."""
    if found is None:
        told = f"Seal {number} is not in the chain: seals were removed, or this is another database."
    elif found.hash != mailed:
        told = f"Seal {number} has another hash: what was sealed until then has been rewritten since."
    else:
        console.print(Text(f"Seal {number} has this hash.", "green"))
        return True
    console.print(Text(told, "bold red"), soft_wrap=True)
    return False


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
