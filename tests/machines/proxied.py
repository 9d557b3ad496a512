"""`python -m tests.machines.proxied`: two sites' worth of web processes behind nginx, a worker apart.

deploy/nginx.conf, with both in its upstream and without TLS, passes people on while first one `okote serve`
and then the other is stopped and started again, TIMES times. Nobody may be refused.
"""

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from okote.serving.ports import answered
from tests.machines.rolling import told
from tests.machines.site import Site, opened, quiet
from tests.stories.surroundings import HOST, free_port

CONSOLE = Console(highlight=False, soft_wrap=True)
EXAMPLE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NOT_SHOWN = 2
"""What the shell is told where there is no nginx: neither right nor wrong."""

AROUND = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def adapted(example: str, port: int, upstreams: Sequence[int]) -> str:
    """The example, but for its certificate, its port, and how many it passes people on to."""
    (upstream,) = re.findall(r"upstream okote \{.*?\n\}", example, re.DOTALL)
    (server,) = re.findall(r"server \{\n    listen 443.*?\n\}", example, re.DOTALL)
    servers = "\n".join(f"    server {HOST}:{each}\\1;" for each in upstreams)
    upstream = re.sub(r"    server 127\.0\.0\.1:8000(.*);", servers, upstream)
    server = re.sub(r"    (ssl_.*|listen \[::\].*|server_name .*)\n", "", server)
    return upstream + "\n" + server.replace("listen 443 ssl http2;", f"listen {HOST}:{port};")


@asynccontextmanager
async def nginx(program: str, folder: Path, upstreams: Sequence[int]) -> AsyncIterator[int]:
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=adapted(EXAMPLE.read_text(), port, upstreams)))
    process = await asyncio.create_subprocess_exec(program, "-p", str(folder), "-c", str(file))
    try:
        await asyncio.wait_for(answered(HOST, port), 30)
        yield port
    finally:
        process.terminate()
        await process.wait()


@dataclass
class Machines:
    """One `okote serve` on each port, as if on a machine of its own."""

    site: Site
    running: dict[int, AsyncExitStack]

    async def start(self, port: int) -> None:
        serving = self.site.serving(port, "--processes", "2", "--no-worker")
        await self.running[port].enter_async_context(serving)

    async def restart(self, port: int) -> None:
        """As `systemctl restart` does it: stopped, and once it has, started."""
        await self.running[port].aclose()
        await self.start(port)

    async def stop(self) -> None:
        for stack in self.running.values():
            await stack.aclose()


async def run(program: str, times: int, folder: Path) -> int:
    quiet()
    async with opened(folder, trusted_proxies=(f"{HOST}/32",)) as site, site.service.worker():
        machines = Machines(site, {free_port(): AsyncExitStack() for _ in range(2)})
        await asyncio.gather(*map(machines.start, machines.running))
        try:
            async with nginx(program, folder, tuple(machines.running)) as port:
                traffic = site.traffic(port, streams=4, slow=2)
                async with traffic.flowing():
                    await traffic.more(100)
                    for _ in range(times):
                        for each in machines.running:
                            await machines.restart(each)
                            await traffic.more(50)
                told(traffic)
                stopped = site.traffic(port)
                await machines.stop()
                async with stopped.flowing():
                    await stopped.more(20)
        finally:
            await machines.stop()
    CONSOLE.print(f"Both stopped at once: {len(stopped.failed)} of {stopped.total} failed.")
    CONSOLE.print(f"Failed behind nginx, {2 * times} restarts: {len(traffic.failed)}.")
    return 0 if stopped.failed and not traffic.failed else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.machines.proxied", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    given, program = parser.parse_args(), shutil.which("nginx")
    if program is None:
        CONSOLE.print("There is no nginx here: nothing was shown.")
        return NOT_SHOWN
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(program, given.times, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
