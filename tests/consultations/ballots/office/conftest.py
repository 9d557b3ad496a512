"""Desks where ballots are written: people with their roles, and a consultation with a phase of votes."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.ballots.level.rules import Question
from consultations.ballots.models import Ballot
from consultations.processes.models import ProcessEnvelope
from consultations.processes.rules import PhaseKind
from okote.identity.models import Person, Role
from okote.platform.clock import offset, set_offset
from tests.consultations.processes.conftest import written
from tests.okote.app_client import territory

OFFICE = "/fr/back-office/ballots"
DAY = timedelta(days=1)
ANSWERS = {question.value: "yes" for question in Question}
TEXT = {"title": "Budget des habitants", "question": "Quels projets <voulez>-vous ?", "mode": "sealed"}
VOTE = {
    "input": "approval",
    "least": "1",
    "most": "2",
    "rule": "equal-shares",
    "utility": "cost",
    "completion": "add1u",
    "step": "1",
    "start": "exact",
    "lot_source": "Premier numéro du Loto du 12 décembre",
    "smallest_group": "20",
}


@pytest.fixture
async def lea(enter):
    return await enter("lea", Role.ADMINISTRATOR)


@pytest.fixture
async def agent(enter):
    return await enter("camille", Role.AGENT)


@pytest.fixture
def voted_in(house, lea):
    """A consultation with money, whose phase of votes begins and ends so many days from now."""

    async def voted_in(begins=1, ends=10, *, slug="budget", published=True, money=True):
        async with house.database.unit_of_work() as db:
            here = (await territory(house)).id
            author = (await db.exec(select(Person).order_by(col(Person.id)).limit(1))).one()
            process, phase = await written(
                db,
                here,
                author.id,
                (PhaseKind.VOTE, begins, ends),
                slug=slug,
                title="Le budget",
                published=0 * DAY if published else None,
            )
            if money:
                whole = {"name": "Tout", "amount_minor": 120_000_00}
                db.add(ProcessEnvelope(territory_id=here, process_id=process.id, **whole))
        return phase

    return voted_in


@pytest.fixture
def latest(house):
    async def latest(table=Ballot):
        async with house.database.reading() as db:
            return (await db.exec(select(table).order_by(col(table.id).desc()).limit(1))).one()

    return latest


@pytest.fixture
def drafted(voted_in, latest):
    """A draft, complete but for the questions about its risk."""

    async def drafted(visitor, *, mode="sealed", **phase):
        period = await voted_in(**phase)
        answer = await visitor.post(f"{OFFICE}/new", TEXT | {"phase": str(period.id), "mode": mode})
        assert answer.is_redirect, answer.text
        here = f"{OFFICE}/{(await latest()).id}"
        for title, cost in (("Un jardin", "60 000"), ("Un abri", "12 500,50"), ("Des bancs", "900")):
            option = {"title": title, "cost": cost, "envelope": "1"}
            answer = await visitor.post(f"{here}/options/new", option)
            assert answer.is_redirect, answer.text
        assert (await visitor.post(f"{here}/vote", VOTE | {"mark": await mark(visitor, here)})).is_redirect
        return here

    return drafted


async def mark(visitor, here):
    """By which a form says what it was made of."""
    html = (await visitor.get(f"{here}/text")).text
    return html.split('name="mark" value="')[1].split('"')[0]


@pytest.fixture
def announced(lea, drafted):
    async def announced(**phase):
        here = await drafted(lea, **phase)
        assert (await lea.post(f"{here}/level", ANSWERS)).is_redirect
        answer = await lea.post(f"{here}/announce")
        assert answer.is_redirect, answer.text
        return here

    return announced


@pytest.fixture
def pass_days(house):
    async def pass_days(days):
        async with house.database.unit_of_work() as db:
            await set_offset(db, await offset(db) + timedelta(days=days))

    return pass_days
