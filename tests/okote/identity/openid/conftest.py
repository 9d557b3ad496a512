"""Signing in to a real provider, over HTTP, from the service's side."""

import pytest

from okote.identity.openid.settings import ProviderSettings
from tests.okote.identity.openid.signing_in import Clock, SignIn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign_in(identity_provider, clock):
    def start(**settings: object) -> SignIn:
        return SignIn(identity_provider, clock, **settings)

    return start


@pytest.fixture(scope="session")
def settings() -> ProviderSettings:
    """Of a provider that nobody needs to ask."""
    return ProviderSettings(
        key="demo",
        labels={"fr": "Démonstration", "de": "Demo"},
        issuer="https://issuer.example",
        client_id="okote",
        client_secret="unused",
    )
