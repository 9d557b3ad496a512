"""The back office of actions as its pages are tried: an administrator who writes them and tells of them."""

from html import unescape

import pytest
from sqlmodel import col, select

from consultations.actions.models import Action
from consultations.services.models import Service
from tests.okote.app_client import territory

OFFICE = "/fr/back-office/actions"
WRITTEN = {
    "title": "Répondre en <dix> jours",
    "why": "Trois semaines, c’est trop.\nVraiment.",
    "budget": "12 000",
    "indicator": "Délai de réponse",
    "unit": "jours",
    "before": "21,5",
    "before-on": "2026-01-05",
    "origin": "idea",
    "origin-title": "Un seul numéro",
    "origin-path": "/ideas/1",
}


@pytest.fixture
def changed_settings(tmp_path):
    return {"features": ("consultations",), "uploads_folder": tmp_path}


@pytest.fixture
async def here(house):
    return await territory(house)


@pytest.fixture
async def today(house, here):
    async with house.database.reading() as db:
        return here.day(await db.now())


@pytest.fixture
async def roads(house, here):
    async with house.database.unit_of_work() as db:
        made = Service(
            territory_id=here.id, name="Voirie", email="voirie@exemple.test", created_at=await db.now()
        )
        db.add(made)
    return made


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id)))).all()


@pytest.fixture
def sent(lea, house, roads):
    """What was typed, sent as an administrator; the action that came of it."""

    async def sent(**typed):
        answer = await lea.post(f"{OFFICE}/new", WRITTEN | {"service": str(roads.id)} | typed)
        assert answer.is_redirect, unescape(answer.text)
        return (await rows(house, Action))[-1]

    return sent


@pytest.fixture
def moved(lea, today):
    async def moved(action, state, on=None, **typed):
        asked = {"state": state, "on": f"{on or today}", "deadline": "", "note": ""} | typed
        return await lea.post(f"{OFFICE}/{action.id}/move", asked)

    return moved
