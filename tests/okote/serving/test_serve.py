"""`okote serve` as a real process: it serves, replaces what dies, and stops whatever is open."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import msgspec
import pytest

from okote.house import House
from okote.platform.embedded_postgres import processes
from okote.serving.serve import Serving, metrics_ports, web
from okote.settings import dump, load
from tests.okote.app_client import ADDRESS
from tests.okote.funding.scene import a_campaign
from tests.okote.identity_provider_server import TRUSTED
from tests.okote.test_settings import SOUND

HERE = "127.0.0.1"
READY, STOPPED = 60, 10


@pytest.fixture
def changed_settings() -> Mapping[str, object]:
    return {"features": ("okote.funding",), "mail_code_sign_in": True, "pool_size": 2}


@pytest.fixture
def port() -> int:
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def private_ports() -> tuple[int, int]:
    """Two that follow each other."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind((HERE, 0))
            first = int(one.getsockname()[1])
            with suppress(OSError):
                other.bind((HERE, first + 1))
                return first, first + 1


async def told(port: int) -> str:
    """What a process tells monitoring."""
    async with httpx2.AsyncClient(verify=TRUSTED) as monitoring:
        return (await monitoring.get(f"http://{HERE}:{port}/metrics")).text


@asynccontextmanager
async def serving(
    port: int, environ: Mapping[str, str], *options: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, once it is ready; killed if it is still there at the end."""
    command = (sys.executable, "-m", "okote.cli", "serve", "--port", str(port), *options)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OKOTE_")}
    process = await asyncio.create_subprocess_exec(*command, env=clean | dict(environ))
    try:
        await eventually(lambda: process.returncode is not None or is_ready(port))
        assert process.returncode is None
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def is_ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://{HERE}:{port}/health/ready", verify=TRUSTED).status_code == 200
    except httpx2.TransportError:
        return False


async def eventually(holds: Callable[[], object], within: float = READY) -> None:
    """Wait, in real time, for what other processes do."""
    for _ in range(int(within * 10)):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never came")


def program(parent: int, module: str) -> int | None:
    """The process that runs this module for that parent."""
    wanted = f"okote.serving.launched {parent} {module} "
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return next((pid for pid in numbers if wanted in processes.command_line(pid) + " "), None)


async def test_an_open_event_stream_does_not_keep_it_from_stopping(
    house: House, port: int, private_ports: tuple[int, int], tmp_path: Path
):
    campaign = await a_campaign(house, None, slug="la-conserverie")
    file = tmp_path / "settings.json"
    worker, web = private_ports
    file.write_bytes(dump(msgspec.structs.replace(house.settings, metrics_port=worker)))
    environ = {"OKOTE_FILE": str(file), "OKOTE_DATABASE_URL": house.database.url}
    async with (
        serving(port, environ) as service,
        httpx2.AsyncClient(base_url=f"http://{HERE}:{port}", verify=TRUSTED) as browser,
        browser.stream(
            "GET", f"/fr/campaigns/{campaign.slug}/live", headers={"host": ADDRESS.removeprefix("http://")}
        ) as stream,
    ):
        assert stream.status_code == 200
        chunks = stream.aiter_text()
        assert "event: gauge" in await anext(chunks)
        assert "okote_database_up 1.0" in await told(worker)
        assert 'okote_requests_total{method="GET",route="/health/ready",status="200"}' in await told(web)
        service.terminate()
        begun = time.monotonic()
        assert await asyncio.wait_for(service.wait(), STOPPED) == 0
        assert time.monotonic() - begun < STOPPED
        assert [chunk async for chunk in chunks if "event" in chunk] == []


@pytest.mark.parametrize(
    ("first", "worker", "ports"),
    [(9100, True, [9100, 9101, 9102]), (9100, False, [9101, 9102]), (None, True, [])],
)
def test_each_process_has_a_private_port_of_its_own(first: int | None, worker: bool, ports: list[int]):
    settings = msgspec.structs.replace(load(SOUND), metrics_port=first)
    wanted = Serving(host=HERE, port=8000, processes=2, worker=worker)
    assert list(metrics_ports(settings, wanted)) == ports
    given = [program.arguments for program in web(settings, wanted, {})]
    assert given == [("--metrics-port", str(port)) if ports else () for port in (9101, 9102)]


async def test_what_dies_is_replaced_and_what_is_killed_leaves_nothing_behind(
    house: House, port: int, tmp_path: Path
):
    """With the embedded PostgreSQL, which migrates itself."""
    file = tmp_path / "settings.json"
    file.write_bytes(dump(msgspec.structs.replace(house.settings, state_folder=tmp_path / "state")))
    modules = ("okote.serving.postgres", "okote.serving.web", "okote.serving.worker")
    async with serving(port, {"OKOTE_FILE": str(file)}) as service:
        started = {module: program(service.pid, module) for module in modules}
        assert None not in started.values()
        for module in modules[1:]:
            os.kill(started[module] or 0, signal.SIGKILL)
            await eventually(
                lambda module=module: program(service.pid, module) not in {None, started[module]}
            )
        await eventually(lambda: is_ready(port))
        server = int((tmp_path / "state/postgres/cluster/data/postmaster.pid").read_text().split()[0])
        service.kill()
        await service.wait()
        await eventually(lambda: all(program(service.pid, module) is None for module in modules))
        await eventually(lambda: processes.started(server) is None)
