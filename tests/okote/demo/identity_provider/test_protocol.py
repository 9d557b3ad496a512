"""What services are told, and when they are told nothing."""

import base64
import json

import anyio
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from okote.demo.identity_provider.clients import Client
from tests.okote.demo.identity_provider.asking import authorize, new_code, redeem, sent_back
from tests.okote.identity_provider_server import SERVICE, running_identity_provider


async def test_it_says_who_it_is(browser, identity_provider):
    document = (await browser.get("/.well-known/openid-configuration")).json()
    assert document["issuer"] == "https://identite.trois-rives.example"
    assert document["token_endpoint"] == f"{identity_provider.address}/token"
    assert document["id_token_signing_alg_values_supported"] == ["ES256"]
    assert document["code_challenge_methods_supported"] == ["S256"]


async def test_a_code_is_worth_tokens_for_a_minute(browser, identity_provider):
    answer = await redeem(browser, await new_code(browser, "hugo"))
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 60)
    assert "refresh_token" not in tokens
    keys = KeySet.import_key_set((await browser.get("/jwks")).json())
    claims = jwt.decode(tokens["id_token"], keys, ["ES256"]).claims
    assert (claims["aud"], claims["nonce"]) == (SERVICE.client_id, "n" * 43)
    assert claims["sub"] == identity_provider.sub("hugo")
    assert claims["exp"] - claims["iat"] == 60
    assert not {"email", "name", "given_name"} & set(claims)


async def test_public_keys_are_public(browser):
    [*keys] = (await browser.get("/jwks")).json()["keys"]
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in keys)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("openid", {"sub"}),
        ("openid email", {"sub", "email", "email_verified"}),
        ("openid profile", {"sub", "name", "given_name", "family_name"}),
    ],
)
async def test_userinfo_tells_what_was_asked_for(browser, scope, told):
    tokens = (await redeem(browser, await new_code(browser, scope=scope))).json()
    answer = await browser.get("/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert set(answer.json()) == told


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer invented"}, {"Authorization": "Basic eA=="}]
)
async def test_userinfo_tells_strangers_nothing(browser, header):
    answer = await browser.get("/userinfo", headers=header)
    assert answer.status_code == 401
    assert set(answer.json()) <= {"error", "error_description"}


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "unsupported_grant_type"),
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "stranger"}, 400, "invalid_client"),
        ({"code": None}, 400, "invalid_request"),
        ({"code": "invented"}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_request"),
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"redirect_uri": "http://trois-rives.localhost:8000/"}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_grant"),
    ],
)
async def test_a_code_is_worth_nothing_to_others(browser, changes, status, error):
    code = await new_code(browser)
    answer = await redeem(browser, code, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_code_that_was_tried_is_spent(browser):
    """Whether or not the first try was a good one."""
    code = await new_code(browser)
    await redeem(browser, code, code_verifier="w" * 43)
    assert (await redeem(browser, code)).json()["error"] == "invalid_grant"


async def test_of_many_at_once_one_has_the_tokens(browser):
    code = await new_code(browser)
    statuses = []

    async def try_it() -> None:
        statuses.append((await redeem(browser, code)).status_code)

    async with anyio.create_task_group() as many:
        for _ in range(8):
            many.start_soon(try_it)
    assert sorted(statuses) == [200] + [400] * 7


async def test_another_service_cannot_use_a_code(browser, identity_provider):
    identity_provider.register(client_id="other-service")
    code = await new_code(browser)
    answer = await redeem(browser, code, client_id="other-service")
    assert answer.json()["error"] == "invalid_grant"


async def test_the_secret_may_come_in_a_header(browser):
    written = base64.b64encode(f"{SERVICE.client_id}:{SERVICE.client_secret}".encode()).decode()
    code = await new_code(browser)
    browser.headers["Authorization"] = f"Basic {written}"
    assert (await redeem(browser, code, client_id=None, client_secret=None)).status_code == 200


async def test_time_passes(tmp_path):
    """A code lives a minute, and an access token as long."""
    seconds = [0.0]
    with running_identity_provider(tmp_path, clock=lambda: seconds[0]) as running:
        async with running.browser() as browser:
            early, late = await new_code(browser), await new_code(browser)
            seconds[0] = 59.9
            tokens = (await redeem(browser, early)).json()
            seconds[0] = 60.0
            assert (await redeem(browser, late)).json()["error"] == "invalid_grant"
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            seconds[0] = 119.8
            assert (await browser.get("/userinfo", headers=bearer)).status_code == 200
            seconds[0] = 119.9
            assert (await browser.get("/userinfo", headers=bearer)).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Content-Length: 30000", "Content-Length: -1", "Content-Length: x", "Transfer-Encoding: chunked"],
)
async def test_a_body_of_any_size_is_not_read(identity_provider, header):
    """Written by hand, because a client that is right refuses to send most of these."""
    host, port = identity_provider.address.removeprefix("http://").split(":")
    async with await anyio.connect_tcp(host, int(port)) as line:
        await line.send(f"POST /token HTTP/1.1\r\nHost: {host}\r\n{header}\r\n\r\n".encode())
        assert b" 413 " in await line.receive()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/token", 405), ("POST", "/jwks", 405), ("GET", "/", 404), ("GET", "/identity.css/..", 404)],
)
async def test_what_is_elsewhere(browser, method, path, status):
    assert (await browser.request(method, path)).status_code == status


async def test_repeated_parameters_are_refused(browser):
    answer = await browser.get(f"{authorize()}&state=other")
    assert answer.status_code == 400


def test_a_client_is_written_in_json():
    written = json.dumps({"client_id": "a", "client_secret": "b", "name": "c", "redirect_uris": ["d"]})
    assert msgspec.json.decode(written, type=Client).check_redirect_uri("d")


async def test_a_strength_is_given_where_it_is_asked_for(browser):
    answer = await browser.post(authorize(acr_values="eidas1 eidas2"), data={"person": "yanis"})
    tokens = (await redeem(browser, sent_back(answer)["code"])).json()
    payload = tokens["id_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "=="))["acr"] == "eidas1"
