"""Counts of difficulties as open data."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.difficulties.figures import figures
from okote.feature import Column, Dataset
from okote.platform.i18n import say, say_count
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Any) -> AsyncIterator[Mapping[str, Any]]:
    found = await figures(db, territory)
    groups = (
        ("category", [(one.value, number) for one, number in found.categories]),
        ("place", [(name or "", number) for name, number in found.places]),
        ("month", [(f"{month:%Y-%m}", number) for month, number in found.months]),
    )
    empty = dict.fromkeys(("acknowledged", "acknowledged_in_time", "answered", "answered_in_time", "overdue"))
    for kind, rows in groups:
        for name, number in rows:
            if number is not None:
                yield {"kind": kind, "group": name, "number": number, **empty}
    for one in found.services:
        if one.number is not None:
            yield {
                "kind": "service",
                "group": one.name,
                "number": one.number,
                "acknowledged": one.looked.of if one.looked else None,
                "acknowledged_in_time": one.looked.kept if one.looked else None,
                "answered": one.answered.of if one.answered else None,
                "answered_in_time": one.answered.kept if one.answered else None,
                "overdue": one.overdue,
            }


async def _withheld(db: ReadSession, territory: Any) -> int:
    return (await figures(db, territory)).withheld


DATASETS: Sequence[Dataset] = (
    Dataset(
        "difficulties",
        say("Difficulties that people told"),
        say(
            "How many until the end of the last month, by category, place, month and service, and whether "
            "services kept what was promised. What people told is private and stands nowhere."
        ),
        (
            Column("kind", say("What is counted apart: category, place, month or service.")),
            Column("group", say("Which one of these; of places, nothing is the whole territory.")),
            Column("number", say("How many difficulties.")),
            Column("acknowledged", say("Of a service: those that it looked at, or should have by now.")),
            Column("acknowledged_in_time", say("Of these, those that it looked at by the promised day.")),
            Column("answered", say("Of a service: those that it answered, or should have by now.")),
            Column("answered_in_time", say("Of these, those that it answered by the promised day.")),
            Column("overdue", say("Of a service: those that are late today.")),
        ),
        _rows,
        left_out=_withheld,
        lacks=say_count(
            "%(num)s group is too small to be told, or would tell of a small one.",
            "%(num)s groups are too small to be told, or would tell of a small one.",
        ),
    ),
)
