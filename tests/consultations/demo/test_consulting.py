"""What the demo tells of consultations happens through the services, one in each phase."""

from datetime import timedelta

from sqlmodel import col, select

from consultations import demo
from consultations.demo import actions, consulting
from consultations.processes.invariants import INVARIANTS
from consultations.processes.models import Process, ProcessChange, ProcessTheme
from consultations.processes.queries import processes, shown
from consultations.processes.rules import PhaseKind, ProcessState, Template
from consultations.services.service import add_service
from okote.platform import clock
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = consulting.read(SLUG)


def test_they_are_told_of_services_and_pillars_that_there_are():
    assert {one.service for one in TOLD.processes} <= demo.read(SLUG).services.keys()
    assert {pillar for one in TOLD.processes for pillar in one.pillars} <= {*actions.read(SLUG).pillars}
    assert {one.template for one in TOLD.processes} == set(Template)
    assert consulting.read("nowhere") is None


async def test_there_is_one_in_each_phase(house):
    async with house.database.reading() as db:
        now = await db.now()
    telling = Telling(house, now)
    by = await telling.somebody(SLUG, TOLD.writer)
    services = {}
    for key in demo.read(SLUG).services:
        async with house.database.unit_of_work() as db:
            services[key] = (await add_service(db, key, f"{key}@exemple.test", by=by)).id
    board = actions.Board(telling, SLUG, actions.read(SLUG), services, {})
    told = [*board.moments()[:1], *consulting.moments(telling, SLUG, services)]
    for at, tell in sorted(told, key=lambda moment: moment[0]):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, at - now)
        await tell()
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta())
        found = await shown(db, processes(by.territory.id).order_by(col(Process.id)))
        assert {one.active.kind for one in found if one.active} == set(PhaseKind)
        assert {one.standing for one in found} == {ProcessState.OPEN, ProcessState.COMING, ProcessState.OVER}
        assert len((await db.exec(select(ProcessChange))).all()) == 3
        assert (await db.exec(select(ProcessTheme))).first()
        assert await violations(db, INVARIANTS) == []
