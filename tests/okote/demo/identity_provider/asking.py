"""What a service asks of the provider: honest, or said otherwise in some parameters."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from tests.okote.identity_provider_server import RETURN_ADDRESS, SERVICE

VERIFIER = "v" * 43
CHALLENGE = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
"""The SHA-256 of VERIFIER, as PKCE writes it."""


def authorize(**changes: str | None) -> str:
    asked = {
        "response_type": "code",
        "client_id": SERVICE.client_id,
        "redirect_uri": RETURN_ADDRESS,
        "scope": "openid profile email",
        "state": "s" * 43,
        "nonce": "n" * 43,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/authorize?{urlencode(_said(asked | changes))}"


async def new_code(browser: httpx2.AsyncClient, person: str = "camille", **changes: str | None) -> str:
    answer = await browser.post(authorize(**changes), data={"person": person})
    return sent_back(answer)["code"]


async def redeem(browser: httpx2.AsyncClient, issued: str, **changes: str | None) -> httpx2.Response:
    asked = {
        "grant_type": "authorization_code",
        "code": issued,
        "redirect_uri": RETURN_ADDRESS,
        "client_id": SERVICE.client_id,
        "client_secret": SERVICE.client_secret,
        "code_verifier": VERIFIER,
    }
    return await browser.post("/token", data=_said(asked | changes))


def sent_back(answer: httpx2.Response) -> dict[str, str]:
    """What the browser carries back to the service."""
    assert answer.status_code == 302, answer.text
    address, _, query = answer.headers["location"].partition("?")
    assert address == RETURN_ADDRESS
    return {name: value for name, [value] in parse_qs(query).items()}


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _said(parameters: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if value is not None}
