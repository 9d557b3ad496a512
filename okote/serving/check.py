"""`okote check`: whether the data hold what must always hold, and the connections suffice."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from okote.house import House
from okote.platform.checks import Violation, violations
from okote.serving.budget import Budget, accepted
from payments.invariants import Invariant


async def check(house: House, console: Console, *, processes: int) -> bool:
    """Say what is found; True where nothing is wrong."""
    invariants = [invariant for one in house.features for invariant in one.invariants]
    budget = Budget.of(house.settings, processes=processes)
    async with house.database.reading() as db:
        found = await violations(db, invariants)
        most = await accepted(db)
    say_invariants(console, invariants, found)
    say_budget(console, budget, most)
    return not found and budget.total <= most


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
