"""A running identity provider, and somebody signing in to it without a browser.

`identity_provider` is honest and knows its first client at each test's start; a conftest gives it to all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import msgspec
import pytest

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.manners import MannerName
from okote.demo.identity_provider.misbehaviour.behaviour import HONEST
from okote.demo.identity_provider.provider import IdentityProvider
from okote.demo.identity_provider.serving import HOST, HttpServer
from okote.demo.identity_provider.settings import IdentityProviderSettings
from okote.identity.openid.profiles import DISCOVERY, ProfileName
from okote.identity.openid.settings import ProviderSettings

RETURN_ADDRESS = "http://trois-rives.localhost:8000/sign-in/demo/callback"
SIGNED_OUT_ADDRESS = "http://trois-rives.localhost:8000/"

TRUSTED = httpx2.create_ssl_context()
"""Made once: it takes longer than a sign-in."""

SERVICE = Client(
    client_id="okote",
    client_secret="between-the-service-and-its-provider",
    name="Okoté Trois-Rives",
    redirect_uris=(RETURN_ADDRESS,),
    post_logout_redirect_uris=(SIGNED_OUT_ADDRESS,),
)


@dataclass(frozen=True)
class RunningIdentityProvider:
    """What a test sees of it; `provider` is the provider itself, in this process."""

    provider: IdentityProvider
    address: str

    def settings(self, **changes: object) -> ProviderSettings:
        """What an operator would write to sign people in with it."""
        written = {
            "key": "demo",
            "labels": {"fr": "Identité de démonstration"},
            "issuer": self.provider.settings.issuer,
            "discovery_url": f"{self.address}/.well-known/openid-configuration",
            "client_id": SERVICE.client_id,
            "client_secret": SERVICE.client_secret,
        }
        return ProviderSettings(**written | changes)

    def profiled(self, profile: ProfileName, **changes: object) -> ProviderSettings:
        """What an operator would write where it answers like FranceConnect or ProConnect."""
        written = {
            "key": profile,
            "profile": profile,
            "issuer": f"{self.provider.settings.issuer}/{profile}",
            "discovery_url": f"{self.address}/{profile}{DISCOVERY}",
            "client_id": f"{SERVICE.client_id}-{profile}",
            "client_secret": SERVICE.client_secret,
        }
        return ProviderSettings(**written | changes)

    def register(self, **changes: object) -> None:
        """Have it know the service otherwise, such as at other return addresses."""
        self.provider.register(msgspec.structs.replace(SERVICE, **changes))

    def register_as(self, manner: MannerName, **changes: object) -> None:
        """Have it know the service as one that it treats so."""
        self.register(**{"client_id": f"{SERVICE.client_id}-{manner}", "manner": manner, **changes})

    def sub(self, person: str, manner: MannerName = "plain") -> str:
        return self.provider.sub(person, manner)

    def browser(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.address, verify=TRUSTED)

    async def choose(self, url: str, person: str = "camille") -> str:
        """Where the browser is sent back to, once it has followed `url` and chosen a person."""
        return await self._press(url, {"person": person})

    async def cancel(self, url: str) -> str:
        """Where the browser is sent back to by whoever changes their mind."""
        return await self._press(url, {"cancel": "yes"})

    async def _press(self, url: str, button: dict[str, str]) -> str:
        async with self.browser() as browser:
            shown = await browser.get(url)
            assert shown.status_code == 200, shown.text
            answer = await browser.post(url, data=button)
        assert answer.is_redirect, answer.text
        return answer.headers["location"]


@contextmanager
def running_identity_provider(
    state: Path, *, host: str = HOST, **keywords: object
) -> Iterator[RunningIdentityProvider]:
    """Its keys are in `state`; browsers know it by `host`; keywords, a clock say, are IdentityProvider's."""
    settings = IdentityProviderSettings(clients=(SERVICE,), host=host)
    provider = IdentityProvider(settings, state, **keywords)
    with HttpServer(0, provider, controlled=True):
        yield RunningIdentityProvider(provider, provider.address)


@pytest.fixture(scope="session")
def identity_provider_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningIdentityProvider]:
    with running_identity_provider(tmp_path_factory.mktemp("identity-provider")) as running:
        yield running


@pytest.fixture
def identity_provider(identity_provider_server: RunningIdentityProvider) -> RunningIdentityProvider:
    provider = identity_provider_server.provider
    provider.behaviour.become(HONEST)
    provider.register(SERVICE)
    provider.keys.forget_old()
    provider.calls.clear()
    return identity_provider_server
