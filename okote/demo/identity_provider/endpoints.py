"""What programs ask: who the provider is, its keys, a token for a code, who the person is."""

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]

from okote.demo.identity_provider.authorization import ALGORITHM
from okote.demo.identity_provider.clients import SCOPES
from okote.demo.identity_provider.manners import MannerName
from okote.demo.identity_provider.messages import Answer, Request
from okote.demo.identity_provider.provider import IdentityProvider
from okote.demo.identity_provider.texts import LANGUAGES
from okote.demo.identity_provider.userinfo import Userinfo


def discovery(provider: IdentityProvider, _request: Request, *, manner: MannerName = "plain") -> Answer:
    address = provider.address
    apart = "" if manner == "plain" else f"/{manner}"
    document = {
        "issuer": provider.settings.issuer_to(manner),
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "userinfo_endpoint": f"{address}/userinfo",
        "jwks_uri": f"{address}/jwks",
        "end_session_endpoint": f"{address}{apart}/end-session",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "scopes_supported": SCOPES,
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "userinfo_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
    }
    return provider.behaviour.discovery(Answer(200, document))


def public_keys(provider: IdentityProvider, _request: Request) -> Answer:
    return provider.behaviour.public_keys(Answer(200, provider.keys.public()))


def token(provider: IdentityProvider, request: Request) -> Answer:
    answer: Answer = provider.server.create_token_response(request)
    return provider.behaviour.tokens(answer, request.client)


def userinfo(provider: IdentityProvider, request: Request) -> Answer:
    try:
        answer = Answer(*Userinfo(provider.server, request)(request))
    except OAuth2Error as error:
        refused: Answer = provider.server.handle_error_response(request, error)
        return refused
    return provider.behaviour.userinfo(answer, request.client)
