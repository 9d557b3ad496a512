"""With a replica, strangers ask the primary nothing; who is signed in asks it all."""

import pytest

from okote.platform.db import engine_of
from okote.platform.replica import Replica
from tests.okote.app_client import SESSION, Browser, counting_queries
from tests.okote.composition import application

PAGES = ["/fr/", "/fr/campaigns/{slug}", "/api/v1/campaigns", "/api/v1/campaigns/{slug}"]


@pytest.fixture(params=PAGES)
def path(request, scene):
    return request.param.format(slug=scene.campaign.slug)


@pytest.fixture
async def replica(house):
    """The same database once more: what is asked of it is counted apart."""
    made = house.database.replica = Replica(engine_of(house.database.url, pool_size=2))
    made.usable = True
    yield made
    await made.engine.dispose()


async def test_strangers_leave_the_primary_alone(house, replica, identity_provider, path):
    stranger = Browser(application(house), house, identity_provider)
    with counting_queries(house) as here:
        assert (await stranger.get(path)).status_code == 200
    assert here == []
    replica.usable = False
    with counting_queries(house) as here:
        assert (await stranger.get(path)).status_code == 200
    assert here != []


async def test_what_strangers_were_shown_is_not_shown_to_others(house, replica, identity_provider, scene):
    """Even of what is drawn once for everybody: it may be from a moment before their own deed."""
    stranger, other = (Browser(application(house), house, identity_provider) for _ in range(2))
    with counting_queries(house) as here:
        await stranger.get(scene.path)
        assert here == []
        await other.get(scene.path, cookie=f"{SESSION}=unknown")
    assert any("JOIN closing" in said for said in here)
