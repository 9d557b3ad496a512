"""Procedures with versions and tests, actions and open ratings: what the demo tells of them, then copied."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from consultations.demo import story
from consultations.measures.statistics.axes import Axis, Level
from consultations.procedures.rules import Channel
from consultations.ratings.rules import Help
from okote.demo.seeding.moments import Moment, Telling
from payments.tables import uuid7
from tests.bench.copying import Copier

COPIED = "Réponse à une demande d’aide pour le chauffage"
"""A letter that a panel tried before and after it was written anew, with findings, answers and actions."""

DEEDS = ["Changer", "Déclarer", "Demander", "Obtenir", "Renouveler", "Signaler"]
THINGS = [
    "une adresse",
    "une aide",
    "une carte de stationnement",
    "une clôture",
    "une concession",
    "une inscription à l’école",
    "une naissance",
    "une place en crèche",
    "un raccordement",
    "un terrain",
]

OF_PROCEDURE = (
    ("procedure_version", "procedure_id", "procedure"),
    ("procedure_step", "version_id", "procedure_version"),
    ("test_campaign", "version_id", "procedure_version"),
    ("test_task", "campaign_id", "test_campaign"),
    ("sitting", "campaign_id", "test_campaign"),
    ("task_outcome", "sitting_id", "sitting"),
    ("remark", "sitting_id", "sitting"),
    ("finding", "campaign_id", "test_campaign"),
    ("finding_answer", "finding_id", "finding"),
)
"""Each table, and the column by which its rows belong to another's; panels and actions are none of these."""

OF_ACTION = tuple(
    (table, "action_id", "action") for table in ("action_step", "action_theme", "action_place", "evidence")
)

RATED_FOR = 730
"""Days before this month over which open ratings are spread."""

HOURS = range(8, 18)

Row = Mapping[str, str]


class Family:
    """A row and all that belongs to it, to be copied together under other identifiers."""

    def __init__(
        self, copier: Copier, table: str, root: UUID, belonging: Sequence[tuple[str, str, str]]
    ) -> None:
        self.copier = copier
        self.rows = {table: copier.rows(table, "id", root)}
        for one, column, owner in belonging:
            keys = [UUID(row["id"]) for row in self.rows[owner]]
            self.rows[one] = copier.rows(one, column, *keys)
        self.made: dict[str, list[str]] = {table: [] for table in self.rows}

    def copy(self, changes: Callable[[str, Row], Row]) -> Mapping[str, str]:
        """But for what `changes` says of a row; by each identifier, the one that stands for it in the copy.

        They sort as the others do: what was written in order is read in order.
        """
        fresh = {row["id"]: str(uuid7()) for rows in self.rows.values() for row in rows if "id" in row}
        for table, rows in self.rows.items():
            for row in rows:
                own = {name: fresh.get(value, value) for name, value in row.items()}
                self.made[table].append("\t".join({**own, **changes(table, row)}.values()))
        return fresh

    def write(self) -> None:
        for table, lines in self.made.items():
            self.copier.into(table, lines)
            lines.clear()


@dataclass(frozen=True)
class Rated:
    """A procedure, and what in its version an open rating names."""

    slug: str
    territory: str
    procedure: str
    version: str


async def told(telling: Telling, slug: str) -> list[Moment]:
    """As the demo tells it: services, ideas, actions, procedures, panels, tests."""
    return [Moment(at, tell) for at, tell in await story(telling, slug)]


def copy_procedures(copier: Copier, territory: UUID, number: int, name: str = COPIED) -> list[Rated]:
    """One that was tested, so many times over; one can go about each in any way."""
    (row,) = copier.rows("procedure", "name", name)
    family, made = Family(copier, "procedure", UUID(row["id"]), OF_PROCEDURE), list[Rated]()
    version = family.rows["procedure_version"][-1]["id"]
    for place in range(number):

        def changes(table: str, row: Row, place: int = place) -> Row:
            if table == "procedure":
                ways = f"{{{','.join(Channel)}}}"
                return {"slug": f"bench-{place}", "name": _name(place), "channels": ways}
            return {"slug": f"{row['slug']}-{place}"} if table == "test_campaign" else {}

        fresh = family.copy(changes)
        made.append(Rated(f"bench-{place}", str(territory), fresh[row["id"]], fresh[version]))
    family.write()
    return made


def _name(place: int) -> str:
    """The first ones stand first in the catalogue."""
    many = f" ({place})" if place >= len(DEEDS) * len(THINGS) else ""
    return f"{DEEDS[place // len(THINGS) % len(DEEDS)]} {THINGS[place % len(THINGS)]}{many}"


def copy_actions(copier: Copier, territory: UUID, number: int) -> None:
    """Those that everyone sees, in turn, under the numbers that follow."""
    public = [row for row in copier.rows("action", "territory_id", territory) if row["published_at"] != "\\N"]
    families = [Family(copier, "action", UUID(row["id"]), OF_ACTION) for row in public]
    last = int(copier.value("SELECT max(number) FROM action WHERE territory_id = %s", territory))
    for place in range(number):
        given = {"number": str(last + 1 + place)}
        families[place % len(families)].copy(lambda table, _, given=given: given if table == "action" else {})
    for family in families:
        family.write()


def rate(copier: Copier, rated: Rated, number: int) -> None:
    """By whoever has gone through it, hour by hour over two years, never so many that an hour is unusual."""
    columns = copier.columns("open_rating")
    until = date.fromisoformat(copier.value("SELECT date_trunc('month', now())::date"))
    rows = _ratings(rated, number, until)
    copier.into("open_rating", ("\t".join(str(row[column]) for column in columns) for row in rows))


def _ratings(rated: Rated, number: int, until: date) -> Iterator[dict[str, Any]]:
    """The same each time it is loaded."""
    chance, hours = Random(rated.slug), RATED_FOR * len(HOURS)
    for place in range(number):
        day, hour = divmod(place * hours // number, len(HOURS))
        on = until - timedelta(days=RATED_FOR - day)
        levels = chance.choices(list(Level), weights=(1, 2, 3, 5, 4), k=len(Axis))
        yield {
            "id": uuid4(),
            "territory_id": rated.territory,
            "procedure_id": rated.procedure,
            "version_id": rated.version,
            "hour": f"{on} {HOURS[hour]:02}:00:00+00",
            "month": on.replace(day=1),
            "channel": chance.choice(list(Channel)),
            "help": chance.choices(list(Help), weights=(6, 2, 1))[0],
            **{axis.value: int(level) for axis, level in zip(Axis, levels, strict=True)},
            "counted": "t",
            "burst_id": "\\N",
        }
