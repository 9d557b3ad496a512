"""Somebody of each role in front of each door, each time as if nobody had come before."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import msgspec
from anyio import Event
from litestar.connection import ASGIConnection
from litestar.types import ASGIApp
from sqlalchemy.ext.asyncio import AsyncConnection

from okote.house import House
from okote.identity.arrival import Arrival
from okote.identity.models import Grant, Person, Role
from okote.identity.sessions import open_session
from okote.identity.tokens.rules import Scope
from okote.identity.tokens.service import make
from okote.identity.visitors import Visitor
from okote.platform.db import Database
from okote.platform.live import LiveUpdates
from okote.territories.models import Territory
from okote.web.rendering import PageContext, Renderer
from payments.gateway.gateway import StripeGateway
from payments.gateway.settings import GatewaySettings
from payments.operations.desk import Desk
from payments.sessions import ReadSession, WriteSession
from tests.architecture.spheres import Sphere
from tests.okote.app_client import ADDRESS, CSRF, SESSION

API = "/api/"
ENCODED = "application/x-www-form-urlencoded"
HOST = urlsplit(ADDRESS).netloc


class Untouched(Database):
    """Whatever a request writes to it is taken back, so that the next finds everything as it was."""

    def __init__(self, house: House, connection: AsyncConnection) -> None:
        super().__init__(house.database.url, pool_size=house.settings.pool_size, info=house.database.info)
        self.connection = connection

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """A savepoint of what the request that is under way has done."""
        if not self.connection.in_transaction():
            await self.connection.begin()
        modes: Any = {"join_transaction_mode": "create_savepoint", "expire_on_commit": False}
        async with WriteSession(self.connection, info=self.info, **modes) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self, *, may_lag: bool = False) -> AsyncIterator[ReadSession]:  # noqa: ARG002 (there is no replica)
        """Whoever reads does not mind."""
        async with self.unit_of_work() as session:
            yield session

    async def forget(self) -> None:
        if self.connection.in_transaction():
            await self.connection.rollback()


class Unseen(Renderer):
    """Says nothing on pages: what they say is shown elsewhere, and takes most of the time."""

    def render(self, template: str, context: Mapping[str, Any], *, page: PageContext) -> str:  # noqa: ARG002  (as the pages call it)
        return ""


@asynccontextmanager
async def untouched(house: House) -> AsyncIterator[House]:
    """The same service; `forget` after each request."""
    folders = [folder for one in house.features for folder in one.templates]
    known = house.renderer
    purposes = {purpose: who for one in house.features for purpose, who in one.purposes.items()}
    async with house.database.engine.connect() as connection:
        database = Untouched(house, connection)
        live = LiveUpdates(house.database.url)
        live.closing.set()  # or a stream would never end
        stripe = house.settings.stripe
        once = GatewaySettings(api_key=stripe.api_key, api_base=stripe.api_base, max_network_retries=0)
        gateway = StripeGateway(once)
        yield replace(
            house,
            database=database,
            live=live,
            desk=Desk(database.unit_of_work, gateway, purposes),
            renderer=Unseen(
                catalogues=known.catalogues, assets=known.assets, folders=folders, sentences=known.sentences
            ),
        )
        await gateway.close()


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What somebody brings: a browser's session to pages, a program's token to what is for programs."""

    csrf: str
    session: str | None = None
    token: str | None = None
    swapped: bool = False
    """The token to pages, the session to what is for programs: each the wrong key."""

    def headers(self, *, programs: bool) -> dict[str, str]:
        """What is sent to pages, or to what is for programs."""
        sent = {"host": HOST, "cookie": f"{CSRF}={self.csrf}", "content-type": ENCODED}
        if programs:
            sent |= {"content-type": "application/json", "idempotency-key": str(uuid4())}
        if programs is not self.swapped and self.token:
            sent["authorization"] = f"Bearer {self.token}"
        if programs is self.swapped and self.session:
            sent["cookie"] += f"; {SESSION}={self.session}"
        return sent


@dataclass(frozen=True)
class Asker:
    """A caller whom the service has recognised, as it does before each request."""

    caller: Caller
    visitors: Mapping[bool, Visitor]
    """By whether what is asked for is for programs."""

    async def ask(self, app: ASGIApp, method: str, path: str, sent: Mapping[str, Any]) -> str:
        """What the door says, in one sign: the head of the table tells which."""
        programs = path.startswith(API)
        form = urlencode({"_csrf_token": self.caller.csrf, **sent}).encode()
        scope = scope_of(method, path, self.caller.headers(programs=programs))
        scope["state"]["visitor"] = self.visitors[programs]
        body = b"" if method in {"GET", "DELETE"} else msgspec.json.encode(sent) if programs else form
        return said(*await answered(app, scope, body))


async def recognised(caller: Caller, house: House) -> Asker:
    settings = house.settings
    addresses = {slug: settings.address(slug) for slug in settings.addresses}
    arrival = Arrival(no_app, house.database, hosts=settings.hosts, addresses=addresses, without=())
    visitors = {}
    for programs, path in ((False, "/"), (True, API)):
        scope = scope_of("GET", path, caller.headers(programs=programs))
        visitors[programs] = await arrival.visitor(ASGIConnection(scope))
    return Asker(caller, visitors)


async def no_app(*_: object) -> None:
    """Behind no door."""


async def answered(app: ASGIApp, scope: Any, body: bytes) -> tuple[int, dict[str, str]]:
    """The head of an answer, whose end is waited for."""
    messages: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]
    heads: list[Any] = []
    ended = Event()

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await ended.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            heads.append(message)
        elif not message.get("more_body"):
            ended.set()

    await app(scope, receive, send)
    [head] = heads
    return head["status"], {name.decode(): value.decode() for name, value in head["headers"]}


def scope_of(method: str, target: str, headers: Mapping[str, str]) -> Any:
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 4711),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


def said(status: int, headers: Mapping[str, str]) -> str:
    if status == 401 or "/sign-in?next=" in headers.get("location", ""):
        return "?"
    if status >= 500 and status != 503:
        return "!"
    return {403: "-", 404: "0"}.get(status, "+")


@dataclass
class Entrance:
    """Lets people in, with the roles that they have."""

    db: WriteSession
    house: House
    csrf: str
    spheres: Mapping[str, Sphere]

    async def callers(self) -> Mapping[str, Caller]:
        """By the name of their column."""
        resident = await self.db.get_one(Person, self.spheres["own"].resident)
        boss = await self._person(Role.ADMINISTRATOR)
        session, token = await self._session(boss), await self._program(boss)
        return {
            "visitor": Caller(csrf=self.csrf),
            "resident": await self._known(resident),
            "holder": await self._known(await self._person(Role.HOLDER, body="holder")),
            "partner": await self._known(await self._person(Role.PARTNER, body="partner")),
            "service": await self._known(await self._person(Role.SERVICE, body="service")),
            "coach": await self._known(await self._person(Role.COACH)),
            "organiser": await self._known(await self._person(Role.ORGANISER)),
            "elected": await self._known(await self._person(Role.ELECTED)),
            "agent": await self._known(await self._person(Role.AGENT)),
            "accountant": await self._known(await self._person(Role.ACCOUNTANT)),
            "deputy": await self._known(await self._person(Role.DEPUTY)),
            "administrator": Caller(csrf=self.csrf, session=session, token=token),
            "neighbour": await self._known(await self._person(Role.ADMINISTRATOR, sphere="elsewhere")),
            "swapped": Caller(csrf=self.csrf, session=session, token=token, swapped=True),
            **{one: Caller(csrf=self.csrf, token=await self._program(boss, one)) for one in Scope},
        }

    async def _person(self, role: Role, *, body: str | None = None, sphere: str = "own") -> Person:
        """Somebody new; `body` is the table of what the role is about."""
        at = await self.db.now()
        person = Person(created_at=at, email=f"{role}@exemple.test")
        self.db.add(person)
        await self.db.flush()
        there = self.spheres[sphere]
        until = at + timedelta(days=30) if role is Role.DEPUTY else None
        given = {"role": role, "scope": there.id(body) if body else None, "expires_at": until}
        self.db.add(Grant(territory_id=there.territory, person_id=person.id, granted_at=at, **given))
        await self.db.flush()
        return person

    async def _known(self, person: Person) -> Caller:
        token = await self._program(person)
        return Caller(csrf=self.csrf, session=await self._session(person), token=token)

    async def _session(self, person: Person) -> str:
        opened = {"host": HOST, "provider": "demo", "id_token": None, "instead_of": None}
        return await open_session(self.db, person.id, **opened)

    async def _program(self, person: Person, *scopes: Scope) -> str:
        here = await self.db.get_one(Territory, self.spheres["own"].territory)
        visitor = Visitor(territory=here, language="fr", address=ADDRESS, person=person)
        _, secret = await make(self.db, self.house.renderer, "Essai", scopes or tuple(Scope), 30, by=visitor)
        return secret
