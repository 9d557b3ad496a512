"""Someone signed in, and what she gave."""

import pytest

from tests.okote.app_client import person_id
from tests.okote.funding.rows import a_pledge


@pytest.fixture
async def camille(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


@pytest.fixture
async def pledge(house, scene, camille, identity_provider):
    """Hers, as a payment would leave it."""
    me = await person_id(house, identity_provider, "camille")
    shown = {"public_name": "Camille du Quai", "name_shown": True, "amount_shown": True}
    async with house.database.unit_of_work() as db:
        at = await db.now()
        given = a_pledge(scene.campaign, me, at, amount_minor=37_00, message="Vive les bocaux", **shown)
        db.add(given)
    return given
