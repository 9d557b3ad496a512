"""What the demo tells of open ratings happens through the services, and leaves what it says."""

import msgspec
from sqlmodel import select

from consultations import demo
from consultations.demo import catalogue, ratings
from consultations.measures.statistics.open_ratings import ENOUGH
from consultations.ratings.invariants import INVARIANTS
from consultations.ratings.models import OpenRating, RatingBurst, RatingWords
from consultations.ratings.queries import site_of
from consultations.ratings.rules import USUAL_HOUR, Review
from consultations.services.service import add_service
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = ratings.read(SLUG)


def test_it_is_told_of_procedures_that_everyone_reads_by_then():
    known = {one.name: one for one in catalogue.read(SLUG).procedures}
    for one in TOLD.procedures:
        published = [version.published for version in known[one.name].versions if version.published]
        assert min(published) < one.on < one.until < 0
        assert set(one.channels) <= set(known[one.name].channels)
    assert {one.number >= ENOUGH for one in TOLD.procedures} == {True, False}
    assert ratings.AT_ONCE < USUAL_HOUR < max(one.burst for one in TOLD.procedures)
    assert TOLD.site in known
    assert ratings.read("nowhere") is None


async def test_it_ends_as_it_is_told(house):
    """Six of each, as no time passes here: more would make the hour unusual."""
    async with house.database.reading() as db:
        telling = Telling(house, await db.now())
    by = await telling.somebody(SLUG, TOLD.reviewer)
    services = {}
    for key in demo.read(SLUG).services:
        async with house.database.unit_of_work() as db:
            services[key] = (await add_service(db, key, f"{key}@exemple.test", by=by)).id
    procedures = [msgspec.structs.replace(one, number=6) for one in TOLD.procedures]
    shorter = ratings.Ratings(telling, SLUG, msgspec.structs.replace(TOLD, procedures=procedures))
    told = [*catalogue.moments(telling, SLUG, services), *shorter.moments()]
    for _, tell in sorted(told, key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        kept = (await db.exec(select(OpenRating).order_by(OpenRating.id))).all()
        words = (await db.exec(select(RatingWords).order_by(RatingWords.id))).all()
        bursts = (await db.exec(select(RatingBurst).order_by(RatingBurst.id))).all()
        assert (await site_of(db, by.territory.id)).name == TOLD.site
        assert await violations(db, INVARIANTS) == []
    assert len(kept) == 18 + sum(one.burst for one in TOLD.procedures)
    assert len(bursts) == 1
    said = {one.text: one.review or Review.WAITING for each in TOLD.procedures for one in each.words}
    assert {one.words: one.review for one in words} == said
    assert set(said.values()) == set(Review)
