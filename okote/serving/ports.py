"""Ports of this machine: whether one is free, whether one answers."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

EVERY = 0.05
"""Seconds between two looks."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where to knock, when everything is listened on)


class PortTakenError(Exception):
    """Something else listens there already; the sentence says where."""


def check_free(host: str, port: int) -> None:
    """PortTakenError where somebody listens: servers of one person could share a port without noticing."""
    if not is_free(host, port):
        raise PortTakenError(f"Something already listens on {host}:{port}: stop it, or choose another port.")


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


@contextmanager
def kept(host: str, port: int = 0) -> Iterator[int]:
    """Nobody takes the port before our own server listens there, on a socket that shares it (SO_REUSEPORT).

    Without a port, one that is free.
    """
    with socket.socket() as placeholder:
        placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        placeholder.bind((host, port))
        yield placeholder.getsockname()[1]


def bound(host: str, port: int) -> socket.socket:
    """Where somebody will listen: one of several that share the port, between whom the kernel deals.

    Whoever comes after them may listen there at once, whatever connections of theirs are still dying away.
    """
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.settimeout(0)  # of all who hold it: whoever takes it over must not make the others wait in it
    made.bind((host, port))
    return made


async def answered(host: str, port: int) -> None:
    """Wait until somebody listens there."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(ANYWHERE.get(host, host), port)
            writer.close()
            return
        await asyncio.sleep(EVERY)
