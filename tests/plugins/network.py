"""No test talks to anything but this machine: what is refused fails the test, even where it is swallowed."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import uvloop

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


REFUSED: list[str] = []

CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname"}
HEARD = CONNECTING | LOOKING_UP


def check(host: object) -> None:
    if not is_here(host):
        REFUSED.append(str(host))
        raise NetworkAccessError(f"a test tried to reach {host}")


def hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Of every connection that Python is about to make, in whichever library; and of much else."""
    if event not in HEARD:
        return
    if event in LOOKING_UP:
        check(arguments[0])
        return
    one, address = arguments
    if one.family in {socket.AF_INET, socket.AF_INET6} and address:
        check(address[0])


sys.addaudithook(hear)


class WatchedLoop(uvloop.Loop):
    """Connections of libuv's own, of which Python hears nothing."""

    async def create_connection(
        self, protocol_factory: Any, host: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        check(host)
        return await super().create_connection(protocol_factory, host, *args, **kwargs)

    async def create_datagram_endpoint(self, protocol: Any, *args: Any, **kwargs: Any) -> Any:
        if there := kwargs.get("remote_addr"):
            check(there[0])
        return await super().create_datagram_endpoint(protocol, *args, **kwargs)

    async def sock_connect(self, sock: socket.socket, address: Any) -> Any:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            check(address[0])
        return await super().sock_connect(sock, address)

    async def getaddrinfo(self, host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return await super().getaddrinfo(host, *args, **kwargs)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    REFUSED.clear()
    yield
    if REFUSED:
        pytest.fail(f"tried to reach {', '.join(REFUSED)}")


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One event loop for the session, so that a fixture may outlive a test."""
    return "asyncio", {"loop_factory": WatchedLoop}
