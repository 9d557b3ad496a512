"""`okote retention`: what is forgotten now, or with a dry run what would be."""

from rich.console import Console
from rich.table import Table

from okote.house import House
from okote.privacy.jobs import forget_all
from okote.privacy.service import due


async def retention(house: House, console: Console, *, dry_run: bool) -> None:
    """A line for each kind; the oldest as it is before anything goes."""
    async with house.database.reading() as db:
        found = [await due(db, kind) for one in house.features for kind in one.forgets]
    gone = {} if dry_run else await forget_all(house)
    table = Table("What", title="Would be forgotten" if dry_run else "Forgotten", title_justify="left")
    table.add_column("rows", justify="right")
    table.add_column("oldest")
    for one in found:
        rows = one.rows if dry_run else gone[one.kind.name]
        table.add_row(one.kind.says, str(rows), one.oldest.strftime("%Y-%m-%d") if one.oldest else "")
    console.print(table)
