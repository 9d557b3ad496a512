"""Each invariant of campaigns finds what is planted, and nothing in a campaign that went its way."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from okote.funding.campaigns.invariants import INVARIANTS
from okote.funding.campaigns.service import open_due_campaigns
from okote.platform.checks import violations
from okote.platform.clock import set_offset

PLANTED = {
    "campaign-says-what-the-law-asks": [
        "UPDATE campaign SET timetable = ' '",
        "UPDATE campaign SET surplus = ' '",
        "UPDATE campaign SET place_id = NULL",
        "UPDATE campaign SET vat_bp = NULL",
        "DELETE FROM budget_line WHERE position = 0",
        "UPDATE campaign_picture SET text = ' ' WHERE position = 1",
    ],
    "campaign-approved-by-a-second-person": [
        "UPDATE campaign_step SET person_id = NULL, actor = 'rule' WHERE state = 'scheduled'",
        "UPDATE campaign_step SET actor = 'administrator' WHERE state = 'scheduled'",
        """UPDATE campaign_step SET person_id = (
               SELECT person_id FROM campaign_step WHERE state = 'draft' LIMIT 1
           ) WHERE state = 'scheduled'""",
    ],
    "campaign-state-is-its-last-step": [
        "DELETE FROM campaign_step WHERE state = 'live'",
        "UPDATE campaign SET state = 'closing'",
    ],
    "campaign-belongs-to-one-territory": [
        "UPDATE place SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')",
        "UPDATE holder SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')",
        """WITH k AS (
               INSERT INTO category (id, territory_id, names, created_at)
               SELECT gen_random_uuid(), id, '{"fr": "Bouger"}', now() FROM territory WHERE slug = 'val-haut'
               RETURNING id
           ) UPDATE campaign SET category_id = k.id FROM k""",
        """UPDATE stored_file SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')
            WHERE id = (SELECT picture FROM campaign)""",
        """UPDATE stored_file SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')
            WHERE id = (SELECT picture FROM campaign_picture WHERE position = 0)""",
    ],
    "campaign-keeps-nothing-for-closed-accounts": [
        """INSERT INTO kept_offer (campaign_id, person_id, version, typed, kept_at)
           SELECT c.id, p.id, 0, '{}', now() FROM campaign c, person p LIMIT 1"""
    ],
    "campaign-picture-is-open-once-live": [
        "UPDATE stored_file SET public = false WHERE id = (SELECT picture FROM campaign)",
        """UPDATE stored_file SET public = false
            WHERE id = (SELECT picture FROM campaign_picture WHERE position = 1)""",
    ],
}


@pytest.fixture
async def live(db, approved, elsewhere):
    await set_offset(db, timedelta(days=1))
    return await open_due_campaigns(db)


async def test_a_campaign_that_went_its_way_breaks_none(db, live):
    assert live
    assert await violations(db, INVARIANTS) == []


def test_each_has_something_planted():
    assert set(PLANTED) == {invariant.name for invariant in INVARIANTS}


@pytest.mark.parametrize(
    ("name", "plant"), [(name, plant) for name, plants in PLANTED.items() for plant in plants]
)
async def test_what_is_planted_is_found(db, live, name, plant):
    await db.exec(text(plant))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [name]
