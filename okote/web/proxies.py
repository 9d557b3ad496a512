"""Who is really asking, when a proxy stands between: believed only from networks that are trusted."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send


class TrustedProxies:
    """Takes the client's address and scheme from a trusted proxy's headers, and from no one else's.

    The client is the last address of `X-Forwarded-For` that is not itself a trusted proxy.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self.app = app
        self.networks = networks

    def trusts(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer, _ = scope.get("client") or ("", 0)
        if scope["type"] == ScopeType.HTTP and self.trusts(peer):
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            hops = [hop.strip() for hop in headers.get(b"x-forwarded-for", "").split(",") if hop.strip()]
            client = next((hop for hop in reversed(hops) if not self.trusts(hop)), None)
            if client:
                scope["client"] = (client, 0)
            if headers.get(b"x-forwarded-proto") in {"http", "https"}:
                scope["scheme"] = headers[b"x-forwarded-proto"]
        await self.app(scope, receive, send)
