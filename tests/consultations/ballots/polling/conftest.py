"""Ballots that the whole service shows, committed, with people who vote."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest

from consultations.ballots import service
from consultations.processes.models import Phase, Process
from consultations.processes.rules import POSSIBLE, Audience, PhaseKind, Template
from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.clock import offset, set_offset
from tests.consultations.ballots.conftest import DETAILS, OPTIONS
from tests.okote.app_client import ADDRESS, territory
from tests.okote.programs import program

__all__ = ["program"]

DAY = timedelta(days=1)


@pytest.fixture
def enter(browser):
    async def entered(person):
        visitor = browser()
        await visitor.arrive(person)
        return visitor

    return entered


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
            at, here = await db.now(), desk.territory.id
            answering = Service(
                territory_id=here, name=f"Voirie {token_hex(3)}", email="v@x.test", created_at=at
            )
            db.add(answering)
            await db.flush()
            process = Process(
                territory_id=here,
                template=Template.BUDGET,
                audience=audience,
                slug=f"budget-{token_hex(4)}",
                title="Le budget",
                lead="Vous choisissez.",
                body="Voici comment.",
                languages=["fr"],
                organisers=[],
                service_id=answering.id,
                created_at=at,
                created_by=desk.person.id,
                published_at=at - 100 * DAY,
                conditions=asked or {},
            )
            db.add(process)
            await db.flush()
            phase = Phase(
                territory_id=here,
                process_id=process.id,
                kind=PhaseKind.VOTE,
                starts_at=at + days[0] * DAY,
                ends_at=at + days[1] * DAY,
                permits=sorted(POSSIBLE[PhaseKind.VOTE]),
                audience=audience,
            )
            db.add(phase)
            await db.flush()
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
