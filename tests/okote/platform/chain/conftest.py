"""Somebody who does things that are written down."""

import pytest

from okote.identity.models import Person
from okote.platform.audit import Doer, note
from okote.territories.deeds import TerritoryDeed
from okote.territories.models import Place
from okote.territories.service import found_territory
from tests.okote.app_client import facts


@pytest.fixture
def somebody():
    async def somebody(db):
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        person = Person(created_at=await db.now(), public_name="Léa")
        db.add(person)
        await db.flush()
        return Doer(here.id, person.id)

    return somebody


@pytest.fixture
async def doer(db, somebody):
    return await somebody(db)


@pytest.fixture
def act():
    """One deed for each name."""

    async def act(db, doer, *names):
        for name in names:
            await note(db, doer, TerritoryDeed.PLACE_ADDED, Place(territory_id=doer.territory_id, name=name))
        await db.flush()

    return act
