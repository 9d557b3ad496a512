"""What the demo tells of difficulties happens through the services, and leaves what it says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlmodel import select

from consultations import demo
from consultations.demo import difficulties
from consultations.difficulties.invariants import INVARIANTS
from consultations.difficulties.models import Difficulty
from consultations.difficulties.rules import Category, DifficultyState, StepKind
from consultations.services.service import add_service
from okote.identity.models import Role
from okote.identity.visitors import Held
from okote.platform.checks import violations
from tests.consultations.demo.test_story import KNOWN, Telling

SLUG = "trois-rives"
TOLD = difficulties.read(SLUG)
S = DifficultyState


class Answering(Telling):
    """Who is at the counter, and who answers for every service, have these roles as the story gives them."""

    services: ClassVar[Mapping[str, UUID]] = {}

    async def somebody(self, slug, name):
        visitor = await super().somebody(slug, name)
        roles = {
            TOLD.agent: {Held(Role.AGENT)},
            TOLD.answering: {Held(Role.SERVICE, one) for one in self.services.values()},
        }
        return replace(visitor, roles=visitor.roles | roles.get(name, set()))

    def leave(self, slug, name):
        """They are there at once."""


def test_it_names_only_what_there_is():
    box = demo.read(SLUG)
    services = {one.service for one in TOLD.difficulties} | {
        step.service for one in TOLD.difficulties for step in one.steps
    }
    assert services - {None} <= set(box.services)
    assert {one.by for one in TOLD.difficulties} - {None} <= KNOWN
    assert {one.category for one in TOLD.difficulties} == set(Category)
    for one in TOLD.difficulties:
        days = [one.on, *(step.on for step in one.steps)]
        assert days == sorted(days)
        assert days[-1] < 0
    assert difficulties.read("nowhere") is None


async def test_it_ends_as_it_is_told(house):
    async with house.database.reading() as db:
        telling = Answering(house, await db.now())
    by = await telling.somebody(SLUG, "lea")
    services = {}
    for key in demo.read(SLUG).services:
        async with house.database.unit_of_work() as db:
            services[key] = (await add_service(db, key, f"{key}@exemple.test", by=by)).id
    telling.services = services
    nowhere = [msgspec.structs.replace(one, place=None) for one in TOLD.difficulties]
    book = difficulties.Book(telling, SLUG, msgspec.structs.replace(TOLD, difficulties=nowhere), services)
    for _, tell in sorted(book.moments(), key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        found = {one.body: one.state for one in await db.exec(select(Difficulty).order_by(Difficulty.id))}
        assert await violations(db, INVARIANTS) == []
    assert set(found.values()) == set(S)
    for one in TOLD.difficulties:
        last = one.steps[-1].kind if one.steps else None
        ends = {StepKind.CLOSED: S.CLOSED, StepKind.ASKED: S.ASKED, StepKind.ANSWERED: S.ANSWERED}
        started = S.SENT if one.service else S.TOLD
        assert found[one.text.strip()] is ends.get(last, S.ACKNOWLEDGED if last else started)
