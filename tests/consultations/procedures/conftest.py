"""A letter of a service, in each state that its versions have."""

import re

import httpx2
import pytest
from sqlmodel import select

from consultations.procedures.models import ProcedureVersion
from consultations.procedures.queries import text_of, wholes
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from consultations.procedures.service import versions
from consultations.procedures.service.catalogue import add_procedure
from consultations.services.models import Service
from okote.identity.models import Role
from tests.okote.app_client import CSRF, territory

FACTS = {
    "name": "Demander une place en crèche",
    "summary": "La lettre qui dit si votre enfant a une place.",
    "audience": "Parents",
    "kind": "letter",
    "channel-mail": "yes",
    "papers": "- Un papier\n- Une photo",
}
OFFICE = "/fr/back-office/procedures"


@pytest.fixture
def details(roads):
    return ProcedureDetails(
        FACTS["name"],
        FACTS["summary"],
        FACTS["audience"],
        ProcedureKind.LETTER,
        frozenset({Channel.MAIL, Channel.COUNTER}),
        ("Un papier",),
        roads.id,
    )


@pytest.fixture
async def letter(db, agent, details):
    return await add_procedure(db, details, by=agent)


@pytest.fixture
async def draft(db, agent, letter):
    """Its first version, with a text and two steps."""
    added = await versions.add_version(db, letter.id, by=agent)
    said = VersionDetails(added.since, text="Bonjour.")
    await versions.write_version(db, added.id, said, seen=text_of(added), by=agent)
    steps = [StepDetails("Lire"), StepDetails("Écrire", "À la main.", ("Un stylo",))]
    return await versions.write_steps(db, added.id, steps, by=agent)


@pytest.fixture
def clear(db, agent):
    async def clear(version, by=None):
        (whole,) = await wholes(db, [version])
        return await versions.declare_names_removed(db, version.id, whole.seen, by=by or agent)

    return clear


@pytest.fixture
async def counter(house):
    """A service of the running house."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        made = Service(
            territory_id=here.id, name="Accueil", email="accueil@exemple.test", created_at=await db.now()
        )
        db.add(made)
    return made


@pytest.fixture
async def writer(enter, counter):
    """Answers for that service."""
    return await enter("ines", Role.SERVICE, scope=counter.id)


async def seen(who, path):
    """The mark of what somebody reads there."""
    return re.search(r'name="seen" value="(\w+)"', (await who.get(path)).text)[1]


async def sent(who, here, name, data, *, to="files", field="file", **typed):
    """A form with a file, as browsers send it."""
    cookies = "; ".join(f"{cookie}={value}" for cookie, value in who.cookies.items())
    headers = {"host": "trois-rives.localhost:8000", "cookie": cookies}
    transport = httpx2.ASGITransport(who.app, client=(who.client, 4711))
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.post(
            f"{who.address}{here}/{to}",
            data={"_csrf_token": who.cookies[CSRF], **typed},
            files={field: (name, data, "application/octet-stream")},
            headers=headers,
        )


@pytest.fixture
def desk(house, counter):
    """What somebody does at the desk, press by press."""

    class Desk:
        async def add(self, who, **changes):
            sent = FACTS | {"service": str(counter.id)} | changes
            return (await who.post(OFFICE, sent)).headers["location"]

        async def begin(self, who, there):
            return (await who.post(f"{there}/versions")).headers["location"]

        async def write(self, who, here, **typed):
            read = {"seen": await seen(who, here), "since": "2026-03-01", "text": "Bonjour."}
            answer = await who.post(here, read | typed)
            assert answer.status_code == 303, answer.text

        async def declare(self, who, here):
            return await who.post(
                f"{here}/names", {"removed": "yes", "seen": await seen(who, f"{here}/names")}
            )

        async def send(self, who, here, name, data):
            return await sent(who, here, name, data)

        async def published(self, who, **changes):
            """The page of a procedure on the desk, its first version published."""
            there = await self.add(who, **changes)
            here = await self.begin(who, there)
            await self.write(who, here)
            assert (await self.declare(who, here)).is_redirect
            assert (await who.post(f"{here}/publish")).is_redirect
            return there

        async def versions(self):
            async with house.database.reading() as db:
                return (await db.exec(select(ProcedureVersion).order_by(ProcedureVersion.id))).all()

    return Desk()
