"""The provider is down, slow or changed: a clear refusal, and what is known of it is kept."""

import anyio
import pytest

from okote.demo.identity_provider.misbehaviour import behaviour
from okote.identity.openid.errors import ProviderUnavailableError
from okote.identity.openid.kept import Kept
from okote.identity.openid.provider import OpenIDProvider
from tests.okote.identity_provider_server import RETURN_ADDRESS, SERVICE

DISCOVERY = "/.well-known/openid-configuration"


async def test_metadata_is_asked_for_once_an_hour(sign_in, identity_provider, clock):
    service = sign_in()
    for _ in range(3):
        await service.begin()
    assert identity_provider.provider.calls[DISCOVERY] == 1
    clock.advance(3600)
    await service.begin()
    assert identity_provider.provider.calls[DISCOVERY] == 2


@pytest.mark.parametrize("variant", ["down", "discovery_html", "discovery_issuer_other"])
async def test_what_was_known_is_kept_while_it_is_away(sign_in, identity_provider, clock, variant):
    service = sign_in()
    await service.begin()
    identity_provider.provider.behaviour.become(variant)
    clock.advance(3600)
    await service.begin()
    await service.begin()
    assert identity_provider.provider.calls[DISCOVERY] == 2
    clock.advance(60)
    await service.begin()
    assert identity_provider.provider.calls[DISCOVERY] == 3


async def test_never_reached_means_refused_at_once(sign_in, identity_provider, clock):
    identity_provider.provider.behaviour.become(behaviour.DOWN)
    service = sign_in()
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError) as away:
            await service.begin()
        assert away.value.parameters == {"provider": "demo", "reason": "status_503"}
    assert identity_provider.provider.calls[DISCOVERY] == 1
    identity_provider.provider.behaviour.become(behaviour.HONEST)
    clock.advance(5)
    await service.begin()
    assert identity_provider.provider.calls[DISCOVERY] == 2


async def test_nothing_listens(identity_provider):
    service = OpenIDProvider(identity_provider.settings(discovery_url="http://127.0.0.1:9/"))
    with pytest.raises(ProviderUnavailableError) as away:
        await service.begin(RETURN_ADDRESS)
    assert away.value.parameters["reason"] == "ConnectError"


async def test_one_that_takes_too_long(sign_in, identity_provider):
    identity_provider.provider.behaviour.become(behaviour.SLOW)
    with pytest.raises(ProviderUnavailableError) as away:
        await sign_in(timeout_seconds=0.2).begin()
    assert away.value.parameters["reason"] in {"ReadTimeout", "TimeoutError"}


async def test_signing_out_here_does_not_wait_for_the_provider(sign_in, identity_provider):
    identity_provider.provider.behaviour.become(behaviour.DOWN)
    url = await sign_in().openid.end_session_url(
        id_token_hint="x", state="s", post_logout_redirect_uri=SERVICE.post_logout_redirect_uris[0]
    )
    assert url is None


async def test_a_document_is_fetched_for_everybody_at_once(clock):
    """Ten who come at the same moment cost one call."""
    asked = 0

    async def fetch() -> object:
        nonlocal asked
        asked += 1
        await anyio.sleep(0.01)
        return object()

    kept = Kept(fetch, fresh_for=60, clock=clock)
    found = []

    async def come() -> None:
        found.append(await kept.get())

    async with anyio.create_task_group() as everybody:
        for _ in range(10):
            everybody.start_soon(come)
    assert (asked, len(set(found))) == (1, 1)

    stale = found[0]
    found.clear()

    async def insist() -> None:
        found.append(await kept.newer(stale))

    async with anyio.create_task_group() as everybody:
        for _ in range(10):
            everybody.start_soon(insist)
    assert (asked, len(set(found))) == (2, 1)
    assert found[0] is not stale
