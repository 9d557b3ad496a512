"""What rooms above hang into the page of a consultation: a button where its phase permits it, and words."""

from datetime import timedelta

import pytest

from consultations.processes.describing import ProcessDetails
from consultations.processes.rules import POSSIBLE, PhaseDetails, PhaseKind, Template
from consultations.processes.service import publish, write_process
from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
def changed_settings():
    return {"features": ("tests.consultations.processes.hanging",)}


async def test_a_button_stands_there_as_long_as_its_phase_permits_it(house, browser):
    async with house.database.unit_of_work() as db:
        at, here = await db.now(), await territory(house)
        service = Service(territory_id=here.id, name="Voirie", email="v@exemple.test", created_at=at)
        person = Person(created_at=at)
        db.add_all([service, person])
        await db.flush()
        roles = frozenset([Held(Role.ADMINISTRATOR)])
        by = Visitor(here, "fr", ADDRESS, person=person, roles=roles)
        for kind in (PhaseKind.IDEAS, PhaseKind.STUDY):
            details = ProcessDetails(kind.value, "Une.", "Voici.", service.id, ("fr",))
            day = timedelta(days=1)
            phase = PhaseDetails(kind, at - day, at + day, POSSIBLE[kind])
            made = await write_process(db, Template.IDEA_BOX, details, [phase], by=by)
            await publish(db, made.id, by=by)
    open_one = (await browser().get("/fr/processes/ideas")).text
    assert ('href="/fr/hung/ideas"' in open_one, "/urn/" in open_one) == (True, False)
    assert "hung in trois-rives" in open_one
    closed = (await browser().get("/fr/processes/study")).text
    assert ("/hung/" in closed, "hung in" in closed) == (False, False)
