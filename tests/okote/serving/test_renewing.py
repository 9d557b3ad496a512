"""`okote serve`, told to renew itself: nobody is refused; where a process just dies, somebody is."""

import asyncio
import os
import select
import signal
import socket
from pathlib import Path

import httpx2
import pytest

from okote.house import House
from okote.serving import draining
from okote.settings import dump
from tests.machines.traffic import Traffic
from tests.okote.app_client import ADDRESS
from tests.okote.serving.test_serve import changed_settings, eventually, port, program, serving

__all__ = ["changed_settings", "port"]

WEB = "okote.serving.web"


async def test_a_renewed_process_refuses_nobody_and_a_killed_one_does(
    house: House, port: int, tmp_path: Path
):
    """Connections that are kept, and new ones, all through it."""
    file = tmp_path / "settings.json"
    file.write_bytes(dump(house.settings))
    environ = {"OKOTE_FILE": str(file), "OKOTE_DATABASE_URL": house.database.url}
    traffic = Traffic(port, ADDRESS.removeprefix("http://"), ["/health/live"], kept=3, anew=2)
    async with serving(port, environ, "--no-worker") as service, traffic.flowing():
        old = program(service.pid, WEB)
        service.send_signal(signal.SIGUSR1)
        await eventually(lambda: not Path(f"/proc/{old}").exists())
        new = program(service.pid, WEB)
        await traffic.more(20)
        assert new is not None
        assert traffic.failed == []

        os.kill(new, signal.SIGKILL)
        await traffic.more(20)
        assert traffic.failed != []


async def test_only_who_leaves_says_so():
    closing = asyncio.Event()

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx2.ASGITransport(draining.LastWords(app, closing))
    async with httpx2.AsyncClient(transport=transport) as client:
        assert "connection" not in (await client.get("http://test")).headers
        closing.set()
        assert (await client.get("http://test")).headers["connection"] == "close"


async def test_connections_are_waited_for_and_not_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        file = listening.fileno()
        await draining.none_open(file, within=30)
        with socket.create_connection(listening.getsockname()), listening.accept()[0]:
            await draining.none_open(file, within=0)
            waiting = asyncio.create_task(draining.none_open(file, within=30))
            await asyncio.sleep(2 * draining.EVERY)
            assert not waiting.done()
        await asyncio.wait_for(waiting, 10)


async def test_what_is_taken_no_more_waits_for_somebody_else():
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        select.epoll() as ours,
        select.epoll() as others,
    ):
        waiting = asyncio.create_task(draining.taking(listening.fileno()))
        await asyncio.sleep(2 * draining.EVERY)
        assert not waiting.done()
        ours.register(listening, select.EPOLLIN)
        await asyncio.wait_for(waiting, 10)
        draining.take_no_more(listening.fileno())
        with socket.create_connection(listening.getsockname()):
            others.register(listening, select.EPOLLIN)
            assert others.poll(10) == [(listening.fileno(), select.EPOLLIN)]
            assert ours.poll(0) == []


async def test_whoever_comes_too_late_is_refused_at_once():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        draining.refuse(listening.fileno())
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(listening.getsockname())
