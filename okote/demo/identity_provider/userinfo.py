"""What the provider tells a service about the person who signed in to it."""

from typing import Any

from authlib.oauth2.rfc6749 import ResourceProtector  # type: ignore[import-untyped]
from authlib.oauth2.rfc6750 import BearerTokenValidator  # type: ignore[import-untyped]
from authlib.oidc.core import UserInfo, UserInfoEndpoint  # type: ignore[import-untyped]
from joserfc.jwk import KeySet

from okote.demo.identity_provider.authorization import ALGORITHM, OpenIDServer
from okote.demo.identity_provider.messages import Request
from okote.demo.identity_provider.people import FictionalPerson
from okote.demo.identity_provider.tickets import AccessToken, Tickets


class Bearer(ResourceProtector):  # type: ignore[misc]
    """The access token of one request."""

    def __init__(self, tickets: Tickets, request: Request) -> None:
        super().__init__()
        self._request = request
        self.register_token_validator(KnownToken(tickets))

    def acquire_token(self, scopes: str) -> AccessToken:
        token: AccessToken = self.validate_request([scopes], self._request)
        self._request.client = token.client
        return token


class KnownToken(BearerTokenValidator):  # type: ignore[misc]
    def __init__(self, tickets: Tickets) -> None:
        super().__init__()
        self._tickets = tickets

    def authenticate_token(self, token_string: str) -> AccessToken | None:
        return self._tickets.token(token_string)


class Userinfo(UserInfoEndpoint):  # type: ignore[misc]
    """Made for one request, because Authlib's endpoint asks its protector without passing any."""

    def __init__(self, server: OpenIDServer, request: Request) -> None:
        super().__init__(server=server, resource_protector=Bearer(server.tickets, request))
        self._request = request

    def generate_user_info(self, person: FictionalPerson, scope: str) -> UserInfo:
        """A strict manner passes addresses on as it was told them, and vouches for none."""
        told: dict[str, Any] = {
            "sub": person.sub(self.get_issuer()),
            "name": person.name,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
        }
        if not self._request.client.treated.strict:
            told["email_verified"] = True
        return UserInfo(told).filter(scope)

    def get_issuer(self) -> str:
        issuer: str = self.server.settings.issuer_to(self._request.client.manner)
        return issuer

    def get_supported_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def resolve_private_key(self) -> KeySet:
        """A set of one key, so that the token names it."""
        return KeySet([self.server.keys.current])
