"""Ballots that the whole service shows, committed, with people who vote."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest

from consultations.ballots import service
from consultations.ballots.closing import ACTS, TURN_OVER, ask_to_close, ask_to_publish, note_lot
from consultations.ballots.rules import Mode
from consultations.ballots.voting import cast_vote, vote_openly
from consultations.processes.rules import Audience, PhaseKind
from okote.approvals.service import approve
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.clock import offset, set_offset
from okote.platform.jobs import work_off
from tests.consultations.ballots.conftest import DETAILS, OPTIONS
from tests.consultations.processes.conftest import written
from tests.okote.app_client import ADDRESS, territory
from tests.okote.programs import program

__all__ = ["program"]

DAY = timedelta(days=1)


@pytest.fixture
async def desk(house):
    """An administrator, as services know one."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="lea@exemple.test")
        db.add(person)
    held = frozenset([Held(Role.ADMINISTRATOR)])
    return Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=held)


@pytest.fixture
def put_to_vote(house, desk):
    """Announced, from yesterday until tomorrow unless `days` says otherwise."""

    async def put_to_vote(
        *,
        options=OPTIONS,
        envelopes=(),
        days=(-1, 1),
        audience=Audience.PUBLIC,
        announced=True,
        asked=None,
        **changes,
    ):
        async with house.database.unit_of_work() as db:
            process, phase = await written(
                db,
                desk.territory.id,
                desk.person.id,
                (PhaseKind.VOTE, *days),
                audience=audience,
                slug=f"budget-{token_hex(4)}",
                title="Le budget",
                conditions=asked or {},
            )
            details = replace(DETAILS, **changes)
            ballot = await service.write(db, process.id, phase.id, details, options, envelopes, by=desk)
            if announced:
                await service.announce(db, ballot.id, by=desk)
        return ballot

    return put_to_vote


@pytest.fixture
def pass_days(house):
    async def pass_days(days):
        async with house.database.unit_of_work() as db:
            await set_offset(db, await offset(db) + days * DAY)

    return pass_days


@pytest.fixture
def all_vote(house, desk):
    """As many people as there are votes, each in a transaction of their own; what sealed ones are given."""

    async def all_vote(ballot, votes):
        async with house.database.unit_of_work() as db:
            at = await db.now()
            people = [Person(created_at=at) for _ in votes]
            db.add_all(people)
        given = []
        for person, choices in zip(people, votes, strict=True):
            by = replace(desk, person=person, roles=frozenset())
            async with house.database.unit_of_work() as db:
                if ballot.mode is Mode.OPEN:
                    await vote_openly(db, ballot.id, choices, by=by)
                else:
                    given.append(await cast_vote(db, ballot.id, choices, token_hex(), by=by))
        return given

    return all_vote


@pytest.fixture
def turn_over(house):
    """As the clock has it done each hour."""

    async def turn_over():
        async with house.database.unit_of_work() as db:
            await db.exec(TURN_OVER)

    return turn_over


@pytest.fixture
async def second(house, desk):
    """Another administrator."""
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="mehdi@exemple.test")
        db.add(person)
    return replace(desk, person=person)


@pytest.fixture
def close(house, desk, second, pass_days):
    """The vote goes to its end, the lot is drawn, two people close it, and it is counted by itself."""

    async def close(ballot):
        await pass_days(1)
        async with house.database.unit_of_work() as db:
            await note_lot(db, ballot.id, "17", by=desk)
        await by_two(house, ask_to_close, ballot, desk, second)

    return close


@pytest.fixture
def publish(house, desk, second):
    async def publish(ballot):
        await by_two(house, ask_to_publish, ballot, desk, second)

    return publish


async def by_two(house, ask, ballot, first, second):
    async with house.database.unit_of_work() as db:
        asked = await ask(db, ballot.id, "Vu", by=first)
    async with house.database.unit_of_work() as db:
        await approve(db, ACTS, asked.id, "Vu", by=second)
    await work_off(house.queue, house.job_context)
