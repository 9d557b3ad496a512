"""An idea with its author, the service that answers, and another that gives its view."""

from datetime import timedelta

import pytest

from consultations.ideas.events import IdeaAnswered, IdeaEntrusted
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import entrust
from consultations.services.models import Service
from consultations.studying.events import StudyAsked
from consultations.studying.service import ask, on_idea_answered, on_idea_entrusted
from okote.identity.models import Role
from okote.platform.clock import set_offset

BENCH = IdeaDetails("Un banc à mi-pente", "La côte de la gare est longue.", None, "Louise")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    """As the service has them, but for mails."""

    async def hear(_db, event):
        heard.append(event)

    return {IdeaEntrusted: [on_idea_entrusted], IdeaAnswered: [on_idea_answered], StudyAsked: [hear]}


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
async def bench(db, author):
    return await propose(db, BENCH, by=author)


@pytest.fixture
async def parks(db, territory):
    made = Service(
        territory_id=territory.id, name="Parcs", email="parcs@exemple.test", created_at=await db.now()
    )
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
async def gardener(someone, parks):
    return await someone(Role.SERVICE, scope=parks.id)


@pytest.fixture
async def studied(db, bench, roads, agent):
    await entrust(db, bench.id, roads.id, by=agent)
    return bench


@pytest.fixture
async def asked(db, studied, parks, agent):
    """The service of parks is asked for its view."""
    due_at = await db.now() + timedelta(days=10)
    return await ask(db, studied.id, parks.id, due_at, "Y a-t-il des racines ?", by=agent)


@pytest.fixture
def moved(house):
    async def moved(ahead):
        async with house.database.unit_of_work() as db:
            await set_offset(db, ahead)

    return moved
