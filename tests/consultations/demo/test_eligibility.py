"""What the demo tells of residents happens through the services: each way, and two questions that wait."""

from sqlmodel import select

from consultations.demo import eligibility
from consultations.eligibility.census.models import CensusClaim, CensusList
from consultations.eligibility.census.rules import Reason
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.invariants import INVARIANTS
from consultations.eligibility.models import ResidenceFact
from consultations.eligibility.rules import Proof
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"


async def test_people_are_known_in_each_way(house):
    async with house.database.reading() as db:
        telling = Telling(house, await db.now())
    for _, tell in sorted(eligibility.moments(telling, SLUG), key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        facts = (await db.exec(select(ResidenceFact))).all()  # unordered
        assert {one.proof for one in facts} == set(Proof)
        claims = (await db.exec(select(CensusClaim))).all()  # unordered
        assert {one.reason for one in claims} == {Reason.SEVERAL, Reason.COUNTER}, "nobody signs in here"
        brought = (await db.exec(select(CensusList))).one()
        assert [code for _, code in brought.refused] == ["born"]
        waiting = [
            one for one in await db.exec(select(ResidenceLetter)) if one.package_id is None
        ]  # unordered
        assert len(waiting) == 2, "a code of the counter, and a letter that waits"
        assert await violations(db, INVARIANTS) == []
    assert eligibility.moments(telling, "nowhere") == ()
