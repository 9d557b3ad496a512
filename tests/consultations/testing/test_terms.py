"""Tests follow what their territory settles for all of its panels, as long as nobody has read them."""

from consultations.panels.terms import SmallestGroupSet
from consultations.testing.service.campaigns import on_smallest_group_set


async def test_what_waits_for_answers_follows(db, territory, campaign):
    await on_smallest_group_set(db, SmallestGroupSet(territory.id, 6))
    await db.refresh(campaign)
    assert campaign.smallest_group == 6


async def test_what_was_handed_over_stays_as_it_was_read(db, territory, handed_over):
    await on_smallest_group_set(db, SmallestGroupSet(territory.id, 6))
    await db.refresh(handed_over)
    assert handed_over.smallest_group == 3


async def test_a_stricter_test_stays_and_so_does_the_next_territorys(db, elsewhere, draft, campaign):
    await on_smallest_group_set(db, SmallestGroupSet(elsewhere.id, 6))
    await db.refresh(campaign)
    assert campaign.smallest_group == 3
    campaign.smallest_group = 9
    await on_smallest_group_set(db, SmallestGroupSet(campaign.territory_id, 6))
    await db.refresh(campaign)
    assert campaign.smallest_group == 9
