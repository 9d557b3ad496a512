"""All kinds are wanted until somebody refuses one."""

import pytest
from sqlalchemy import text

from okote.identity.account.invariants import INVARIANTS
from okote.identity.models import Person
from okote.platform.checks import violations
from okote.platform.mail.wishes import forget_wishes, refuse, refused_by


@pytest.fixture
async def person(db):
    someone = Person(created_at=await db.now())
    db.add(someone)
    await db.flush()
    return someone.id


async def test_what_is_refused_may_be_wanted_again(db, person):
    assert await refused_by(db, person) == set()
    for kinds in ({"news", "results"}, {"news"}, {"news"}, set()):
        await refuse(db, person, kinds)
        assert await refused_by(db, person) == kinds


async def test_it_goes_with_the_account(db, person):
    await refuse(db, person, {"news"})
    await db.exec(text("UPDATE person SET closed_at = now()"))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [
        "closed-account-leads-to-nobody"
    ]
    await forget_wishes(db, person)
    assert await violations(db, INVARIANTS) == []
