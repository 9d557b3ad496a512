"""The services that people may sign in to with this provider."""

from hmac import compare_digest
from typing import Any, Literal

import msgspec

from okote.demo.identity_provider.manners import MANNERS, Manner, MannerName

SCOPES = ("openid", "profile", "email")


class Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A registered service. The methods answer the questions that Authlib's server asks of a client."""

    client_id: str
    client_secret: str
    name: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    userinfo_signed_response_alg: Literal["ES256"] | None = None
    """With it, userinfo is a signed token, as it is in any case where the manner is strict."""
    manner: MannerName = "plain"

    @property
    def treated(self) -> Manner:
        return MANNERS[self.manner]

    @property
    def client_metadata(self) -> dict[str, Any]:
        signed = "ES256" if self.treated.strict else self.userinfo_signed_response_alg
        return msgspec.structs.asdict(self) | {"userinfo_signed_response_alg": signed}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """A request names its own, always."""

    def get_allowed_scope(self, scope: str | None) -> str:
        asked = set((scope or "").split())
        return " ".join(known for known in SCOPES if known in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return compare_digest(client_secret.encode(), self.client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint == "token" and method in {"client_secret_post", "client_secret_basic"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"
