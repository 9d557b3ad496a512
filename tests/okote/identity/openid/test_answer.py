"""What the browser brings back: state first, then everything else."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from okote.identity.openid.errors import ProviderUnavailableError, SignInError
from tests.okote.identity_provider_server import RETURN_ADDRESS, SERVICE


def rewritten(address: str, **changes: str | None) -> str:
    """The address with some parameters said otherwise, or left out."""
    parameters = dict(parse_qsl(urlsplit(address).query)) | changes
    kept = {name: value for name, value in parameters.items() if value is not None}
    return f"{RETURN_ADDRESS}?{urlencode(kept)}"


async def refusal(service: Any, request: Any, returned: str, **changes: str) -> Mapping[str, object]:
    """What the service says of an answer that lets nobody in."""
    with pytest.raises(SignInError) as refused:
        await service.complete(request, returned, **changes)
    return refused.value.parameters


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        ({"state": None}, "state_differs", ""),
        ({"state": ""}, "state_differs", ""),
        ({"state": "s" * 43}, "state_differs", ""),
        ({"state": "é"}, "state_differs", ""),
        ({"state": "s" * 43, "code": None, "error": "access_denied"}, "state_differs", ""),
        ({"iss": "https://elsewhere.example"}, "answer_of_another_issuer", ""),
        ({"iss": None}, "answer_of_another_issuer", ""),
        ({"iss": "https://elsewhere.example", "error": "access_denied"}, "answer_of_another_issuer", ""),
        ({"code": None}, "answer_malformed", "code"),
        ({"code": ""}, "answer_malformed", "code"),
        ({"code": "invented"}, "code_refused", "invalid_grant"),
        ({"code": "x'; DROP TABLE person; --"}, "code_refused", "invalid_grant"),
        ({"code": None, "error": "access_denied"}, "cancelled", ""),
        ({"error": "access_denied"}, "cancelled", ""),
        ({"code": None, "error": "login_required"}, "refused_by_provider", "login_required"),
        ({"code": None, "error": "Camille Aubry is banned"}, "refused_by_provider", "other"),
        ({"code": None, "error": ""}, "refused_by_provider", "other"),
    ],
)
async def test_an_answer_that_identifies_nobody(sign_in, identity_provider, changes, reason, detail):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    refused = await refusal(service, request, rewritten(returned, **changes))
    assert refused == {"provider": "demo", "reason": reason, "detail": detail}


@pytest.mark.parametrize(
    "again",
    [
        "state=other",
        "code=other",
        "error=access_denied&error=access_denied",
        "&".join("abcdefghijklmnopqrst"),
    ],
)
async def test_an_answer_that_says_two_things(sign_in, identity_provider, again):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    refused = await refusal(service, request, f"{returned}&{again}")
    assert refused["reason"] in {"answer_malformed", "state_differs"}


@pytest.mark.parametrize("error", ["temporarily_unavailable", "server_error"])
async def test_a_provider_that_says_it_is_ill(sign_in, identity_provider, error):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    with pytest.raises(ProviderUnavailableError) as away:
        await service.complete(request, rewritten(returned, code=None, error=error))
    assert away.value.parameters == {"provider": "demo", "reason": error}


async def test_whoever_changes_their_mind(sign_in, identity_provider):
    service = sign_in()
    request = await service.begin()
    refused = await refusal(service, request, await identity_provider.cancel(request.url))
    assert refused["reason"] == "cancelled"


async def test_without_anything_kept_nothing_matches(sign_in, identity_provider):
    """An empty state on both sides is no agreement."""
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    refused = await refusal(service, request, rewritten(returned, state=""), state="")
    assert refused["reason"] == "state_differs"


async def test_a_code_serves_once(sign_in, identity_provider):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    await service.complete(request, returned)
    refused = await refusal(service, request, returned)
    assert refused["detail"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"code_verifier": "v" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": "http://trois-rives.localhost:8000/elsewhere"}, "invalid_grant"),
    ],
)
async def test_a_code_serves_only_who_asked_for_it(sign_in, identity_provider, changes, detail):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    refused = await refusal(service, request, returned, **changes)
    assert (refused["reason"], refused["detail"]) == (
        "code_refused",
        detail,
    )


async def test_a_code_of_another_service_is_worth_nothing(sign_in, identity_provider):
    identity_provider.register(client_id="other-service")
    request = await sign_in(client_id="other-service").begin()
    returned = await identity_provider.choose(request.url)
    refused = await refusal(sign_in(), request, returned)
    assert refused["detail"] == "invalid_grant"


async def test_a_wrong_secret(sign_in, identity_provider):
    service = sign_in(client_secret=SERVICE.client_secret + "-not")
    request = await service.begin()
    refused = await refusal(service, request, await identity_provider.choose(request.url))
    assert refused["detail"] == "invalid_client"


async def test_two_people_whose_answers_are_swapped(sign_in, identity_provider):
    """Each browser carries its own state; and even with the state, the nonce is the other's."""
    service = sign_in()
    mine, theirs = await service.begin(), await service.begin()
    returned = await identity_provider.choose(theirs.url, "yanis")
    refused = await refusal(service, mine, returned)
    assert refused["reason"] == "state_differs"
    refused = await refusal(service, mine, returned, state=theirs.state, code_verifier=theirs.code_verifier)
    assert refused["detail"] == "nonce"
