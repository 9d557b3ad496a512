"""Which port is free, and which answers."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from okote.serving.ports import PortTakenError, answered, bound, check_free, is_free, kept

HERE = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens who would share it."""
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        somebody.bind((HERE, 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_not_free(taken: int):
    assert not is_free(HERE, taken)
    with pytest.raises(PortTakenError, match=f"127.0.0.1:{taken}"):
        check_free(HERE, taken)


def test_a_port_is_free_again_once_nobody_listens():
    with socket.socket() as somebody:
        somebody.bind((HERE, 0))
        port = somebody.getsockname()[1]
    check_free(HERE, port)


def test_who_takes_a_socket_over_makes_nobody_wait_in_it():
    with bound(HERE, 0) as listening:
        listening.listen()
        with listening.dup(), pytest.raises(BlockingIOError):
            listening.accept()


def test_a_port_is_free_again_at_once_after_those_who_shared_it():
    with bound(HERE, 0) as listening:
        listening.listen()
        port = listening.getsockname()[1]
        listening.settimeout(30)
        with socket.create_connection((HERE, port)) as client, listening.accept()[0] as accepted:
            assert not is_free(HERE, port)
            accepted.shutdown(socket.SHUT_RDWR)  # who closes first has it die away for a minute
            client.recv(1)
    assert is_free(HERE, port)


def test_a_port_that_is_kept_is_free_for_nobody_but_whoever_shares_it():
    with kept(HERE) as port:
        assert not is_free(HERE, port)
        with socket.socket() as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            ours.bind((HERE, port))
    assert is_free(HERE, port)


def test_a_port_that_is_not_ours_to_take_is_no_free_one():
    with pytest.raises(OSError, match=r".*"):
        is_free("192.0.2.1", 8000)


async def test_whoever_waits_for_an_answer_gets_on_once_somebody_listens(taken: int):
    await asyncio.wait_for(answered("0.0.0.0", taken), timeout=5)  # noqa: S104 (how servers say everywhere)
