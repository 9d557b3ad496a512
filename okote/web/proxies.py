"""Who is really asking, when a proxy stands between: believed only from networks that are trusted."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

KNOWN = 2_000
"""Addresses that a process remembers."""


class TrustedProxies:
    """Takes the client's address and scheme from a trusted proxy's headers, and from no one else's.

    The client is the last address of `X-Forwarded-For` that is not itself a trusted proxy. A server that
    listens on IPv6 sees `192.0.2.1` as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2): the same client either way.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self.app = app
        self.networks = networks

    def trusts(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self.networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer, port = scope.get("client") or ("", 0)
        peer = _plain(peer)
        if peer:
            scope["client"] = (peer, port)
        if scope["type"] == ScopeType.HTTP and self.trusts(peer):
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            named = headers.get(b"x-forwarded-for", "").split(",")
            hops = [_plain(hop.strip()) for hop in named if hop.strip()]
            client = next((hop for hop in reversed(hops) if not self.trusts(hop)), None)
            if client:
                scope["client"] = (client, 0)
            if headers.get(b"x-forwarded-proto") in {"http", "https"}:
                scope["scheme"] = headers[b"x-forwarded-proto"]
        await self.app(scope, receive, send)


def _plain(address: str) -> str:
    """An IPv4 address that stands within an IPv6 one, by itself; all else as it is."""
    parsed = _parsed(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped) if mapped else address


@lru_cache(KNOWN)
def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """None of what is no address. Whoever asks asks again: a page alone brings some ten requests."""
    try:
        return ip_address(address)
    except ValueError:
        return None
