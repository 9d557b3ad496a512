"""Tests in the search of the whole site and among its addresses: once everyone reads what they found."""

import pytest

from consultations.testing.queries.elsewhere import addresses, found
from consultations.testing.queries.standing import published
from consultations.testing.service import results
from tests.consultations.testing.conftest import later


async def test_nothing_of_a_test_is_found_before_its_results_are_published(
    db, campaign, handed_over, samira, territory
):
    assert await found(db, samira, "crèche") == []
    assert await addresses(db, territory.id) == []
    await later(db, campaign, campaign.reading_days)
    await results.publish(db, campaign.id, by=samira)
    [one] = await found(db, samira, "creche")
    assert (one.title, one.path) == ("La lettre de la crèche", f"/tests/{campaign.slug}")
    assert await addresses(db, territory.id) == [f"/tests/{campaign.slug}"]


@pytest.mark.parametrize(
    ("typed", "number"), [("", 1), ("lettres", 1), ("place en crèche", 1), ("piscine", 0), ("!", 1)]
)
async def test_the_list_answers_to_words(db, campaign, handed_over, samira, territory, typed, number):
    """Of its title, and of the name of its procedure."""
    await later(db, campaign, campaign.reading_days)
    await results.publish(db, campaign.id, by=samira)
    assert len(await published(db, territory.id, typed=typed)) == number


async def test_nothing_is_found_in_another_territory(db, campaign, handed_over, samira, elsewhere, someone):
    await later(db, campaign, campaign.reading_days)
    await results.publish(db, campaign.id, by=samira)
    assert await found(db, await someone(at=elsewhere), "crèche") == []
    assert await found(db, samira, "") == []
