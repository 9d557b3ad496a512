"""Calls from our server to the provider's: bounded in time, never redirected, errors in our words."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx2
import msgspec
from anyio import fail_after
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

from okote.identity.openid.answer import known
from okote.identity.openid.errors import ProviderUnavailableError, Reason, SignInError
from okote.identity.openid.settings import ProviderSettings


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: str
    id_token: str


class Exchange:
    """One sign-in's calls, with the access token that it obtains."""

    def __init__(self, settings: ProviderSettings, client: Any) -> None:
        self._settings = settings
        self._client = client

    async def tokens(self, endpoint: str, *, code: str, redirect_uri: str, code_verifier: str) -> TokenAnswer:
        """What the code is worth; a code that was used, is too old or is another's is refused there.

        An empty verifier is not sent.
        """
        with _bounded(self._settings):
            try:
                answer = await self._client.fetch_token(
                    self._settings.back_channel(endpoint),
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=redirect_uri,
                    code_verifier=code_verifier,
                )
                tokens = msgspec.convert(dict(answer), TokenAnswer)
            except OAuthError as error:
                raise SignInError(self._settings.key, Reason.CODE, known(error.error)) from None
            except (ValueError, msgspec.ValidationError):
                raise SignInError(self._settings.key, Reason.TOKENS) from None
        if tokens.token_type.lower() != "bearer":
            raise SignInError(self._settings.key, Reason.TOKENS, "token_type")
        return tokens

    async def userinfo(self, endpoint: str) -> httpx2.Response:
        with _bounded(self._settings):
            response: httpx2.Response = await self._client.get(self._settings.back_channel(endpoint))
            return _successful(response)


@asynccontextmanager
async def exchange(settings: ProviderSettings) -> AsyncIterator[Exchange]:
    async with AsyncOAuth2Client(
        settings.client_id,
        settings.client_secret,
        token_endpoint_auth_method=settings.token_endpoint_auth_method,
        leeway=0,  # or a token of 60 seconds would be held for expired as it arrives
        **_transport(settings),
    ) as client:
        yield Exchange(settings, client)


async def fetch_document(settings: ProviderSettings, url: str) -> bytes:
    with _bounded(settings):
        async with httpx2.AsyncClient(**_transport(settings)) as client:
            response = await client.get(settings.back_channel(url), headers={"Accept": "application/json"})
            return _successful(response).content


def _successful(response: httpx2.Response) -> httpx2.Response:
    """A redirection is no success: whoever could send one would receive our secret next."""
    if response.is_success:
        return response
    raise httpx2.HTTPStatusError(str(response.status_code), request=response.request, response=response)


def _transport(settings: ProviderSettings) -> dict[str, Any]:
    """Our own machine is reached directly, whatever proxy the environment names."""
    return {"timeout": settings.timeout_seconds, "verify": _trusted(), "mounts": {"all://127.0.0.1": None}}


@cache
def _trusted() -> SSLContext:
    """Loaded once: it takes longer than a call."""
    return httpx2.create_ssl_context()


@contextmanager
def _bounded(settings: ProviderSettings) -> Iterator[None]:
    try:
        with fail_after(settings.timeout_seconds):
            yield
    except httpx2.HTTPStatusError as error:
        raise ProviderUnavailableError(settings.key, f"status_{error.response.status_code}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
        raise ProviderUnavailableError(settings.key, type(error).__name__) from None
