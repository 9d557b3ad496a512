"""Units are kept, freed and taken again with their pledge; where one goes is known while it must be."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.events import RewardSent
from okote.funding.pledges.models import PledgeReward
from okote.funding.pledges.rewards.invariants import INVARIANTS
from okote.funding.pledges.rewards.personal import FORGETS
from okote.funding.pledges.rewards.queries import chosen_of, left_of, offered, owed
from okote.funding.pledges.rewards.rules import (
    KEPT_ONCE_SENT,
    KEPT_UNSENT,
    RewardGoneError,
    RewardNotDueError,
    RewardSettledError,
    RewardStartsHigherError,
)
from okote.funding.pledges.rewards.service import (
    give_up,
    mark_sent,
    on_account_closed,
    say_where,
)
from okote.funding.pledges.rewards.units import choose, follow, free
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.privacy.service import forget

S = PledgeStatus


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {RewardSent: [hear]}


async def left(db, campaign, donor=None):
    return sorted(left_of(await offered(db, campaign.id, donor and donor.person.id)).values())


async def chosen(db, pledge):
    await db.flush()
    return await db.get_one(PledgeReward, pledge.id, populate_existing=True)


async def test_no_more_are_chosen_than_there_are(db, live_campaign, jar, visit, give):
    await give(jar)
    await give(jar, status=S.OPENED)
    assert await left(db, live_campaign) == [0]
    with pytest.raises(RewardGoneError):
        await give(jar)
    await give(visit)
    with pytest.raises(RewardStartsHigherError):
        await give(visit, minor=19_99)
    pledge, _ = await give()
    with pytest.raises(NotFoundError):
        await choose(db, pledge, uuid4())


async def test_what_waits_to_be_paid_is_its_donors_to_choose_again(db, live_campaign, jar, visit, give):
    pledge, donor = await give(jar, status=S.OPENED)
    await give(jar)
    assert (await left(db, live_campaign), await left(db, live_campaign, donor)) == ([0], [1])
    await choose(db, pledge, visit.id)
    assert (await chosen(db, pledge)).reward_id == visit.id
    await choose(db, pledge, jar.id)
    await choose(db, pledge, None)
    await db.flush()
    assert await left(db, live_campaign) == [1]


@pytest.mark.parametrize(
    "status", [S.CANCELLING, S.REFUNDING, S.REFUNDED, S.FAILED, S.EXPIRED, S.QUARANTINED]
)
async def test_a_pledge_that_is_over_leaves_its_unit_to_others(db, live_campaign, jar, give, status):
    pledge, donor = await give(jar)
    await say_where(db, pledge.id, "Louise Amsel", "1 quai", by=donor)
    pledge.status = status
    await follow(db, pledge)
    freed = await chosen(db, pledge)
    assert (freed.released_at is None, freed.recipient, freed.address) == (False, None, None)
    assert await left(db, live_campaign) == [2]


async def test_a_payment_after_its_time_finds_its_unit_or_finds_it_gone(db, live_campaign, jar, give):
    first, _ = await give(jar, status=S.OPENED)
    second, _ = await give(jar, status=S.OPENED)
    await free(db, [first.id])
    second.status = S.EXPIRED
    await follow(db, second)
    await give(jar)
    for pledge in (first, second):
        pledge.status = S.IN_FORCE
        await follow(db, pledge)
    assert [(await chosen(db, pledge)).released_at is None for pledge in (first, second)] == [True, False]
    assert await violations(db, INVARIANTS) == []


async def test_whoever_gives_it_up_keeps_on_giving(db, live_campaign, jar, give, someone):
    pledge, donor = await give(jar)
    with pytest.raises(NotFoundError):
        await give_up(db, pledge.id, by=await someone())
    await give_up(db, pledge.id, by=donor)
    assert (pledge.status, await left(db, live_campaign)) == (S.IN_FORCE, [2])
    for again in (give_up(db, pledge.id, by=donor), say_where(db, pledge.id, "L", None, by=donor)):
        with pytest.raises(RewardSettledError):
            await again
    await follow(db, pledge)
    assert (await chosen(db, pledge)).waived
    without, donor = await give()
    with pytest.raises(NotFoundError):
        await give_up(db, without.id, by=donor)


async def test_an_address_is_kept_only_of_what_is_sent_by_post(db, jar, visit, give):
    for reward, kept in ((jar, "1 quai"), (visit, None)):
        pledge, donor = await give(reward)
        await say_where(db, pledge.id, "Louise Amsel", "1 quai", by=donor)
        assert ((await chosen(db, pledge)).recipient, (await chosen(db, pledge)).address) == (
            "Louise Amsel",
            kept,
        )


async def test_the_holder_ticks_what_is_sent_once_the_campaign_is_funded(
    db, live_campaign, jar, visit, give, writer, someone, heard
):
    pledge, _ = await give(jar)
    other, _ = await give(visit)
    with pytest.raises(RewardNotDueError):
        await mark_sent(db, live_campaign.id, [pledge.id], by=writer)
    live_campaign.state = CampaignState.FUNDED
    await db.flush()
    with pytest.raises(ForbiddenError):
        await mark_sent(db, live_campaign.id, [pledge.id], by=await someone())
    assert await mark_sent(db, live_campaign.id, [pledge.id, uuid4()], by=writer) == 1
    await db.flush()
    assert await mark_sent(db, live_campaign.id, [pledge.id], by=writer) == 0
    assert heard == [RewardSent(pledge.id, live_campaign.id)]
    assert [(one.reward.title, one.chosen, one.sent) for one in await chosen_of(db, live_campaign.id)] == [
        ("Un bocal", 1, 1),
        ("Une visite", 1, 0),
    ]
    for sent, whose in ((True, pledge), (False, other)):
        found = await owed(db, live_campaign.id, sent=sent, before=None)
        assert [one.pledge_id for one, _ in found] == [whose.id]
    pledge.status = S.REFUNDED
    await follow(db, pledge)
    assert (await chosen(db, pledge)).released_at is None


@pytest.mark.parametrize(("after", "known"), [(KEPT_ONCE_SENT - timedelta(1), 2), (KEPT_ONCE_SENT, 1)])
async def test_where_it_went_is_forgotten(db, live_campaign, jar, visit, give, writer, after, known):
    live_campaign.state = CampaignState.PAID_OUT
    pledges = [await give(jar), await give(visit)]
    for pledge, donor in pledges:
        await say_where(db, pledge.id, "Louise Amsel", "1 quai", by=donor)
    await db.flush()
    await mark_sent(db, live_campaign.id, [pledges[0][0].id], by=writer)
    await db.flush()
    await set_offset(db, after)
    await forget(db, *FORGETS, uploads=Path())
    await db.flush()
    count = select(PledgeReward).where(PledgeReward.recipient.is_not(None)).order_by(PledgeReward.pledge_id)
    assert len((await db.exec(count)).all()) == known
    await set_offset(db, KEPT_UNSENT + timedelta(days=62))
    await forget(db, *FORGETS, uploads=Path())
    await db.flush()
    assert (await db.exec(count)).all() == []


async def test_who_leaves_gives_up_what_is_not_sent(db, live_campaign, jar, give):
    pledge, donor = await give(jar)
    await say_where(db, pledge.id, "Louise Amsel", "1 quai", by=donor)
    await on_account_closed(db, AccountClosed(donor.person.id))
    left_over = await chosen(db, pledge)
    assert (left_over.waived, left_over.recipient, await left(db, live_campaign)) == (True, None, [2])


PLANTED = {
    "reward-is-not-promised-too-often": "UPDATE reward SET units = 1 WHERE units = 2",
    "reward-is-of-the-campaign-and-its-amount": "UPDATE pledge SET amount_minor = 19_99",
    "reward-goes-with-its-pledge": "UPDATE pledge SET status = 'refunded', ended_at = now()",
    "reward-of-no-public-authority": "UPDATE holder SET public_authority = true",
    "reward-is-sent-once-funded": (
        "UPDATE pledge_reward SET sent_at = now(), sent_by = (SELECT min(person_id::text)::uuid FROM pledge)"
    ),
    "reward-knows-no-more-than-it-needs": (
        "UPDATE pledge_reward SET address = 'x' FROM reward r WHERE r.id = reward_id AND NOT r.needs_address"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, jar, visit, give, invariant):
    for reward in (jar, jar, visit):
        await give(reward)
    assert await violations(db, INVARIANTS) == []
    planted = PLANTED[invariant.name].replace("19_99", "1999")
    await db.exec(text(planted))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
