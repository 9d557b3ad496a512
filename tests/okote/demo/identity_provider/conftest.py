"""The provider as browsers meet it."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.okote.identity_provider_server import RunningIdentityProvider


@pytest.fixture
async def browser(identity_provider: RunningIdentityProvider) -> AsyncIterator[httpx2.AsyncClient]:
    async with identity_provider.browser() as client:
        yield client
