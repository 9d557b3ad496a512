"""Who comes as a phase ends: judged when they are through, before or after a change of phases."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select, text

from consultations.processes.models import Phase, Process
from consultations.processes.rules import Permit, PhaseKind, PhaseOverError, Template
from consultations.processes.service import permitted
from consultations.services.models import Service
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.clock import set_offset
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def visitor(house):
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="quelqu’un@exemple.test")
        db.add(person)
    return Visitor(territory=await territory(house), language="fr", address=ADDRESS, person=person)


@pytest.fixture
async def vote(house, visitor):
    """Open for another hour."""
    async with house.database.unit_of_work() as db:
        at, here = await db.now(), visitor.territory.id
        service = Service(territory_id=here, name="Voirie", email="voirie@exemple.test", created_at=at)
        db.add(service)
        await db.flush()
        process = Process(
            territory_id=here,
            template=Template.QUESTION,
            slug="vote",
            title="Une question",
            lead="Une.",
            body="Voici.",
            languages=["fr"],
            organisers=[],
            service_id=service.id,
            created_at=at,
            created_by=visitor.person.id,
            published_at=at,
        )
        db.add(process)
        await db.flush()
        hour = timedelta(hours=1)
        days = {"starts_at": at - hour, "ends_at": at + hour}
        db.add(Phase(territory_id=here, process_id=process.id, kind=PhaseKind.VOTE, permits=["vote"], **days))
    return process


async def test_who_began_before_the_end_and_acts_after_it_is_refused(house, visitor, vote):
    """Negative control: by the moment at which the transaction began, it would still be open."""
    async with house.database.unit_of_work() as db:
        began = await db.now()
        async with house.database.unit_of_work() as other:
            await set_offset(other, timedelta(hours=2))
        phase = (await db.exec(select(Phase))).one()
        assert phase.starts_at <= await db.now() == began < phase.ends_at
        with pytest.raises(PhaseOverError):
            await permitted(db, vote.id, Permit.VOTE, by=visitor)


async def test_a_change_of_phases_waits_for_whoever_acts(house, visitor, vote):
    """Negative control: nobody waits for somebody who asked for nothing."""
    held = text("SELECT id FROM process FOR UPDATE NOWAIT")
    async with house.database.unit_of_work() as db, house.database.unit_of_work() as other:
        await db.exec(select(Process))
        async with other.begin_nested():
            await other.exec(held)
    async with house.database.unit_of_work() as db, house.database.unit_of_work() as other:
        assert await permitted(db, vote.id, Permit.VOTE, by=visitor)
        with pytest.raises(OperationalError, match="could not obtain lock"):
            async with other.begin_nested():
                await other.exec(held)
