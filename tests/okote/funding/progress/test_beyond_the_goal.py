"""More than the goal is taken until the deadline, and partners add no more than they promised."""

from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import given_to
from payments.money import Money


async def test_what_exceeds_the_goal_is_taken_and_partners_stop_at_their_ceilings(scene):
    for euros in (8_000, 8_000, 20):
        assert (await scene.pledge(euros)).status is PledgeStatus.IN_FORCE
    async with scene.house.database.reading() as db:
        given = (await given_to(db, [scene.campaign.id]))[scene.campaign.id]
    assert given.pledged == Money.of(16_020) > given.matching.goal
    assert [match.amount for match in given.matches] == [Money.of(5_000), Money.of(5_000)]
    assert await scene.violations() == set()
