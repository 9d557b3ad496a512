"""What the demo tells of studies happens through the services, and leaves what it says."""

import msgspec
from sqlmodel import select

from consultations import demo
from consultations.demo import studies
from consultations.ideas.models import Idea
from consultations.studying.invariants import INVARIANTS
from consultations.studying.models import Study, StudyNote, StudyView
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = studies.read(SLUG)


def test_it_names_only_what_there_is():
    box = demo.read(SLUG)
    entrusted = {one.title: one for one in box.ideas if one.service}
    for one in (*TOLD.asked, *TOLD.views, *TOLD.notes):
        idea = entrusted[one.idea]
        assert idea.entrusted < one.on < min((each.on for each in idea.answers), default=0)
    assert {one.service for one in (*TOLD.asked, *TOLD.views)} <= set(box.services)
    assert studies.read("nowhere") is None
    assert studies.moments(None, "nowhere", {}, {}) == ()


async def test_it_ends_as_it_is_told(house):
    async with house.database.reading() as db:
        telling = Telling(house, await db.now())
    told = demo.read(SLUG)
    ideas = [
        msgspec.structs.replace(one, supports=0, supported_by=(), place=None, reported=None, hidden=None)
        for one in told.ideas
        if one.service
    ]
    services = {key: msgspec.structs.replace(one, answering=()) for key, one in told.services.items()}
    box = demo.Box(telling, SLUG, msgspec.structs.replace(told, ideas=ideas, services=services))
    studied = studies.moments(telling, SLUG, box.services, box.ideas)
    for _, tell in sorted((*box.moments(), *studied), key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        views = (await db.exec(select(StudyView).order_by(StudyView.id))).all()
        notes = (await db.exec(select(StudyNote).order_by(StudyNote.id))).all()
        owed = await db.exec(
            select(Idea.title).join(Study).where(Study.ended_at.is_(None)).order_by(Idea.title)
        )
        assert {*owed.all()} >= {"Une fontaine à boire sur le quai"}
        assert await violations(db, INVARIANTS) == []
    assert (len(views), len(notes)) == (len(TOLD.views), len(TOLD.notes))
    assert {one.cost_minor for one in views if one.number == 2} == {290_000}
