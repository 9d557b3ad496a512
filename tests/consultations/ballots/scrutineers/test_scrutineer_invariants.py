"""What is planted of who signs for a ballot is found, and nothing where all is as it should be."""

import pytest

from consultations.ballots.scrutineers.invariants import INVARIANTS
from okote.platform.checks import violations


@pytest.fixture
def db(committing):
    return committing


async def test_naming_somebody_after_the_close_is_found(database, owner, db, ballot_of):
    ballot = await ballot_of(announced=False)
    await db.commit()
    owner.execute(
        "INSERT INTO ballot_scrutineer (id, territory_id, ballot_id, outside, name, email, secret_hash,"
        " named_by, named_at) SELECT gen_random_uuid(), territory_id, id, true, 'J', 'j@x.test', '1',"
        " created_by, now() + interval '1 day' FROM ballot WHERE id = %s",
        (ballot.id,),
    )
    async with database.reading() as reading:
        assert await violations(reading, INVARIANTS) == []
    owner.execute("ALTER TABLE ballot DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE ballot SET announced_at = created_at, digest = sha256('1'), key_check = sha256('1'),"
        " closed_at = created_at + interval '1 second'"
    )
    async with database.reading() as reading:
        assert [one.invariant.name for one in await violations(reading, INVARIANTS)] == [
            "scrutineer-named-before-the-close"
        ]
