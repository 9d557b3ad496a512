"""The service with consultations alone, and a territory with its people, a place and a service."""

import pytest

from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.territories.models import Place, Territory
from tests.okote.app_client import ADDRESS, app, browser, enter, facts, give_role, house, lea
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = [
    "app",
    "browser",
    "enter",
    "give_role",
    "house",
    "identity_provider",
    "identity_provider_server",
    "lea",
]


@pytest.fixture
def changed_settings():
    return {"features": ("consultations",)}


async def founded(db, slug):
    made = Territory(**facts(slug, slug).model_dump())
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
async def territory(db):
    return await founded(db, "trois-rives")


@pytest.fixture
async def elsewhere(db):
    return await founded(db, "val-clair")


@pytest.fixture
async def place(db, territory):
    commune = Place(territory_id=territory.id, name="Rivemont")
    db.add(commune)
    await db.flush()
    return commune


@pytest.fixture
async def roads(db, territory):
    """A service that may answer."""
    made = Service(
        territory_id=territory.id, name="Voirie", email="voirie@exemple.test", created_at=await db.now()
    )
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
def someone(db, territory):
    """Someone who has signed in, with the role named; that of a service is for one."""

    async def someone(role=None, *, scope=None, at=None):
        person = Person(created_at=await db.now(), email="quelqu’un@exemple.test")
        db.add(person)
        await db.flush()
        held = frozenset([Held(role, scope)] if role else [])
        return Visitor(territory=at or territory, language="fr", address=ADDRESS, person=person, roles=held)

    return someone


@pytest.fixture
async def agent(someone):
    return await someone(Role.AGENT)


@pytest.fixture
async def engineer(someone, roads):
    """Answers for the service of roads."""
    return await someone(Role.SERVICE, scope=roads.id)
