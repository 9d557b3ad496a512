"""What people do here: choose whom to sign in as, or go back; and sign out."""

from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]

from okote.demo.identity_provider.messages import Answer, Request
from okote.demo.identity_provider.pages import STYLESHEET, people_page, signed_out_page, wrong_page
from okote.demo.identity_provider.provider import IdentityProvider


def authorize(provider: IdentityProvider, request: Request) -> Answer:
    """The same request twice: shown with its people, then with the one who was chosen."""
    chosen = provider.person(request.form.get("person", ""))
    try:
        grant = provider.server.get_consent_grant(request, end_user=chosen)
    except OAuth2Error as error:
        return _refused(provider, request, error)
    except ValueError:
        # Authlib quotes what was asked in its refusal, and then refuses some of its characters.
        return wrong_page(request)
    if chosen is None and "cancel" not in request.form:
        return people_page(request, provider.settings.people, request.client, _origin(grant.redirect_uri))
    answer: Answer = provider.server.create_authorization_response(request, grant_user=chosen, grant=grant)
    return answer.named(_issuer(provider, request))


def end_session_strictly(provider: IdentityProvider, request: Request) -> Answer:
    """Only with everything that FranceConnect and ProConnect want of whoever signs out."""
    wanted = {"id_token_hint", "post_logout_redirect_uri", "state"}
    said = {name for name, value in request.payload.data.items() if value}
    return end_session(provider, request) if wanted <= said else wrong_page(request)


def end_session(provider: IdentityProvider, request: Request) -> Answer:
    try:
        checked = provider.server.validate_endpoint_request("end_session", request)
    except (OAuth2Error, ValueError):
        return wrong_page(request)
    answer: Answer | None = provider.server.create_endpoint_response("end_session", checked)
    return signed_out_page(request) if answer is None else answer


def stylesheet(_provider: IdentityProvider, _request: Request) -> Answer:
    return Answer(200, STYLESHEET, [("Content-Type", "text/css"), ("Cache-Control", "max-age=300")])


def _refused(provider: IdentityProvider, request: Request, error: OAuth2Error) -> Answer:
    """Back to the service where its address was found to be its own; otherwise nowhere."""
    if not error.redirect_uri:
        return wrong_page(request)
    answer: Answer = provider.server.handle_error_response(request, error)
    return answer.named(_issuer(provider, request))


def _issuer(provider: IdentityProvider, request: Request) -> str:
    """As the client knows it, whose return address was found to be its own."""
    return provider.settings.issuer_to(provider.server.clients[request.payload.client_id].manner)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
