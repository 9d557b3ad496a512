"""The provider as browsers and services meet it."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.okote.identity_provider_server import (
    RunningIdentityProvider,
    identity_provider,
    identity_provider_server,
)

__all__ = ["identity_provider", "identity_provider_server"]


@pytest.fixture
async def browser(identity_provider: RunningIdentityProvider) -> AsyncIterator[httpx2.AsyncClient]:
    async with identity_provider.browser() as client:
        yield client
