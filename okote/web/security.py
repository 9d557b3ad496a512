"""What every answer says about what a browser may do with it."""

from collections.abc import Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

YEAR = 31_536_000


def content_security_policy(form_origins: Iterable[str], *, framed_by: str = "'none'") -> str:
    """Nothing inline, nothing from elsewhere; forms go home, to Checkout, or to an identity provider.

    Chromium also holds a form's redirects to `form-action`, hence the origins.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(["form-action 'self'", *sorted(set(form_origins))]),
            f"frame-ancestors {framed_by}",
            "base-uri 'none'",
            "object-src 'none'",
        ]
    )


EMBEDDED = {
    "content-security-policy": content_security_policy((), framed_by="*"),
    "cache-control": "public, max-age=60",
    "vary": "accept-language",
}
"""Of a page that any site may frame: the same for everyone, so nobody can be led to press what is theirs."""


class SecurityHeaders:
    """Adds them to every answer, errors included."""

    def __init__(self, app: ASGIApp, *, form_origins: Iterable[str]) -> None:
        self.app = app
        policy = content_security_policy(form_origins)
        self.headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"strict-transport-security", f"max-age={YEAR}; includeSubDomains".encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in self.headers if name not in given]
                if b"cache-control" not in given:
                    more.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *more]
            await send(message)

        await self.app(scope, receive, send_with_headers)
