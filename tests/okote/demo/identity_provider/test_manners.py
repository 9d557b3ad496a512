"""The provider where it answers like FranceConnect, or like ProConnect."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from authlib.oauth2.rfc6749 import InvalidRequestError

from okote.demo.identity_provider.manners import MANNERS
from tests.okote.demo.identity_provider.asking import authorize, redeem
from tests.okote.identity_provider_server import RETURN_ADDRESS, SERVICE, SIGNED_OUT_ADDRESS

STRICT = ("franceconnect", "proconnect")

ASKED = {
    "response_type": "code",
    "client_id": "okote",
    "redirect_uri": RETURN_ADDRESS,
    "scope": "openid email",
    "state": "s" * 32,
    "nonce": "n" * 32,
}
LEAST = {
    "franceconnect": ASKED | {"acr_values": "eidas1", "state": "s", "nonce": "n" * 22},
    "proconnect": ASKED,
}


@pytest.mark.parametrize("manner", STRICT)
def test_the_least_that_is_asked(manner):
    MANNERS[manner].check(LEAST[manner])


def test_anything_may_be_asked_of_a_plain_one():
    MANNERS["plain"].check({"anything": "x"})


@pytest.mark.parametrize(
    ("manner", "changes"),
    [
        ("franceconnect", {"acr_values": "eidas2"}),
        ("franceconnect", {"acr_values": ""}),
        ("franceconnect", {"nonce": "n" * 21}),
        ("franceconnect", {"state": ""}),
        ("franceconnect", {"code_challenge": "c" * 43}),
        ("franceconnect", {"ui_locales": "fr"}),
        ("proconnect", {"state": "s" * 31}),
        ("proconnect", {"nonce": "n" * 31}),
        ("proconnect", {"acr_values": "eidas1"}),
        ("proconnect", {"code_challenge": "c" * 43}),
        ("proconnect", {"ui_locales": "fr"}),
        ("proconnect", {"anything": ""}),
    ],
)
def test_what_is_refused(manner, changes):
    with pytest.raises(InvalidRequestError):
        MANNERS[manner].check(LEAST[manner] | changes)


def asked(manner: str, **changes: str | None) -> str:
    without = {"code_challenge": None, "code_challenge_method": None, "client_id": f"okote-{manner}"}
    return authorize(**without | {"acr_values": LEAST[manner].get("acr_values")} | changes)


@pytest.mark.parametrize("manner", STRICT)
async def test_a_refusal_goes_back_to_the_service(browser, identity_provider, manner):
    identity_provider.register_as(manner)
    answer = await browser.get(asked(manner, display="popup"))
    sent = {name: value for name, [value] in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert (sent["error"], sent["iss"]) == (
        "invalid_request",
        f"https://identite.trois-rives.example/{manner}",
    )


@pytest.mark.parametrize("manner", STRICT)
async def test_the_pages_own_language_is_no_parameter_of_the_service(browser, identity_provider, manner):
    identity_provider.register_as(manner)
    assert '<html lang="de">' in (await browser.get(asked(manner, language="de"))).text


@pytest.mark.parametrize("manner", STRICT)
async def test_userinfo_is_signed_and_vouches_for_no_address(browser, identity_provider, manner):
    identity_provider.register_as(manner)
    back = await browser.post(asked(manner), data={"person": "lea"})
    [code] = parse_qs(urlsplit(back.headers["location"]).query)["code"]
    tokens = (await redeem(browser, code, client_id=f"okote-{manner}", code_verifier=None)).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await browser.get("/userinfo", headers=bearer)
    assert answer.headers["content-type"] == "application/jwt"
    assert answer.text.count(".") == 2


@pytest.mark.parametrize("manner", STRICT)
@pytest.mark.parametrize("left_out", ["id_token_hint", "state", "post_logout_redirect_uri"])
async def test_whoever_signs_out_says_everything(browser, manner, left_out):
    said = {
        "id_token_hint": "not.looked.at",
        "state": "s",
        "post_logout_redirect_uri": SIGNED_OUT_ADDRESS,
        "client_id": SERVICE.client_id,
    }
    answer = await browser.get(f"/{manner}/end-session?{urlencode(said | {left_out: ''})}")
    assert answer.status_code == 400
