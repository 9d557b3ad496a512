"""`okote demo` as a process of its own, in a folder of whoever starts it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from okote.platform.embedded_postgres import processes

STARTED = 300
"""Seconds; on a machine that does nothing else, a tenth is enough."""


@dataclass
class Demo:
    """The command, run in a folder of the test's own."""

    process: asyncio.subprocess.Process
    folder: Path
    said: str = ""

    @property
    def port(self) -> int:
        return int(json.loads((self.folder / "ports.json").read_text())["web"])

    @property
    def address(self) -> str:
        return f"http://trois-rives.localhost:{self.port}"

    async def listen(self, for_what: str) -> None:
        """Until it says so, or has nothing more to say."""
        output = self.process.stdout
        assert output is not None
        async with asyncio.timeout(STARTED):
            while for_what not in self.said and (line := await output.readline()):
                self.said += line.decode()

    def processes(self) -> list[int]:
        """Whatever it started that is still there, the database's own server included."""
        marks = (f"okote.serving.launched {self.process.pid} ", str(self.folder))
        numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
        return [pid for pid in numbers if any(mark in processes.command_line(pid) for mark in marks)]


@asynccontextmanager
async def running(tmp_path: Path) -> AsyncIterator[Demo]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "okote.cli", "demo", "--scale", "0.02"),
        cwd=tmp_path,
        env=os.environ | {"OKOTE_DATABASE_URL": "postgresql://production.example/okote", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    demo = Demo(process, tmp_path / "var" / "demo")
    try:
        yield demo
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
