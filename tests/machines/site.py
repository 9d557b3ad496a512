"""A whole site for the commands of this folder: one campaign, and `okote serve` as an operator starts it."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx2
import msgspec
import structlog

from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.serving.inheritance import handed_down
from okote.settings import FILE, PREFIX, Settings, dump
from tests.machines.standby import MOST_CONNECTIONS
from tests.machines.traffic import Traffic
from tests.okote.identity_provider_server import TRUSTED
from tests.plugins.postgres import FLOORS
from tests.stories.people import Begun
from tests.stories.service import Service, founded
from tests.stories.surroundings import HOST, prepared, served

READY = 90.0
"""Seconds."""

HARMLESS_POOL = 4


@dataclass
class Site:
    """`service` tells the story in this process; `okote serve` answers people, from processes of its own."""

    postgres: EmbeddedPostgres
    service: Service
    campaign: Begun
    folder: Path
    logs: list[IO[bytes]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return self.service.house.settings

    @property
    def host(self) -> str:
        return self.service.address.removeprefix("http://")

    def traffic(self, port: int, **how: object) -> Traffic:
        page = f"/fr{self.campaign.path}"
        paths = [page, "/fr/", "/api/v1/campaigns", "/health/live"]
        return Traffic(port, self.host, paths, stream_path=f"{page}/live", **how)  # type: ignore[arg-type]

    @asynccontextmanager
    async def serving(
        self, port: int, *options: str, url: str | None = None, **changes: object
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """`okote serve`, once it is ready; told to stop at the end. `changes` are settings."""
        file = self.folder / f"settings-{port}.json"
        file.write_bytes(dump(msgspec.structs.replace(self.settings, **changes)))
        with (self.folder / f"serve-{port}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "okote.cli", "serve", "--port", str(port), *options),
                env=handed_down(_clean(os.environ) | {FILE: str(file)}, url or self.postgres.url()),
                stderr=log,
                stdout=log,
            )
        try:
            await until_ready(port)
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()

    def said(self, port: int) -> str:
        return (self.folder / f"serve-{port}.log").read_text()


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith(PREFIX)}


async def until_ready(port: int) -> None:
    async with asyncio.timeout(READY), httpx2.AsyncClient(verify=TRUSTED) as client:
        while True:
            with suppress(httpx2.TransportError):
                if (await client.get(f"http://{HOST}:{port}/health/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


def quiet() -> None:
    """What goes wrong is counted, and what the service says is in its own file."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.WARNING)


@asynccontextmanager
async def opened(folder: Path, **changes: object) -> AsyncIterator[Site]:
    """Furnished by a service in this process, which then leaves its place to others."""
    folder.chmod(0o711)  # noqa: ASYNC240 (the database's own account passes through)
    with EmbeddedPostgres(folder / "postgres", max_connections=MOST_CONNECTIONS) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        async with (
            prepared(postgres.url(), folder, pool_size=HARMLESS_POOL, **changes) as around,
            founded(around) as service,
        ):
            async with served(around.house, around.port):
                campaign = await service.campaign("Un four", 10_000)
            yield Site(postgres, service, campaign, folder)
