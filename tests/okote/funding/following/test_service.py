"""Following is one's own decision, the same however often it is pressed."""

import pytest
from sqlalchemy import text

from okote.funding.following.invariants import INVARIANTS
from okote.funding.following.queries import followed_by, follows
from okote.funding.following.service import follow, on_account_closed, silence, unfollow
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from okote.platform.errors import NotFoundError, SignInRequiredError


@pytest.fixture
async def louise(someone):
    return await someone()


async def of(db, visitor):
    found = await followed_by(db, visitor.territory.id, visitor.person.id)
    return [(campaign.slug, follow.since) for follow, campaign in found]


async def test_who_follows_finds_it_again_and_pressing_twice_changes_nothing(db, live_campaign, louise):
    assert not await follows(db, live_campaign.id, louise.person.id)
    await follow(db, live_campaign.id, by=louise)
    once = await of(db, louise)
    await follow(db, live_campaign.id, by=louise)
    assert await of(db, louise) == once
    assert await follows(db, live_campaign.id, louise.person.id)


async def test_who_stops_may_begin_again(db, live_campaign, louise):
    await follow(db, live_campaign.id, by=louise)
    for _ in range(2):
        await unfollow(db, live_campaign.id, by=louise)
        assert await of(db, louise) == []
    await follow(db, live_campaign.id, by=louise)
    assert len(await of(db, louise)) == 1


async def test_who_never_followed_may_want_to_hear_nothing(db, live_campaign, louise):
    await silence(db, live_campaign.id, louise.person.id)
    assert not await follows(db, live_campaign.id, louise.person.id)


async def test_each_follows_for_themselves_and_here(db, live_campaign, louise, elsewhere, someone):
    await follow(db, live_campaign.id, by=louise)
    assert await of(db, await someone()) == []
    for decide in (follow, unfollow):
        with pytest.raises(NotFoundError):
            await decide(db, live_campaign.id, by=await someone(at=elsewhere))


async def test_it_ends_with_the_account(db, live_campaign, louise):
    await follow(db, live_campaign.id, by=louise)
    louise.person.closed_at, louise.person.email = await db.now(), None
    await db.flush()
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [
        "follow-ends-with-the-account"
    ]
    await on_account_closed(db, AccountClosed(louise.person.id))
    assert await violations(db, INVARIANTS) == []
    with pytest.raises(SignInRequiredError):
        await follow(db, live_campaign.id, by=louise)
    assert (await db.exec(text("SELECT count(*) FROM follow"))).scalar_one() == 0
