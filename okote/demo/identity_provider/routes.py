"""What is where: four addresses for programs, two for people, one stylesheet."""

from collections.abc import Callable, Mapping
from functools import partial

from okote.demo.identity_provider import control, endpoints, sign_in
from okote.demo.identity_provider.manners import MANNERS
from okote.demo.identity_provider.messages import Answer, Request
from okote.demo.identity_provider.misbehaviour.behaviour import DOWN
from okote.demo.identity_provider.provider import IdentityProvider

View = Callable[[IdentityProvider, Request], Answer]

GET, POST = frozenset({"GET"}), frozenset({"POST"})

DISCOVERY = "/.well-known/openid-configuration"
STRICT = [name for name, manner in MANNERS.items() if manner.strict]

ROUTES: Mapping[str, tuple[frozenset[str], View]] = {
    DISCOVERY: (GET, endpoints.discovery),
    "/jwks": (GET, endpoints.public_keys),
    "/token": (POST, endpoints.token),
    "/userinfo": (GET | POST, endpoints.userinfo),
    "/authorize": (GET | POST, sign_in.authorize),
    "/end-session": (GET | POST, sign_in.end_session),
    "/identity.css": (GET, sign_in.stylesheet),
    **{f"/{name}{DISCOVERY}": (GET, partial(endpoints.discovery, manner=name)) for name in STRICT},
    **{f"/{name}/end-session": (GET | POST, sign_in.end_session_strictly) for name in STRICT},
}
"""Twice what differs with the manner before any client is known."""


def answered(provider: IdentityProvider, request: Request, *, controlled: bool) -> Answer:
    """`controlled` opens `/_control/…`: whoever reaches it commands the provider."""
    if controlled and request.path.startswith(control.PREFIX):
        return control.obey(provider, request)
    provider.calls[request.path] += 1
    if provider.behaviour.variant == DOWN:
        return Answer(503, {"error": "temporarily_unavailable"})
    methods, view = ROUTES.get(request.path, (GET | POST, _nothing))
    return view(provider, request) if request.method in methods else Answer(405, {"error": "method"})


def _nothing(_provider: IdentityProvider, _request: Request) -> Answer:
    return Answer(404, {"error": "not_found"})
