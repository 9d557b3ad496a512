"""`okote demo` as a real process: it lives, stops, finds everything again, and leaves nothing behind."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from tests.okote.demo.running import Demo, running
from tests.okote.identity_provider_server import TRUSTED
from tests.stories.people import Begun, Somebody

pytestmark = pytest.mark.story

STOPPED = 10
"""Seconds."""

CONSERVERIE = Begun(UUID(int=0), "la-conserverie-du-quai-met-les-invendus-en-bocaux")


async def eventually(holds: Callable[[], object], within: float = 60) -> None:
    """Wait, in real time, for what other processes do."""
    for _ in range(int(within * 10)):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never came")


async def stop(demo: Demo) -> None:
    """Ctrl-C, while somebody watches the gauge."""
    async with (
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{demo.port}", verify=TRUSTED) as browser,
        browser.stream(
            "GET", f"/fr{CONSERVERIE.path}/live", headers={"host": demo.address.removeprefix("http://")}
        ) as stream,
    ):
        assert stream.status_code == 200
        begun = time.monotonic()
        demo.process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(demo.process.wait(), STOPPED) == 0
        assert time.monotonic() - begun < STOPPED
    assert demo.processes() == []


async def test_it_lives_stops_and_finds_everything_again(tmp_path: Path):
    async with running(tmp_path) as demo:
        await demo.listen("Ctrl-C stops everything.")
        assert "Camille Aubry" in demo.said, demo.said
        assert demo.address in demo.said
        await pledge_and_check(demo)
        port = demo.port
        await stop(demo)
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", port))
        somebody.listen()
        async with running(tmp_path) as again:
            await again.listen("Ctrl-C stops everything.")
            assert again.port != port, again.said
            await found_again(again)
            again.process.kill()
            await again.process.wait()
            await eventually(lambda: again.processes() == [])


async def pledge_and_check(demo: Demo) -> None:
    """What a visitor does first: Stripe's news, the worker and the mail server play together."""
    camille = Somebody(demo, "camille")
    await camille.sign_in()
    assert "4 020 € sur 15 000 €" in (await camille.visit(CONSERVERIE.path)).text
    assert "60 €" in (await camille.check(CONSERVERIE, "20")).text
    await camille.pledge(CONSERVERIE, "20")
    assert "4 080 € sur 15 000 €" in (await camille.visit(CONSERVERIE.path)).text
    await eventually(lambda: any("camille" in mail.read_text() for mail in newest(demo)))
    await camille.browser.close()
    check = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "okote.cli", "check"),
        env=os.environ | {"OKOTE_FILE": str(demo.folder / "settings.json")},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await check.communicate()
    assert check.returncode == 0, said.decode()


def newest(demo: Demo) -> list[Path]:
    return sorted((demo.folder / "mails").glob("*.eml"))[-3:]


async def found_again(demo: Demo) -> None:
    """The same data, and the same people, though they sign in elsewhere now."""
    camille = Somebody(demo, "camille")
    await camille.sign_in()
    mine = await camille.visit("/my/pledges")
    assert "La conserverie du quai" in mine.text
    assert "4 080 € sur 15 000 €" in (await camille.visit(CONSERVERIE.path)).text
    await camille.browser.close()
