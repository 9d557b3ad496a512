"""What everyone may take away of actions."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.actions.contents import Line
from consultations.actions.queries.editions import editions
from consultations.actions.queries.shown import Shown, each, place_names, theme_names
from consultations.actions.rules import ThemeKind
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    found = await each(db, territory)
    ids = [one.action.id for one in found]
    aims = await theme_names(db, ids, ThemeKind.AIM)
    pillars = await theme_names(db, ids, ThemeKind.PILLAR)
    places = await place_names(db, ids)
    for one in found:
        key = one.action.id
        yield {
            **_row(one),
            "aims": _joined(aims.get(key, ())),
            "pillars": _joined(pillars.get(key, ())),
            "places": _joined(places.get(key, ())),
        }


def _joined(names: Sequence[str]) -> str | None:
    return "; ".join(names) or None


def _row(one: Shown) -> Mapping[str, Any]:
    action = one.action
    return {
        "number": action.number,
        "title": action.title,
        "state": action.state,
        "since": action.since,
        "service": one.service,
        "deadline": action.deadline,
        "late": one.late,
        "workstream": one.workstream,
        "budget": action.budget and action.budget.major,
        "indicator": action.indicator or None,
        "unit": action.unit or None,
        "before": action.before_value,
        "before_on": action.before_on,
        "after": action.after_value,
        "after_on": action.after_on,
        "origin": action.origin_kind,
    }


async def _frozen(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for edition in await editions(db, territory.id):
        told = edition.told
        for line in told.lines:
            yield {"year": edition.year, **_line(line), "late": line.late(told.on)}


def _line(line: Line) -> Mapping[str, Any]:
    names = [column.name for column in (*COLUMNS, *OF_EDITIONS[1:]) if column.name != "late"]
    row = {name: getattr(line, name) for name in names}
    lists = {name: _joined(row[name]) for name in ("aims", "pillars", "places", "evidence")}
    return row | lists | {"budget": line.budget and line.budget.major}


COLUMNS = (
    Column("number", say("Last part of the address of its page, after /actions/.")),
    Column("title", say("Its title.")),
    Column(
        "state",
        say("proposed, decided, in_progress, finalising, done, carried_over or abandoned."),
    ),
    Column("since", say("The day on which it came to that state.")),
    Column("service", say("The service that answers for it.")),
    Column("deadline", say("The last day that counts as in time.")),
    Column("late", say("true where that day is over and it is neither done nor given up.")),
    Column("workstream", say("The workstream that it is of.")),
    Column("aims", say("The aims that it serves, with semicolons between them.")),
    Column("pillars", say("The pillars that it stands under, with semicolons between them.")),
    Column("places", say("Where it is, with semicolons between them; empty is everywhere.")),
    Column("budget", say("In euros.")),
    Column("indicator", say("What is measured.")),
    Column("unit", say("In which it is measured.")),
    Column("before", say("What was measured before.")),
    Column("before_on", say("On which day.")),
    Column("after", say("What was measured after.")),
    Column("after_on", say("On which day.")),
)

OF_EDITIONS = (
    Column("year", say("Whose last day it tells of.")),
    Column("note", say("What was said of it last.")),
    Column("evidence", say("What shows it, by its titles, with semicolons between them.")),
)

DATASETS = (
    Dataset(
        "actions",
        say("Actions of the administration"),
        say("Each action that everyone sees: what is promised, by whom, until when, and where it stands."),
        (
            *COLUMNS,
            Column(
                "origin",
                say("What it came from: own, finding, idea, campaign, recommendation or action."),
            ),
        ),
        _rows,
    ),
    Dataset(
        "action-editions",
        say("Actions of past years, as they were frozen"),
        say("Each action of each edition, in the words and figures of the day on which its year was frozen."),
        (OF_EDITIONS[0], *COLUMNS, *OF_EDITIONS[1:]),
        _frozen,
    ),
)
