"""Published tests as open data: what testers answered, and what they stumbled on with its answer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.testing.api import axes_of
from consultations.testing.queries.findings import findings_read
from consultations.testing.queries.results import found_by
from consultations.testing.queries.standing import published
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from payments.sessions import ReadSession

MOST = 10_000
"""Tests of a territory: more than any ever has."""


async def _answers(db: ReadSession, territory: Any) -> AsyncIterator[Mapping[str, Any]]:
    for stands in await published(db, territory.id, most=MOST):
        for one in axes_of(await found_by(db, stands.campaign)):
            levels = {f"level_{level}": count for level, count in enumerate(one.levels, 1)}
            yield {
                "test": stands.campaign.slug,
                "procedure": stands.procedure.slug,
                "version": stands.version.number,
                "group": one.manner.value if one.manner else "all",
                "question": one.axis.value,
                "mean": one.mean,
                **levels,
            }


async def _findings(db: ReadSession, territory: Any) -> AsyncIterator[Mapping[str, Any]]:
    for stands in await published(db, territory.id, most=MOST):
        for one in await findings_read(db, stands.campaign.id, stands.complete):
            said = one.answered
            yield {
                "test": stands.campaign.slug,
                "procedure": stands.procedure.slug,
                "number": one.finding.number,
                "title": one.finding.told_title,
                "step": one.finding.step_title,
                "severity": int(one.severity),
                "testers": one.met.count,
                "of": one.met.of,
                "state": one.finding.state.value,
                "action": said.action_number if said is not None else None,
            }


_TEST = Column("test", say("Last part of the address of its page, after /tests/."))
_PROCEDURE = Column("procedure", say("Last part of the address of its page, after /procedures/."))

DATASETS: Sequence[Dataset] = (
    Dataset(
        "test-answers",
        say("Answers of testers"),
        say(
            "What panels made of the procedures that they tried, together and by how they tried; groups that "
            "are too small are left out."
        ),
        (
            _TEST,
            _PROCEDURE,
            Column("version", say("Which version was tried.")),
            Column("group", say("all, or how they tried it: alone, on_site, telephone, paper.")),
            Column("question", say("simplicity, efficiency or clarity.")),
            Column("mean", say("Out of ten, to a tenth.")),
            Column("level_1", say("How many gave the worst of five levels.")),
            Column("level_2", say("How many gave the second of five levels.")),
            Column("level_3", say("How many gave the third of five levels.")),
            Column("level_4", say("How many gave the fourth of five levels.")),
            Column("level_5", say("How many gave the best of five levels.")),
        ),
        _answers,
    ),
    Dataset(
        "test-findings",
        say("Findings of testers"),
        say("What testers stumbled on, without what tells who wrote it, and what the service says to it."),
        (
            _TEST,
            _PROCEDURE,
            Column("number", say("Within its test.")),
            Column("title", say("What happened.")),
            Column("step", say("Where; empty where it is about the whole.")),
            Column("severity", say("1 annoys, 2 slows down, 3 blocks.")),
            Column("testers", say("How many met it.")),
            Column("of", say("How many tried.")),
            Column("state", say("reviewed (waits for an answer), accepted, refused or already_done.")),
            Column("action", say("The number of the action that came of it.")),
        ),
        _findings,
    ),
)
