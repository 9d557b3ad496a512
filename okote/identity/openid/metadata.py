"""What a provider says about itself (OpenID Connect Discovery 1.0), as far as we use it."""

import msgspec

from okote.identity.openid.errors import ProviderUnavailableError
from okote.identity.openid.settings import ProviderSettings, is_protected


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    ui_locales_supported: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool = False

    @property
    def endpoints(self) -> list[str]:
        addresses = (
            self.authorization_endpoint,
            self.token_endpoint,
            self.jwks_uri,
            self.userinfo_endpoint,
            self.end_session_endpoint,
        )
        return [address for address in addresses if address is not None]


def read_metadata(settings: ProviderSettings, document: bytes) -> Metadata:
    """Refused where another issuer speaks, or where a secret would travel in clear."""
    try:
        metadata = msgspec.json.decode(document, type=Metadata)
    except msgspec.DecodeError:
        raise ProviderUnavailableError(settings.key, "discovery_malformed") from None
    if metadata.issuer != settings.issuer:
        raise ProviderUnavailableError(settings.key, "discovery_of_another_issuer")
    if not all(is_protected(endpoint) for endpoint in metadata.endpoints):
        raise ProviderUnavailableError(settings.key, "endpoint_in_clear")
    return metadata
