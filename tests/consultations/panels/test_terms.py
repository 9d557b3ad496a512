"""What a territory's administrators settle for all of its panels, also while one is being written."""

from asyncio import Event, gather, wait_for
from dataclasses import replace

import pytest
from sqlmodel import select

from consultations.panels.invariants import INVARIANTS
from consultations.panels.models import Panel
from consultations.panels.rules import SMALLEST_GROUP_LEAST, SmallGroupError
from consultations.panels.service import change_panel, write_panel
from consultations.panels.terms import set_smallest_group, smallest_group
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.panels.conftest import details, mail_queue
from tests.consultations.panels.test_pages import OFFICE, draft, rows, samira, today, written
from tests.okote.app_client import ADDRESS, facts

__all__ = ["draft", "samira", "today", "written"]


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


class TestSettled:
    async def test_a_territory_that_said_nothing_leaves_it_to_organisers(self, db, territory):
        assert await smallest_group(db, territory.id) == SMALLEST_GROUP_LEAST

    async def test_no_panel_tells_of_fewer_and_a_stricter_one_stays(self, db, territory, someone):
        by, today = await someone(Role.ADMINISTRATOR), territory.day(await db.now())
        loose, strict = [
            await write_panel(db, details(today, name=f"À partir de {least}", smallest_group=least), by=by)
            for least in (3, 9)
        ]
        await set_smallest_group(db, 6, by=by)
        for panel in (loose, strict):
            await db.refresh(panel)
        assert (loose.smallest_group, strict.smallest_group) == (6, 9)
        with pytest.raises(SmallGroupError):
            await write_panel(db, details(today, smallest_group=5), by=by)
        with pytest.raises(SmallGroupError):
            await change_panel(db, strict.id, details(today, smallest_group=5), None, by=by)
        await set_smallest_group(db, 4, by=by)
        await db.refresh(loose)
        assert loose.smallest_group == 6

    async def test_the_next_territory_is_left_alone(self, db, administrator, someone, elsewhere):
        neighbour = await someone(Role.ADMINISTRATOR, at=elsewhere)
        today = elsewhere.day(await db.now())
        theirs = await write_panel(db, details(today, smallest_group=3), by=neighbour)
        await set_smallest_group(db, 6, by=administrator)
        await db.refresh(theirs)
        assert theirs.smallest_group == 3

    async def test_who_runs_panels_does_not_settle_it(self, db, someone):
        with pytest.raises(ForbiddenError):
            await set_smallest_group(db, 6, by=await someone(Role.ORGANISER))


class TestPages:
    @pytest.mark.usefixtures("draft")
    async def test_it_is_said_under_the_panels_and_offered_to_new_ones(self, house, enter):
        marc = await enter("marc", Role.ADMINISTRATOR)
        wrong = await marc.post(f"{OFFICE}/smallest-group", {"smallest_group": "2"})
        assert wrong.status_code == 422
        assert 'value="2"' in wrong.text
        assert (await marc.post(f"{OFFICE}/smallest-group", {"smallest_group": "7"})).status_code == 303
        [panel] = await rows(house, Panel)
        assert panel.smallest_group == 7
        assert 'value="7"' in (await marc.get(OFFICE)).text
        assert 'value="7"' in (await marc.get(f"{OFFICE}/new")).text

    async def test_a_panel_that_would_tell_of_fewer_is_refused_with_what_was_typed(
        self, house, enter, samira, written
    ):
        marc = await enter("marc", Role.ADMINISTRATOR)
        await marc.post(f"{OFFICE}/smallest-group", {"smallest_group": "7"})
        refused = await samira.post(OFFICE, written)
        assert refused.status_code == 422
        assert "un groupe de moins de 7 personnes" in refused.text
        assert written["purpose"] in refused.text
        assert await rows(house, Panel) == []

    async def test_who_runs_panels_is_not_asked(self, samira):
        assert "/smallest-group" not in (await samira.get(OFFICE)).text


@pytest.fixture
async def both(database):
    """An administrator of a territory that is there for everyone who connects."""
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        person = Person(created_at=await db.now())
        db.add(person)
    return Visitor(here, "fr", ADDRESS, person=person, roles=frozenset([Held(Role.ADMINISTRATOR)]))


async def broken(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def test_a_panel_written_meanwhile_is_as_strict(database, both):
    async def write(number):
        async with database.unit_of_work() as db:
            today = both.territory.day(await db.now())
            told = replace(details(today, smallest_group=3), name=f"Comité {number}")
            await write_panel(db, told, by=both)

    async def settle():
        async with database.unit_of_work() as db:
            await set_smallest_group(db, 6, by=both)

    ended = await gather(write(1), write(2), settle(), write(3), return_exceptions=True)
    assert {type(one) for one in ended} <= {type(None), SmallGroupError}
    assert await broken(database) == []
    async with database.reading() as db:
        assert {one.smallest_group for one in (await db.exec(select(Panel))).all()} <= {6}


async def test_without_the_lock_one_tells_of_too_few(database, both):
    """The negative control: what was asked before, written after."""
    asked, settled = Event(), Event()

    async def write():
        async with database.unit_of_work() as db:
            assert await smallest_group(db, both.territory.id) == SMALLEST_GROUP_LEAST
            asked.set()
            await wait_for(settled.wait(), 10)
            db.add(_unguarded(both.territory, await db.now()))

    async def settle():
        await wait_for(asked.wait(), 10)
        async with database.unit_of_work() as db:
            await set_smallest_group(db, 6, by=both)
        settled.set()

    await gather(write(), settle())
    assert await broken(database) == ["panel-tells-no-smaller-group-than-its-territory"]


def _unguarded(territory, at):
    today = territory.day(at)
    told = details(today, smallest_group=3)
    return Panel(
        territory_id=territory.id,
        kind=told.kind,
        slug="comite",
        name=told.name,
        purpose=told.purpose,
        asks=told.asks,
        gives=told.gives,
        seats=told.seats,
        smallest_group=told.smallest_group,
        opens_at=at,
        closes_at=at.replace(year=at.year + 1),
        created_at=at,
    )
