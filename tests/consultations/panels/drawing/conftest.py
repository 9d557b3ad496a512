"""A panel of nine, twelve volunteers, a draw in each of its states, and another who runs panels."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.panels.drawing import making, service
from consultations.panels.drawing.computing import Said
from consultations.panels.drawing.rules import PublicDraw
from consultations.panels.drawing.standing import standing
from consultations.panels.members.service import on_volunteer_withdrew
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.recruiting.service import bring
from consultations.panels.sortition.freezing import thawed
from consultations.panels.sortition.report import Algorithm, written
from consultations.panels.sortition.service import lottery, sealed
from okote.identity.models import Role
from okote.platform import clock
from tests.consultations.panels.conftest import said

DAY = timedelta(days=1)
TICKETS = 60
RESULT = "7 12 23 31 40 5"
NAMES = ("Ada", "Bob", "Cleo", "Dina", "Elio", "Fanny", "Gil", "Hugo", "Ines", "Jean", "Kim", "Luce")


@pytest.fixture
def subscriptions():
    return {VolunteerWithdrew: (on_volunteer_withdrew,)}


def one_of_each(number):
    """Six are young and six are old; the last two live together."""
    home = "1 quai" if number >= 10 else f"{number} rue des Tilleuls"
    return said(NAMES[number], "jeune" if number % 2 else "âgée", email=None, telephone="03", address=home)


async def pass_by(db, days):
    await clock.set_offset(db, await clock.offset(db) + days * DAY)


async def named(db, visitor, days=3):
    """A lottery in so many days."""
    return PublicDraw("Loto", visitor.territory.day(await db.now()) + days * DAY, "les cinq, puis le dernier")


async def frozen_by(db, panel, visitor, algorithm=Algorithm.STRATIFIED, days=3):
    checked = (await standing(db, panel)).fingerprint
    naming = await named(db, visitor, days)
    return await service.freeze(db, panel.id, naming, algorithm, checked=checked, by=visitor)


async def seal(db, draw):
    """As the worker does, without another process, and with few tickets."""
    await making.begun(db, draw.id)
    sheet = draw.sheet
    pool = thawed(sheet.pool, sheet.wanted)
    tickets = lottery(pool, sheet.algorithm, TICKETS)
    report = sealed(pool, sheet.algorithm, tickets, sheet.public_draw)
    await making.ended(db, draw.id, Said(report=written(report)))


def opening(db):
    """Transactions within that of the test."""

    @asynccontextmanager
    async def opens():
        async with db.begin_nested():
            yield db

    return opens


@pytest.fixture
async def marc(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def volunteers(db, panel, samira):
    """They came a while ago."""
    await bring(db, panel.id, [one_of_each(number) for number in range(12)], by=samira)
    await pass_by(db, 0.01)
    return (await db.exec(select(Volunteer).order_by(col(Volunteer.number)))).all()


@pytest.fixture
async def frozen(db, panel, volunteers, samira):
    return await frozen_by(db, panel, samira)


@pytest.fixture(name="sealed")
async def sealed_draw(db, frozen):
    await seal(db, frozen)
    return frozen


@pytest.fixture
async def due(db, sealed):
    """The day of the lottery is over."""
    await pass_by(db, 4)
    return sealed


@pytest.fixture
async def drawn(db, due, panel, samira, marc):
    await service.enter(db, panel.id, RESULT, by=samira)
    return await service.enter(db, panel.id, RESULT, by=marc)
