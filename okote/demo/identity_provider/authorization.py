"""The authorisation server: Authlib's, for one flow (code, PKCE S256, OpenID) and our registered clients."""

import secrets
import time
from collections.abc import Callable
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidRequestError  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant  # type: ignore[import-untyped]
from authlib.oauth2.rfc6750 import BearerTokenGenerator  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]
from authlib.oidc.core import OpenIDCode, UserInfo  # type: ignore[import-untyped]
from authlib.oidc.rpinitiated import EndSessionEndpoint  # type: ignore[import-untyped]
from joserfc.jwk import ECKey, KeySet

from okote.demo.identity_provider.clients import SCOPES, Client
from okote.demo.identity_provider.keys import SigningKeys
from okote.demo.identity_provider.messages import Answer, Request
from okote.demo.identity_provider.people import FictionalPerson
from okote.demo.identity_provider.settings import IdentityProviderSettings
from okote.demo.identity_provider.tickets import AccessToken, Code, Tickets, new_ticket

ALGORITHM = "ES256"


class OpenIDServer(AuthorizationServer):  # type: ignore[misc]
    """Holds the registered clients and what was handed out; asked by the grants below."""

    def __init__(
        self, settings: IdentityProviderSettings, keys: SigningKeys, clock: Callable[[], float]
    ) -> None:
        super().__init__(scopes_supported=SCOPES)
        self.settings = settings
        self.keys = keys
        self.tickets = Tickets(clock)
        self.clients = {client.client_id: client for client in settings.clients}
        self.register_grant(CodeGrant, [Mannered(), S256Required(), IDToken(settings, keys)])
        self.register_endpoint(EndSession(keys))
        self.register_token_generator(
            "default", BearerTokenGenerator(_access_token, expires_generator=settings.token_seconds)
        )

    def query_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        kept = AccessToken(client=request.client, person=request.user, scope=token["scope"])
        self.tickets.keep_token(token["access_token"], kept, seconds=self.settings.token_seconds)

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        return Answer(status, body, headers)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """One code: for the client, the return address and the PKCE challenge that it was asked with."""

    def generate_authorization_code(self) -> str:
        return new_ticket()

    def save_authorization_code(self, value: str, request: Request) -> None:
        asked = request.payload.data
        code = Code(
            client_id=request.client.client_id,
            redirect_uri=asked["redirect_uri"],
            scope=request.scope,
            nonce=asked.get("nonce"),
            acr=asked.get("acr_values", "").partition(" ")[0] or None,
            person=request.user,
            subject=request.user.sub(self.server.settings.issuer_to(request.client.manner)),
            code_challenge=asked.get("code_challenge", ""),
            auth_time=int(time.time()),
            expires_at=self.server.tickets.clock() + self.server.settings.code_seconds,
        )
        self.server.tickets.keep_code(value, code)

    def query_authorization_code(self, value: str, client: Client) -> Code | None:
        code: Code | None = self.server.tickets.redeem(value, client)
        return code

    def delete_authorization_code(self, code: Code) -> None:
        """It went as it was looked up, so that two requests at once cannot both have it."""

    def authenticate_user(self, code: Code) -> FictionalPerson:
        return code.person


class Mannered:
    """What is asked at this address and in this form, and nothing that the client's manner refuses."""

    def __call__(self, grant: CodeGrant) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant: CodeGrant, _redirect_uri: str) -> None:
        grant.request.client.treated.check(grant.request.args)


class S256Required(CodeChallenge):  # type: ignore[misc]
    """PKCE from every client, confidential ones too (RFC 9700, 2.1.1), but for those that may not."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        super().validate_code_challenge(grant, redirect_uri)
        if grant.request.client.treated.strict:
            return
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required.")


class IDToken(OpenIDCode):  # type: ignore[misc]
    """ID tokens say who; names and addresses are for userinfo."""

    def __init__(self, settings: IdentityProviderSettings, keys: SigningKeys) -> None:
        super().__init__(require_nonce=True)
        self._settings = settings
        self._keys = keys

    def exists_nonce(self, _nonce: str, _request: Request) -> bool:
        """Whoever goes back a page and chooses again may: the service checks its own nonce."""
        return False

    def resolve_client_private_key(self, _client: Client) -> ECKey:
        return self._keys.current

    def get_client_algorithm(self, _client: Client) -> str:
        return ALGORITHM

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": self._keys.kid}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        expires = int(time.time()) + self._settings.token_seconds
        issuer = self._settings.issuer_to(client.manner)
        return {"iss": issuer, "aud": client.client_id, "exp": expires}

    def get_authorization_code_claims(self, code: Code) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_authorization_code_claims(code)
        return claims | {"sub": code.subject}

    def generate_user_info(self, _person: FictionalPerson, _scope: str) -> UserInfo:
        """Nothing: the code has said it."""
        return UserInfo()


class EndSession(EndSessionEndpoint):  # type: ignore[misc]
    """There is no session here to end: the person is sent back to where they signed out."""

    def __init__(self, keys: SigningKeys) -> None:
        super().__init__()
        self._keys = keys

    def get_server_jwks(self) -> KeySet:
        return KeySet.import_key_set(self._keys.public())

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: object) -> None:
        """Nothing to forget."""


def _access_token(*_: object, **__: object) -> str:
    return secrets.token_urlsafe(32)
