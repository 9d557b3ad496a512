"""Somebody signs in with an honest provider."""

import traceback
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from okote.identity.openid.errors import SignInError
from okote.identity.openid.settings import ClaimNames
from tests.okote.identity.openid.signing_in import SignIn
from tests.okote.identity_provider_server import (
    RETURN_ADDRESS,
    SIGNED_OUT_ADDRESS,
    running_identity_provider,
)


def asked(url: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


async def test_who_came_back(sign_in, identity_provider):
    claims = await sign_in().whole("camille")
    assert (claims.issuer, claims.sub) == (
        "https://identite.trois-rives.example",
        identity_provider.sub("camille"),
    )
    assert (claims.email, claims.email_verified) == ("camille.aubry@courriel.example", True)


async def test_a_person_stays_who_they_are_and_nobody_else(sign_in):
    service = sign_in()
    first, second, other = (
        await service.whole("yanis"),
        await service.whole("yanis"),
        await service.whole("lea"),
    )
    assert first.sub == second.sub != other.sub


async def test_what_is_asked_of_the_provider(sign_in):
    request = await sign_in(authorize_parameters={"prompt": "login"}).begin()
    parameters = asked(request.url)
    assert parameters["response_type"] == "code"
    assert parameters["redirect_uri"] == RETURN_ADDRESS
    assert parameters["scope"] == "openid email"
    assert parameters["code_challenge_method"] == "S256"
    assert parameters["prompt"] == "login"
    assert request.code_verifier not in request.url
    assert len(parameters["state"]) == len(parameters["nonce"]) == len(request.code_verifier) == 43
    assert "ui_locales" not in parameters


async def test_each_request_is_new(sign_in):
    service = sign_in()
    one, other = await service.begin(), await service.begin()
    assert len({one.state, one.nonce, one.code_verifier, other.state, other.nonce, other.code_verifier}) == 6


@pytest.mark.parametrize(("language", "expected"), [("de", "de"), ("als", None), (None, None)])
async def test_the_language_is_told_where_it_is_known(sign_in, language, expected):
    request = await sign_in().openid.begin(RETURN_ADDRESS, language=language)
    assert asked(request.url).get("ui_locales") == expected


async def test_userinfo_may_be_a_signed_token(sign_in, identity_provider):
    identity_provider.register(userinfo_signed_response_alg="ES256")
    claims = await sign_in(signed_userinfo=True).whole("ines")
    assert claims.sub == identity_provider.sub("ines")


async def test_the_secret_may_go_in_a_header(sign_in, identity_provider):
    claims = await sign_in(token_endpoint_auth_method="client_secret_basic").whole("marc")
    assert claims.sub == identity_provider.sub("marc")


async def test_a_strength_that_was_asked_for_and_given(sign_in):
    claims = await sign_in(acr_values=("eidas1",)).whole()
    assert claims.sub


async def test_the_provider_has_its_own_names_for_claims(sign_in):
    claims = await sign_in(claims=ClaimNames(email="nowhere")).whole()
    assert (claims.email, claims.email_verified) == (None, False)


async def test_our_server_may_reach_it_where_browsers_do_not(tmp_path, clock):
    """No resolver of ours knows *.localhost, so each call that succeeds went to 127.0.0.1."""
    with running_identity_provider(tmp_path, host="identite.localhost") as running:
        here = running.address.replace("identite.localhost", "127.0.0.1")
        service = SignIn(running, clock, internal_base=here)
        request = await service.begin()
        assert request.url.startswith(f"{running.address}/authorize?")
        returned = await running.choose(request.url.replace(running.address, here))
        assert (await service.complete(request, returned)).sub == running.sub("camille")


async def test_a_provider_without_userinfo_says_who_and_no_more(sign_in, identity_provider):
    identity_provider.provider.behaviour.become("discovery_without_userinfo")
    claims = await sign_in().whole()
    assert (claims.sub, claims.email) == (identity_provider.sub("camille"), None)


async def test_a_provider_that_nobody_signs_out_of(sign_in, identity_provider):
    identity_provider.provider.behaviour.become("discovery_without_end_session")
    url = await sign_in().openid.end_session_url(
        id_token_hint="t", state="s", post_logout_redirect_uri=SIGNED_OUT_ADDRESS
    )
    assert url is None


async def test_signing_out_comes_back(sign_in):
    service = sign_in()
    claims = await service.whole()
    url = await service.openid.end_session_url(
        id_token_hint=claims.id_token, state="s" * 43, post_logout_redirect_uri=SIGNED_OUT_ADDRESS
    )
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(url)
    assert answer.headers["location"] == f"{SIGNED_OUT_ADDRESS}?state={'s' * 43}"


async def test_nothing_personal_shows_in_a_log(sign_in):
    claims = await sign_in().whole("camille")
    shown = repr(claims) + repr(sign_in().openid.settings)
    for secret in ("Camille", "Aubry", "courriel", claims.id_token, "between-the-service"):
        assert secret not in shown


@pytest.mark.parametrize(
    "variant", ["honest", "id_token:nonce_other", "userinfo_sub_other", "tokens_own_error"]
)
async def test_what_is_written_down_while_somebody_signs_in(sign_in, identity_provider, caplog, variant):
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    identity_provider.provider.behaviour.become(variant)
    caplog.clear()
    caplog.set_level("INFO")
    error = ""
    try:
        await service.complete(request, returned)
    except SignInError as refused:
        error = "".join(traceback.format_exception(refused))
    written = caplog.text + error
    code = asked(returned)["code"]
    for secret in (code, request.state, request.nonce, request.code_verifier, "eyJ", "Camille", "courriel"):
        assert secret not in written
    assert "/token" in caplog.text
