"""One OpenID provider that people may sign in with: where to send them, and who came back."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from joserfc.jwk import KeySet

from okote.identity.openid.answer import checked_answer, code_of
from okote.identity.openid.backchannel import exchange, fetch_document
from okote.identity.openid.claims import Claims, claims_of
from okote.identity.openid.errors import ProviderUnavailableError, Reason, SignInError
from okote.identity.openid.id_token import check_id_token, check_same_subject, check_signed_userinfo
from okote.identity.openid.kept import Kept
from okote.identity.openid.keys import read_keys, verified
from okote.identity.openid.metadata import Metadata, read_metadata
from okote.identity.openid.settings import ProviderSettings

METADATA_FRESH_SECONDS = 3600.0
KEYS_FRESH_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """Where to send the browser, and what to keep on our side until it comes back, once."""

    url: str = field(repr=False)
    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    """Empty where the provider takes no PKCE."""


class OpenIDProvider:
    """Made once per process: it remembers what the provider says about itself, and its keys."""

    def __init__(self, settings: ProviderSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self._metadata = Kept(self._fetch_metadata, fresh_for=METADATA_FRESH_SECONDS, clock=clock)
        self._keys = Kept(self._fetch_keys, fresh_for=KEYS_FRESH_SECONDS, clock=clock)

    async def begin(self, redirect_uri: str, *, language: str | None = None) -> AuthorizationRequest:
        """A fresh request; raises ProviderUnavailableError.

        State and nonce are 256 random bits in 43 characters: FranceConnect and ProConnect refuse short ones.
        """
        metadata = await self._metadata.get()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        strict = self.settings.known is not None
        tells_language = not strict and language in metadata.ui_locales_supported
        url = prepare_grant_uri(
            metadata.authorization_endpoint,
            self.settings.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=self.settings.scopes,
            state=state,
            nonce=nonce,
            code_challenge=None if strict else create_s256_code_challenge(verifier),
            code_challenge_method=None if strict else "S256",
            acr_values=" ".join(self.settings.acr_values) or None,
            ui_locales=language if tells_language else None,
            **self.settings.authorize_parameters,
        )
        return AuthorizationRequest(
            url=url,
            redirect_uri=redirect_uri,
            state=state,
            nonce=nonce,
            code_verifier="" if strict else verifier,
        )

    async def complete(
        self, answer: str, *, redirect_uri: str, state: str, nonce: str, code_verifier: str
    ) -> Claims:
        """Who came back with this query string; the four others are as `begin` gave them.

        Raises SignInError or ProviderUnavailableError; then nobody is identified.
        """
        key = self.settings.key
        parameters = checked_answer(key, answer, state=state)
        metadata = await self._metadata.get()
        code = code_of(
            key,
            parameters,
            issuer=metadata.issuer,
            names_issuer=metadata.authorization_response_iss_parameter_supported,
        )
        async with exchange(self.settings) as calls:
            tokens = await calls.tokens(
                metadata.token_endpoint, code=code, redirect_uri=redirect_uri, code_verifier=code_verifier
            )
            signed = await verified(self.settings, self._keys, tokens.id_token)
            token = check_id_token(self.settings, signed, nonce=nonce, access_token=tokens.access_token)
            told = signed.claims
            if metadata.userinfo_endpoint is not None:
                told |= await self._userinfo(await calls.userinfo(metadata.userinfo_endpoint), token.sub)
        return claims_of(token, told, self.settings.claims, id_token=tokens.id_token)

    async def end_session_url(
        self, *, id_token_hint: str, state: str, post_logout_redirect_uri: str
    ) -> str | None:
        """Where to sign out at the provider too; None where it offers no such thing or is away.

        Whoever signs out here is signed out here in any case.
        """
        try:
            endpoint = (await self._metadata.get()).end_session_endpoint
        except ProviderUnavailableError:
            return None
        if endpoint is None:
            return None
        parameters = {
            "id_token_hint": id_token_hint,
            "state": state,
            "post_logout_redirect_uri": post_logout_redirect_uri,
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"

    async def _userinfo(self, response: httpx2.Response, sub: str) -> dict[str, Any]:
        told = await self._told(response)
        check_same_subject(self.settings, told, sub)
        return told

    async def _told(self, response: httpx2.Response) -> dict[str, Any]:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/jwt":
            token = await verified(self.settings, self._keys, response.text, Reason.USERINFO)
            return check_signed_userinfo(self.settings, token)
        if self.settings.signed_userinfo:
            raise SignInError(self.settings.key, Reason.USERINFO, "unsigned")
        try:
            told = response.json()
        except ValueError:
            raise SignInError(self.settings.key, Reason.USERINFO, "shape") from None
        return told if isinstance(told, dict) else {}

    async def _fetch_metadata(self) -> Metadata:
        return read_metadata(self.settings, await fetch_document(self.settings, self.settings.discovery))

    async def _fetch_keys(self) -> KeySet:
        metadata = await self._metadata.get()
        return read_keys(self.settings, await fetch_document(self.settings, metadata.jwks_uri))
