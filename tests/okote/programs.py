"""Programs that come in with a token, and strangers that come in without."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx2
import pytest

from okote.identity.models import Person
from okote.identity.tokens.rules import Scope
from okote.identity.tokens.service import make
from okote.identity.visitors import Visitor
from tests.okote.app_client import ADDRESS, person_id, territory

API = "/api/v1"


@dataclass
class Program:
    """Sends its token with each request, and a new key with each write unless told otherwise."""

    app: Any
    token: str | None = None
    address: str = ADDRESS

    async def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> httpx2.Response:
        sent = {"host": urlsplit(self.address).netloc, **headers}
        if self.token is not None:
            sent["authorization"] = f"Bearer {self.token}"
        if method != "GET":
            sent["idempotency-key"] = key or str(uuid4())
        content = b"" if body is None else json.dumps(body).encode()
        transport = httpx2.ASGITransport(self.app, client=("192.0.2.7", 4711))
        async with httpx2.AsyncClient(transport=transport) as client:
            return await client.request(method, f"{self.address}{API}{path}", content=content, headers=sent)

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self.ask("GET", path, **headers)


@pytest.fixture
def program(app, house, identity_provider):
    """A program of someone who has signed in before; of nobody where nobody is named."""

    async def program(person: str | UUID | None = None, *scopes: Scope, slug: str = "trois-rives"):
        if person is None:
            return Program(app)
        here = await territory(house, slug)
        who = person if isinstance(person, UUID) else await person_id(house, identity_provider, person)
        async with house.database.unit_of_work() as db:
            owner = await db.get_one(Person, who)
            visitor = Visitor(territory=here, language="fr", address=ADDRESS, person=owner)
            _, secret = await make(db, house.renderer, "Essai", scopes or tuple(Scope), 30, by=visitor)
        return Program(app, secret)

    return program
