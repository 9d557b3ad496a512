"""A panel of two seats in two strata, each with two reserves, whose call is closed."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.feature import FEATURE
from consultations.panels.members.invariants import INVARIANTS
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import Chosen
from consultations.panels.members.service import seat
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.service import bring
from consultations.panels.service import close_call
from okote.platform.checks import violations
from tests.consultations.panels.conftest import said

YOUNG, OLD = "jeune", "âgée"
NAMES = ("Ada", "Bob", "Cleo", "Dan", "Eva", "Fred")
"""The first two are drawn, young and old; the others are reserves, young and old in turn."""


@pytest.fixture
def subscriptions():
    return dict(FEATURE.subscriptions)


def chosen(people, names=NAMES):
    """Two drawn, then reserves by rank, one stratum after the other."""
    return [
        Chosen(people[name], OLD if number % 2 else YOUNG, number // 2) for number, name in enumerate(names)
    ]


async def brought(db, panel, by, names=NAMES):
    """Those of a list, by name."""
    ages = [said(name, OLD if number % 2 else YOUNG) for number, name in enumerate(names)]
    await bring(db, panel.id, ages, by=by)
    rows = (
        await db.exec(select(Volunteer).where(Volunteer.panel_id == panel.id).order_by(Volunteer.id))
    ).all()
    return {one.name: one.id for one in rows}


async def seated(db, panel, by, names=NAMES):
    people = await brought(db, panel, by, names)
    await close_call(db, panel.id, by=by)
    await seat(db, panel, chosen(people, names), by=by)
    return people


async def stands(db, panel):
    """By name, the state of each seat."""
    statement = (
        select(Volunteer.name, Seat.state)
        .join(Seat, col(Seat.volunteer_id) == Volunteer.id)
        .where(Seat.panel_id == panel.id)
    )
    return {name: str(state) for name, state in await db.exec(statement.order_by(col(Seat.id)))}


async def seat_of(db, name):
    statement = select(Seat).join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
    return (await db.exec(statement.where(Volunteer.name == name).order_by(col(Seat.id)))).one()


async def read_again(db):
    """Seats as they are, after a statement has changed them."""
    everyone = select(Seat).order_by(col(Seat.id)).execution_options(populate_existing=True)
    (await db.exec(everyone)).all()


@pytest.fixture
async def panel(panel, db):
    """Of two seats."""
    panel.seats = 2
    await db.flush()
    return panel


@pytest.fixture
async def people(db, panel, samira):
    return await seated(db, panel, samira)


async def later(db, days):
    """As if invitations had been sent so many days before."""
    await db.exec(
        text(
            "UPDATE seat SET answer_by = answer_by - CAST(:days AS int), invited_at = invited_at - "
            "CAST(:days AS int) * interval '1 day' WHERE state = 'invited'"
        ).bindparams(days=days)
    )
    await read_again(db)


async def sound(db):
    return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def ordered(db, name):
    statement = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'kind' = :name")
    return (await db.exec(statement.bindparams(name=name))).scalar_one()
