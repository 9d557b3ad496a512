"""A press on the map says where an idea is; ideas beside one another are one circle."""

import pytest

from consultations.ideas.finding import Area, Wanted
from consultations.ideas.mapping import SHOWN_WIDE, clusters, nearest, sketched
from consultations.ideas.queries import by_place, ideas
from consultations.ideas.service import IdeaDetails, propose
from consultations.processes.rules import Audience
from okote.territories.models import Place
from okote.territories.rules import Position

PUBLIC = [Audience.PUBLIC]


@pytest.fixture
async def communes(db, territory):
    made = [
        Place(territory_id=territory.id, name=name, latitude=latitude, longitude=longitude)
        for name, latitude, longitude in (("Rivemont", 48.10, 7.10), ("Clairval", 48.20, 7.40))
    ]
    db.add_all([*made, Place(territory_id=territory.id, name="Sans position")])
    await db.flush()
    return made


async def test_where_one_presses_is_where_it_is_drawn(communes):
    for closer in (0, 1, 3):
        sketch = sketched(communes, Position(48.10, 7.10), closer)
        x, y = (round(one * SHOWN_WIDE / 400) for one in sketch.frame.place(48.10, 7.10))
        point = sketch.pressed(x, y)
        assert abs(point.latitude - 48.10) < 0.002
        assert abs(point.longitude - 7.10) < 0.002
        assert nearest(communes, point) == communes[0].id
        assert sketch.pressed(0, 0) is None
        assert sketch.height > 0
    assert len(sketched(communes, Position(48.10, 7.10), 3).places) == 1
    assert (sketched([], None), nearest([], point)) == (None, None)


async def test_ideas_beside_one_another_are_one_circle_that_leads_closer(db, territory, communes, someone):
    west, east = communes
    for number in range(4):
        there = IdeaDetails(f"Idée {number}", "Oui.", west.id, point=Position(48.1 + number / 1e5, 7.1))
        await propose(db, there, by=await someone())
    alone = await propose(db, IdeaDetails("Un abri", "Il pleut.", east.id), by=await someone())
    await propose(db, IdeaDetails("Partout", "Oui."), by=await someone())
    found = await clusters(db, territory.id, Wanted(), PUBLIC)
    assert sorted((one.count, one.idea) for one in found) == [(1, alone.id), (4, None)]
    many = next(one for one in found if one.count == 4)
    again = Area.read(str(many.area))
    assert len((await ideas(db, territory.id, Wanted(area=again))).rows) == 4
    assert sum(one.count for one in await clusters(db, territory.id, Wanted(area=again), PUBLIC)) == 4
    told = await by_place(db, territory.id, Wanted())
    assert [(name, count) for _, name, count in told] == [("Rivemont", 4), ("Clairval", 1), (None, 1)]


@pytest.mark.parametrize("written", ["1,2,3", "a,b,c,d", "2,0,1,0", "nan,0,1,1", "0,0,91,0"])
def test_a_part_of_the_map_that_is_none_is_refused(written):
    with pytest.raises((TypeError, ValueError)):
        Area.read(written)
