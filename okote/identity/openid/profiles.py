"""What FranceConnect and ProConnect ask of a service, so that an operator writes two words and a secret.

Both are strict: a parameter that they don't know is answered with an error page, and PKCE's are among
them. The nonce, which both require, binds the code to this sign-in in its place (RFC 9700, 2.1.1), along
with the secret that only our server holds.

FranceConnect v2. "Endpoints disponibles", https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-endpoints/
and "Les évolutions de la nouvelle version", https://docs.partenaires.franceconnect.gouv.fr/fs/migration/fs-migration-diff-v1-v2/:
ES256 or RS256, userinfo signed, nonce of 22 characters at least, `acr_values` required. That PKCE's
parameters are refused with 400: https://github.com/damienbod/angular-auth-oidc-client/issues/2157; the
parameters known: `AuthorizeParamsDto` of https://github.com/france-connect/sources. The place to try things
out is the one that accounts are opened on today; for an older account, on integ01, an operator writes its
discovery_url (README of https://github.com/InseeFr/Keycloak-FranceConnect, INTEGRATION_STANDARD_LEGACY_V2).

ProConnect. "Implémentation technique", https://partenaires.proconnect.gouv.fr/docs/fournisseur-service/implementation_technique
(also https://github.com/numerique-gouv/proconnect-documentation): state and nonce of 32 characters at
least, any other parameter refused (Y000400), userinfo signed with the algorithm that the service is
registered with, of which HS256 is not for us; `id_token_hint`, `state` and `post_logout_redirect_uri`
required at sign-out. The addresses: "Valeur de AC_DOMAIN", same place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Algorithm = Literal["ES256", "RS256"]
TokenEndpointAuthMethod = Literal["client_secret_post", "client_secret_basic"]
ProfileName = Literal["openid", "franceconnect", "proconnect"]
Instance = Literal["production", "integration"]

DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a provider settles; the fields that a setting shares its name with are nobody else's to say.

    Neither provider says in so many words that an address was verified, so mails go to one that the
    person confirms here.
    """

    name: str
    about: str
    """Where people read what it is: its rules want the link below the button."""
    issuers: Mapping[Instance, str]
    acr_values: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("openid", "email")
    algorithms: tuple[Algorithm, ...] = ("ES256", "RS256")
    token_endpoint_auth_method: TokenEndpointAuthMethod = "client_secret_post"  # noqa: S105 (a method's name)
    signed_userinfo: bool = True
    more_parameters: frozenset[str] = frozenset({"claims", "idp_hint", "prompt"})
    """What an operator may add to an authorisation request."""

    @property
    def labels(self) -> dict[str, str]:
        return {"fr": self.name}


PROFILES: Mapping[ProfileName, Profile] = {
    "franceconnect": Profile(
        name="FranceConnect",
        about="https://franceconnect.gouv.fr/",
        issuers={
            "production": "https://oidc.franceconnect.gouv.fr/api/v2",
            "integration": "https://fcp-low.sbx.dev-franceconnect.fr/api/v2",
        },
        acr_values=("eidas1",),
    ),
    "proconnect": Profile(
        name="ProConnect",
        about="https://proconnect.gouv.fr/",
        issuers={
            "production": "https://auth.agentconnect.gouv.fr/api/v2",
            "integration": "https://fca.integ01.dev-agentconnect.fr/api/v2",
        },
    ),
}
"""All but `openid`, the usual, about which nothing is settled."""

SETTLED = ("labels", "scopes", "algorithms", "acr_values", "token_endpoint_auth_method", "signed_userinfo")
"""Names of settings that a profile fills, whoever else would."""
