"""A letter that everyone reads, and whoever has just gone through it."""

from datetime import timedelta
from itertools import count

import pytest

from consultations.measures.statistics.axes import Axis, Level
from consultations.procedures.queries import procedure_called, text_of
from consultations.procedures.rules import Channel, ProcedureDetails, ProcedureKind, VersionDetails
from consultations.procedures.service import catalogue, versions
from consultations.ratings import service
from consultations.ratings.rules import Given, Help, Slip
from tests.consultations.procedures.conftest import clear, counter, desk, writer

__all__ = ["clear", "counter", "desk", "writer"]

NUMBERS = count()


def given(level=4, *, channel=Channel.MAIL, help_=Help.NONE, words="", **levels):
    each = {axis: Level(levels.get(axis.value, level)) for axis in Axis}
    return Given(channel, each, help_, words)


async def slip(db, shown, *, age=10):
    """Of a form that was shown so many seconds ago."""
    shown_at = await db.now() - timedelta(seconds=age)
    return Slip(str(shown.procedure.id), shown_at, f"form-{next(NUMBERS)}")


@pytest.fixture
async def shown(db, agent, roads, clear):
    """One with two channels, as everyone sees it."""
    channels = frozenset({Channel.MAIL, Channel.COUNTER})
    details = ProcedureDetails(
        "Place en crèche", "Oui ou non.", "Parents", ProcedureKind.LETTER, channels, (), roads.id
    )
    made = await catalogue.add_procedure(db, details, by=agent)
    version = await versions.add_version(db, made.id, by=agent)
    said = VersionDetails(version.since, text="Bonjour.")
    await versions.write_version(db, version.id, said, seen=text_of(version), by=agent)
    await clear(version)
    await versions.publish_version(db, version.id, by=agent)
    return await procedure_called(db, agent.territory.id, made.slug)


@pytest.fixture
def rate(db, territory, shown):
    """Rate it as somebody does, each from an address of its own."""

    async def rate(answers=None, *, by=None, household=None, age=10):
        paper = by or await slip(db, shown, age=age)
        from_where = f"192.0.2.{next(NUMBERS)}" if household is None else household
        return await service.rate(db, territory, shown, answers or given(), paper, household=from_where)

    return rate
