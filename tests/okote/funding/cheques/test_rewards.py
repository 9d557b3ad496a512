"""What a donor chooses with a cheque: kept while it comes, theirs once it counts, never promised twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from okote.funding.cheques import service
from okote.funding.cheques.invariants import INVARIANTS
from okote.funding.cheques.rules import RewardWaitsError
from okote.funding.pledges.models import Pledge, PledgeReward, RewardHold
from okote.funding.pledges.rewards.invariants import INVARIANTS as OF_REWARDS
from okote.funding.pledges.rewards.queries import left_of, offered
from okote.funding.pledges.rewards.rules import KEPT_ON_ITS_WAY, RewardGoneError, RewardStartsHigherError
from okote.funding.pledges.rewards.service import say_where
from okote.funding.pledges.rewards.units import choose
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import cancel
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import NotFoundError
from payments.money import Money
from tests.okote.funding.cheques.steps import confirmed, paper, told

pytestmark = pytest.mark.usefixtures("taken")


@pytest.fixture(autouse=True)
async def everything_holds(db):
    yield
    assert await violations(db, (*INVARIANTS, *OF_REWARDS)) == []


async def left(db, campaign):
    return list(left_of(await offered(db, campaign.id, None)).values())


@pytest.fixture
def by_card(db, live_campaign, donor):
    """Somebody chooses the same, and pays."""

    async def by_card(reward):
        pledge = Pledge(
            territory_id=live_campaign.territory_id,
            campaign_id=live_campaign.id,
            person_id=donor.person.id,
            form_token=uuid4(),
            status=PledgeStatus.OPENED,
            amount_minor=20_00,
            language="fr",
            thanks_hash=uuid4().bytes * 2,
            created_at=await db.now(),
        )
        db.add(pledge)
        await db.flush()
        await choose(db, pledge, reward.id)
        return pledge

    return by_card


async def test_it_is_kept_from_the_announcement_on_and_theirs_once_it_counts(
    db, live_campaign, donor, agents, jar, by_card, someone
):
    other = await someone()
    cheque = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    assert await left(db, live_campaign) == [0]
    for give in (
        lambda: by_card(jar),
        lambda: service.announce(db, live_campaign.id, told(reward=jar.id), by=other),
    ):
        with pytest.raises(RewardGoneError):
            async with db.begin_nested():
                await give()
    await service.receive(db, cheque.id, paper(), by=agents[0])
    await set_offset(db, KEPT_ON_ITS_WAY)
    assert await left(db, live_campaign) == [0], "it has come: nothing runs out"
    await service.confirm(db, cheque.id, by=agents[1])
    theirs = await say_where(db, cheque.pledge_id, "Ada Kern", "2 rue Basse", by=donor)
    assert (theirs.reward_id, theirs.address) == (jar.id, "2 rue Basse")
    assert await left(db, live_campaign) == [0]
    await cancel(db, cheque.pledge_id, by=donor)
    assert await left(db, live_campaign) == [1]


async def test_of_a_cheque_that_does_not_come_somebody_else_may_have_it(
    db, live_campaign, donor, agents, jar, by_card
):
    cheque = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    await set_offset(db, KEPT_ON_ITS_WAY - timedelta(seconds=1))
    assert await left(db, live_campaign) == [0]
    await set_offset(db, KEPT_ON_ITS_WAY)
    assert await left(db, live_campaign) == [1]
    await by_card(jar)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    await service.confirm(db, cheque.id, by=agents[1])
    lost = await db.get_one(PledgeReward, cheque.pledge_id)
    assert lost.released_at is not None, "it counts without: the last one was somebody else's"


async def test_what_was_given_up_is_theirs_again_if_it_comes_all_the_same(
    db, live_campaign, donor, agents, jar
):
    cheque = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    await service.withdraw(db, cheque.id, by=donor)
    assert await left(db, live_campaign) == [1]
    await service.receive(db, cheque.id, paper(), by=agents[0])
    assert await left(db, live_campaign) == [0]
    await service.give_back(db, cheque.id, "Au guichet", by=agents[1])
    assert await left(db, live_campaign) == [1]


async def test_a_cheque_for_less_brings_nothing_in_return(db, live_campaign, donor, agents, jar):
    with pytest.raises(RewardStartsHigherError):
        async with db.begin_nested():
            await service.announce(db, live_campaign.id, told(amount=Money.of(19), reward=jar.id), by=donor)
    with pytest.raises(NotFoundError):
        async with db.begin_nested():
            await service.announce(db, live_campaign.id, told(reward=uuid4()), by=donor)
    cheque = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    await service.receive(db, cheque.id, paper(Money.of(19)), by=agents[0])
    assert await left(db, live_campaign) == [1]
    await service.confirm(db, cheque.id, by=agents[1])
    assert await db.get(PledgeReward, cheque.pledge_id) is None


async def test_who_leaves_keeps_nothing(db, live_campaign, donor, agents, jar):
    cheque = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    await service.on_account_closed(db, AccountClosed(donor.person.id))
    assert await db.get(RewardHold, cheque.id, populate_existing=True) is None
    assert await left(db, live_campaign) == [1]


async def test_what_its_bank_does_not_pay_brings_nothing(db, live_campaign, donor, agents, jar):
    cheque = await confirmed(db, live_campaign, donor, agents, reward=jar.id)
    before = live_campaign.state
    live_campaign.state = type(before).FUNDED
    await service.bank(db, cheque.id, by=agents[0])
    await service.bounce(db, cheque.id, "Sans provision", by=agents[0])
    live_campaign.state = before
    assert await left(db, live_campaign) == [1]


async def test_a_unit_kept_twice_is_found(db, live_campaign, donor, jar, by_card):
    await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    jar.units = 2
    await by_card(jar)
    jar.units = 1
    await db.flush()
    found = {one.invariant.name for one in await violations(db, OF_REWARDS)}
    assert found == {"reward-is-not-promised-too-often"}
    jar.units = 2
    await db.flush()


async def test_nobody_keeps_several_units_by_cheques_that_do_not_come(
    db, live_campaign, donor, agents, jar, someone
):
    jar.units = 3
    first = await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    with pytest.raises(RewardWaitsError):
        async with db.begin_nested():
            await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    await service.announce(db, live_campaign.id, told(), by=donor)
    await service.announce(db, live_campaign.id, told(reward=jar.id), by=await someone())
    await service.receive(db, first.id, paper(), by=agents[0])
    await service.announce(db, live_campaign.id, told(reward=jar.id), by=donor)
    assert await left(db, live_campaign) == [0]
