"""The whole service in this process, over PostgreSQL and a real identity provider; browsers that visit it.

tests/okote/conftest.py gives the fixtures to the tests beside it; `house` needs `identity_provider`.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import httpx2
import pytest
import uvloop
from litestar.types import ASGIApp
from sqlalchemy import event
from sqlmodel import col, delete, select

from okote.demo.identity_provider.people import PEOPLE
from okote.house import House
from okote.identity.models import Role, SignIn
from okote.identity.roles.service import grant
from okote.identity.service import Identified, admit
from okote.platform.db import Database
from okote.settings import MailSettings, Settings, StripeSettings
from okote.territories.models import Place, Territory, TerritoryFacts
from okote.territories.queries import by_slug
from okote.territories.service import found_territory
from okote.web import shared
from tests.okote.composition import application, composed
from tests.okote.identity_provider_server import RunningIdentityProvider

ADDRESS = "http://trois-rives.localhost:8000"
PLAIN = "http://localhost:8000"
ELSEWHERE = "http://val-clair.localhost:8000"
"""A second territory of the same installation; PLAIN is another host name of the first."""

EMAILS = {person.key: person.email for person in PEOPLE}
"""Of the identity provider's people."""

WHY = {"reason": "Vérifié par téléphone"}
"""What is typed where a page asks why."""

HOUR = 3_600.0
"""For which what is shared lasts where a test says so: then nothing but a change ends it, on any machine."""

CSRF, SESSION, SIGN_IN, FLASH = "__Host-csrf", "__Host-session", "__Host-sign-in", "__Host-flash"


def facts(slug: str, name: str, **changes: object) -> TerritoryFacts:
    """A territory with nothing left out."""
    written: dict[str, object] = {
        "slug": slug,
        "name": name,
        "tagline": "Des projets d’ici, choisis ici",
        "languages": ["fr", "de", "en"],
        "telephone": "03 88 00 00 00",
        "counter": "Maison des services, 1 place du Quai, du lundi au vendredi",
        "operator_name": "Association Exemple",
        "operator_form": "association de droit local",
        "operator_address": "1 place du Quai, 67000 Rivemont",
        "operator_email": "bonjour@trois-rives.example",
        "operator_siren": "000 000 000",
        "operator_orias": "00 000 000",
        "operator_insurer": "Mutuelle Exemple, contrat 0000",
        "payment_institution": "Institution Exemple, établissement de paiement",
        "publisher": "Louise Amsel",
        "host": "Hébergeur Exemple, 2 rue des Machines, 67000 Rivemont",
    }
    return TerritoryFacts.model_validate(written | changes)


def settings(running: RunningIdentityProvider, **changes: object) -> Settings:
    written: dict[str, Any] = {
        "secret_key": token_urlsafe(32),
        "addresses": {"trois-rives": (ADDRESS, PLAIN), "val-clair": (ELSEWHERE,)},
        "stripe": StripeSettings(
            api_key="sk_test_local",
            webhook_secrets=("whsec_local",),
            connect_webhook_secrets=("whsec_local_connect",),
            api_base="http://127.0.0.1:9",
        ),
        "mail": MailSettings(
            host="127.0.0.1", sender="Okoté <okote@trois-rives.example>", port=9, relay="Messagerie <Exemple>"
        ),
        "providers": (running.settings(),),
        "environment": "test",
        "mail_code_sign_in": True,
        "features": (),
    }
    return Settings(**written | changes)


@pytest.fixture
def changed_settings() -> Mapping[str, object]:
    """What a test's module decides otherwise."""
    return {}


def with_territories(url: str) -> None:
    """The two that every test of the service finds."""

    async def found() -> None:
        database = Database(url, pool_size=1, info={})
        async with database.unit_of_work() as db:
            await found_territory(db, facts("trois-rives", "Trois-Rives"), {"Rivemont": ["Le Quai"]})
            await found_territory(db, facts("val-clair", "Val-Clair"), {"Clairville": []})
        await database.close()

    with ThreadPoolExecutor(1) as beside_the_loop:
        beside_the_loop.submit(uvloop.run, found()).result()


@pytest.fixture
async def house(
    clone: Callable[..., AbstractContextManager[str]],
    identity_provider: RunningIdentityProvider,
    changed_settings: Mapping[str, object],
    lasting: Callable[[Database], None],
) -> AsyncIterator[House]:
    """The service with two territories and nobody in them."""
    hosts = (ADDRESS, PLAIN, ELSEWHERE)
    identity_provider.register(
        redirect_uris=tuple(f"{host}/sign-in/demo/callback" for host in hosts),
        post_logout_redirect_uris=tuple(f"{host}/signed-out" for host in hosts),
    )
    with clone(with_territories) as url:
        built = composed(settings(identity_provider, **changed_settings), url)
        lasting(built.database)
        yield built
        await built.gateway.close()
        await built.queue.close_async()


@pytest.fixture
async def only_territory(house: House) -> None:
    """The second one leaves the installation."""
    neighbour = select(Territory.id).where(Territory.slug == "val-clair").scalar_subquery()
    async with house.database.unit_of_work() as db:
        await db.exec(delete(Place).where(col(Place.territory_id) == neighbour))
        await db.exec(delete(Territory).where(col(Territory.id) == neighbour))


@pytest.fixture
def app(house: House) -> ASGIApp:
    return application(house)


@pytest.fixture
def browser(
    app: ASGIApp, house: House, identity_provider: RunningIdentityProvider
) -> Callable[..., "Browser"]:
    """A new browser, at a territory's address."""

    def opened(address: str = ADDRESS) -> Browser:
        return Browser(app, house, identity_provider, address)

    return opened


@dataclass
class Browser:
    """Keeps its cookies, follows nothing by itself."""

    app: ASGIApp
    house: House
    running: RunningIdentityProvider
    address: str = ADDRESS
    client: str = "192.0.2.1"
    language: str = "fr"
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self._ask("GET", path, headers=headers)

    async def post(
        self, path: str, typed: Mapping[str, str] | None = None, *, with_token: bool = True, **headers: str
    ) -> httpx2.Response:
        """A form, with the token of a page of this site unless told otherwise."""
        if with_token and CSRF not in self.cookies:
            await self.get(f"/{self.language}/signed-out")
        token = {"_csrf_token": self.cookies[CSRF]} if with_token else {}
        sent = urlencode({**token, **(typed or {})}).encode()
        return await self._ask("POST", path, content=sent, headers=headers)

    async def follow(self, answer: httpx2.Response) -> httpx2.Response:
        """To where an answer sends, on this site."""
        assert answer.is_redirect, answer.text
        return await self.get(answer.headers["location"].removeprefix(self.address))

    async def begin(self, next_page: str = "/") -> str:
        """Press the provider's button: where the browser is sent."""
        answer = await self.post(f"/{self.language}/sign-in/demo", {"next": next_page})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def sign_in(self, person: str = "camille", next_page: str = "/") -> httpx2.Response:
        """The whole way; what the callback answers."""
        back = await self.running.choose(await self.begin(next_page), person)
        return await self.get(back.removeprefix(self.address))

    async def arrive(self, person: str = "camille") -> None:
        """Be signed in already, as after the whole way but for the way."""
        settings = self.running.settings()
        who = Identified(
            issuer=settings.issuer,
            subject=self.running.sub(person),
            email=EMAILS[person],
            provider=settings.key,
        )
        async with self.house.database.unit_of_work() as db:
            self.cookies[SESSION] = await admit(db, who, host=urlsplit(self.address).netloc, instead_of=None)

    async def _ask(
        self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=(self.client, 4711))
        sent = {
            "host": urlsplit(self.address).netloc,
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        if method == "POST":
            sent["content-type"] = "application/x-www-form-urlencoded"
        async with httpx2.AsyncClient(transport=transport) as client:
            answer = await client.request(method, f"{self.address}{path}", content=content, headers=sent)
        self._keep(answer)
        return answer

    def _keep(self, answer: httpx2.Response) -> None:
        for header in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


async def territory(house: House, slug: str = "trois-rives") -> Territory:
    async with house.database.reading() as db:
        found = await by_slug(db, slug)
    assert found is not None
    return found


async def person_id(house: House, running: RunningIdentityProvider, person: str) -> UUID:
    """Who signed in as one of the provider's people, once they have."""
    async with house.database.reading() as db:
        statement = select(SignIn.person_id).where(SignIn.subject == running.sub(person))
        return (await db.exec(statement)).one()


@pytest.fixture
def give_role(house: House, identity_provider: RunningIdentityProvider) -> Callable[..., Any]:
    """Give a role to someone who has signed in before."""

    async def given(person: str, role: Role, *, slug: str = "trois-rives", scope: UUID | None = None) -> None:
        there = await territory(house, slug)
        who = await person_id(house, identity_provider, person)
        async with house.database.unit_of_work() as db:
            await grant(db, territory_id=there.id, person_id=who, role=role, scope=scope)

    return given


@pytest.fixture
def enter(browser: Callable[..., Browser], give_role: Callable[..., Any]) -> Callable[..., Any]:
    """Somebody signs in, and is given a role, if any, in the browser that is returned."""

    async def entered(person: str, role: Role | None = None, **about: Any) -> Browser:
        visitor = browser()
        await visitor.arrive(person)
        if role is not None:
            await give_role(person, role, **about)
        return visitor

    return entered


@pytest.fixture
async def lea(browser: Callable[..., Browser], give_role: Callable[..., Any]) -> Browser:
    """An administrator, signed in."""
    visitor = browser()
    await visitor.arrive("lea")
    await give_role("lea", Role.ADMINISTRATOR)
    return visitor


@contextmanager
def counting_queries(house: House) -> Iterator[list[str]]:
    """Every statement that the service sends to PostgreSQL while the block runs, with nothing kept before."""
    house.shared.forget()
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def asked_for_the_second(
    house: House, browser: Callable[..., Browser], path: str
) -> tuple[int, httpx2.Response]:
    """How many statements it takes to answer a stranger after another got the same, and what it says."""
    with pytest.MonkeyPatch.context() as slow, counting_queries(house) as said:
        slow.setattr(shared, "LASTS", HOUR)
        first = await browser().get(path)
        before = len(said)
        answer = await browser().get(path)
    assert (first.status_code, answer.status_code) == (200, 200), path
    assert answer.text == first.text
    return len(said) - before, answer
