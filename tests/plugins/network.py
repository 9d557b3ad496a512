"""No test talks to anything but this machine: what is refused fails the test, even where it is swallowed."""

import ipaddress
import socket
import sys
from collections.abc import Iterator

import pytest

NAMES = {"localhost", "", None}


class NetworkAccessError(Exception):
    """Something tried to leave this machine."""


def is_here(host: object) -> bool:
    """Whether a host name or address means this machine, without asking anyone."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in NAMES or str(host).endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


class NetworkGuard:
    """Hears of every connection that Python is about to make, in whichever library."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not event.startswith("socket."):
            return
        match event, arguments:
            case "socket.connect" | "socket.sendto" | "socket.sendmsg", (socket.socket() as one, address):
                if one.family in {socket.AF_INET, socket.AF_INET6} and address:
                    self._check(address[0])
            case "socket.getaddrinfo" | "socket.gethostbyname", (host, *_):
                self._check(host)

    def _check(self, host: object) -> None:
        if not is_here(host):
            self.refused.append(str(host))
            raise NetworkAccessError(f"a test tried to reach {host}")


GUARD = NetworkGuard()
sys.addaudithook(GUARD)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    GUARD.refused.clear()
    yield
    if GUARD.refused:
        pytest.fail(f"tried to reach {', '.join(GUARD.refused)}")
