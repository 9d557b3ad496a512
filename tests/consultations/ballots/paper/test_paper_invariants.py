"""Each invariant of papers finds what is planted for it, and nothing where all is as it should be."""

import pytest

from consultations.ballots.paper import batches, booths
from consultations.ballots.paper.invariants import INVARIANTS
from okote.platform.checks import violations
from tests.consultations.ballots.paper.test_batches import SAID

PLANTED = {
    "urn-holds-what-batches-say": "DELETE FROM urn.vote WHERE choices = ''",
    "box-has-its-marks": "DELETE FROM roll.mark WHERE ctid = (SELECT min(ctid) FROM roll.mark)",
    "batches-fit-their-box": "UPDATE booth SET papers = 4, difference = 'Un de moins'",
    "papers-are-typed-by-two": "DELETE FROM paper_entry WHERE turn = 2",
}


@pytest.fixture
async def put_in(db, booth, marked, typist, other_typist, pass_time):
    await marked(5)
    await pass_time(1)
    await booths.open_box(db, booth.id, 5, "", by=typist)
    batch = await batches.start_batch(db, booth.id, 5, by=typist)
    for one in (typist, other_typist):
        await batches.type_batch(db, batch.id, SAID, by=one)
    await batches.accept(db, batch.id, by=typist)
    await db.commit()


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
@pytest.mark.usefixtures("put_in")
async def test_what_is_planted_is_found(database, owner, name):
    async with database.reading() as db:
        assert await violations(db, INVARIANTS) == []
    owner.execute(PLANTED[name])
    async with database.reading() as db:
        assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]
