"""A resident who struggles, services that answer, and agents who find them."""

import pytest

from consultations.difficulties.rules import Category
from consultations.difficulties.service import Said, tell
from consultations.difficulties.steps import last_step
from consultations.services.models import Service
from okote.identity.models import Role

RENT = Said(Category.ECONOMIC, "Je ne peux plus payer mon loyer.")


@pytest.fixture
async def resident(someone):
    return await someone()


@pytest.fixture
async def care(db, territory):
    """Another service."""
    made = Service(
        territory_id=territory.id, name="Solidarités", email="s@exemple.test", created_at=await db.now()
    )
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
async def carer(someone, care):
    return await someone(Role.SERVICE, scope=care.id)


@pytest.fixture
async def rent(db, resident):
    return await tell(db, RENT, by=resident)


@pytest.fixture
def seen(db):
    async def seen(difficulty):
        return await last_step(db, difficulty.id)

    return seen
