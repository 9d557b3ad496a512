"""What the demo tells of many more ideas happens through the services, and leaves what it says."""

import msgspec
from sqlmodel import func, select

from consultations.demo import lively
from consultations.ideas.files.models import IdeaFile
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import Idea
from consultations.ideas.rules import BODY_MOST, TITLE_MOST
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling, donors, territory

SLUG = "trois-rives"


async def test_it_names_only_what_there_is():
    told, here = lively.read(SLUG), territory(SLUG)
    places = {"", *here.places, *(sector for sectors in here.places.values() for sector in sectors)}
    assert {one.place for one in told.ideas} <= places
    assert {one.category for one in told.ideas} == set(told.categories)
    assert len({one.title for one in told.ideas}) == len(told.ideas) >= 85
    assert all(len(one.title) <= TITLE_MOST and 0 < len(one.text) <= BODY_MOST for one in told.ideas)
    assert max(one.supports for one in told.ideas) <= len(donors().names)
    assert lively.moments(None, "nowhere") == ()


async def test_it_ends_as_it_is_told(house, tmp_path):
    async with house.database.reading() as db:
        now = await db.now()
    some = [msgspec.structs.replace(one, supports=2, place="Rivemont") for one in lively.read(SLUG).ideas[:6]]
    told = msgspec.structs.replace(lively.read(SLUG), ideas=some)
    for _, happens in lively.Lot(Telling(house, now), SLUG, told).moments():
        await happens()
    async with house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Idea))).one() == 6
        assert (await db.exec(select(func.count()).select_from(IdeaFile))).one() == 2
        assert await violations(db, INVARIANTS) == []
