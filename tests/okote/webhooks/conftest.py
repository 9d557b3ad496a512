"""A territory with an administrator, and a webhook that wants to know of one thing."""

import asyncio
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from okote.feature import Announced, WebhookKind
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.territories.models import Territory
from okote.webhooks import recording
from okote.webhooks.rules import Network
from okote.webhooks.service import WebhookDetails, add_webhook
from tests.okote.app_client import ADDRESS, facts
from tests.okote.funding.office import office
from tests.okote.funding.scene import account_id, changed_settings, scene
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "changed_settings", "office", "scene", "stripe_server"]

HOST = "127.0.0.1"
ANYWHERE = Network(here=True)


@dataclass(frozen=True)
class MarketHeld:
    territory: Territory
    told: bool = True


async def tell(_db, event):
    return Announced(event.territory.id, "/market", {"stalls": 12}) if event.told else None


EXAMPLE = {"stalls": 12, "path": "/market"}
KINDS = (WebhookKind("market.held", "A market was held", (MarketHeld,), tell, EXAMPLE),)


@pytest.fixture
def subscriptions():
    return recording.subscriptions(KINDS)


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
def someone(db, territory):
    async def someone(*roles, at=None):
        person = Person(created_at=await db.now(), email="quelqu’un@exemple.test")
        db.add(person)
        await db.flush()
        held = frozenset(map(Held, roles))
        return Visitor(territory=at or territory, language="fr", address=ADDRESS, person=person, roles=held)

    return someone


@pytest.fixture
async def ines(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def webhook(db, ines):
    details = WebhookDetails("https://agenda.example/okote", "Agenda", ["market.held"])
    return await add_webhook(db, details, ANYWHERE, by=ines)


@dataclass
class Receiver:
    """A system that takes what it is sent, and answers as it is told to."""

    answer: bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
    hangs: bool = False
    port: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/okote?of=us"

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        self.heard.append((headers, await reader.readexactly(int(headers["content-length"]))))
        if self.hangs:
            await reader.read()
        else:
            writer.write(self.answer)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(certificate: ssl.SSLContext | None = None, **manner: Any):
    receiver = Receiver(**manner)
    async with await asyncio.start_server(receiver.hear, HOST, 0, ssl=certificate) as door:
        receiver.port = door.sockets[0].getsockname()[1]
        yield receiver
