"""What the demo tells of ideas that become one happens through the services, and leaves what it says."""

import msgspec
from sqlmodel import col, select

from consultations.demo import lively, merging
from consultations.ideas.rules import BODY_MOST, TITLE_MOST
from consultations.merging.invariants import INVARIANTS
from consultations.merging.models import IdeaMerge, IdeaMergeAuthor
from consultations.merging.service import state_of
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = merging.read(SLUG)
TITLES = {title for one in TOLD.mergings for title in one.ideas}


def test_it_names_only_what_there_is():
    assert {one.title for one in lively.read(SLUG).ideas} >= TITLES
    assert all(len(one.title) <= TITLE_MOST and 0 < len(one.text) <= BODY_MOST for one in TOLD.mergings)
    assert merging.moments(None, "nowhere") == ()


async def test_it_ends_as_it_is_told(house):
    async with house.database.reading() as db:
        now = await db.now()
    every = lively.read(SLUG)
    some = [
        msgspec.structs.replace(one, supports=3, place="Rivemont")
        for one in every.ideas
        if one.title in TITLES
    ]
    for _, happens in lively.Lot(
        Telling(house, now), SLUG, msgspec.structs.replace(every, ideas=some)
    ).moments():
        await happens()
    for at, happens in sorted(merging.moments(Telling(house, now), SLUG), key=lambda one: one[0]):
        async with house.database.unit_of_work() as db:
            await set_offset(db, at - now)
        await happens()
    async with house.database.reading() as db:
        found = (await db.exec(select(IdeaMerge).order_by(col(IdeaMerge.proposed_at)))).all()
        assert [(await state_of(db, one)).value for one in found] == ["merged", "contested"]
        assert len((await db.exec(select(IdeaMergeAuthor.answer))).all()) >= 2
        assert await violations(db, INVARIANTS) == []
