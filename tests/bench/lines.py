"""The lines of the table: what was seen, beside its floor, and what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table

from tests.bench.accounting import Cost, share

HEADINGS = ("", "req/s", "p50", "p99", "bytes", "CPU", "of it db", "floor", "share", "asked for", "")


@dataclass(frozen=True)
class Bound:
    """One thing that is asked for: a figure, and whether it is as asked."""

    says: str
    seen: str
    met: bool


@dataclass
class Line:
    """One row. `cost` and `floor` where it is about requests."""

    name: str
    cost: Cost | None = None
    floor: Cost | None = None
    bounds: list[Bound] = field(default_factory=list)

    @property
    def met(self) -> bool:
        return all(bound.met for bound in self.bounds)

    def cells(self) -> list[str]:
        cost, floor = self.cost, self.floor
        seen = ["", "", "", "", "", ""]
        if cost is not None:
            seen = [
                f"{cost.rate:.0f}",
                f"{cost.percentile(0.5):.1f}",
                f"{cost.percentile(0.99):.0f}",
                f"{cost.size:.0f}",
                f"{cost.ms:.2f}",
                f"{cost.database_ms:.2f}",
            ]
        beside = [f"{floor.ms:.2f}", f"{share(floor, cost):.0%}"] if floor and cost else ["", ""]
        asked = "\n".join(f"{bound.says}: {bound.seen}" for bound in self.bounds)
        marks = "\n".join("met" if bound.met else "NOT met" for bound in self.bounds)
        return [self.name, *seen, *beside, asked, marks]


def at_least_share(least: float, cost: Cost, floor: Cost) -> Bound:
    part = share(floor, cost)
    return Bound(f"share ≥ {least:.0%}", f"{part:.0%}", part >= least)


def at_most(what: str, most: float, seen: float, unit: str = "ms") -> Bound:
    return Bound(f"{what} ≤ {most:g} {unit}", f"{seen:.3g}", seen <= most)


def at_least(what: str, least: float, seen: float, unit: str = "") -> Bound:
    return Bound(f"{what} ≥ {least:g}{unit}", f"{seen:.3g}", seen >= least)


def table(lines: Sequence[Line]) -> Table:
    shown = Table(caption="Times in ms, of the processor where headed CPU: service and database.")
    for number, heading in enumerate(HEADINGS):
        shown.add_column(heading, justify="right" if 0 < number < 9 else "left")
    for line in lines:
        shown.add_row(*line.cells())
    return shown
