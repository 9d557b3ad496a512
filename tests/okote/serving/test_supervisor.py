"""Programs are started, watched, started again and stopped, and none outlives who wanted it."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from okote.platform.embedded_postgres import processes
from okote.serving.children import Child, ChildFailedError
from okote.serving.supervisor import Supervisor
from tests.okote.serving.pretending import program

READY = 30


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait, in real time, for what other processes do."""
    for _ in range(READY * 20):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came")


async def test_a_program_says_when_it_serves_and_stops_when_it_is_asked():
    child = await Child.start(program("serve"))
    pid = int(await child.ready(within=READY))
    assert pid == child.process.pid
    await child.stop(within=5)
    assert child.process.returncode == 0
    assert processes.started(pid) is None


async def test_a_program_that_does_not_stop_is_killed():
    child = await Child.start(program("stubborn"))
    await child.ready(within=READY)
    begun = time.monotonic()
    await child.stop(within=0.3)
    assert time.monotonic() - begun < 5
    assert child.process.returncode == -signal.SIGKILL


async def test_a_program_that_ends_instead_of_serving_is_named():
    child = await Child.start(program("mute", name="the web service"))
    with pytest.raises(ChildFailedError, match=r"the web service ended with status 4\."):
        await child.ready(within=READY)


async def test_a_program_that_takes_too_long_is_named():
    child = await Child.start(program("serve", name="the worker"))
    with pytest.raises(ChildFailedError, match="the worker is not ready after 0 seconds"):
        await child.ready(within=0)
    await child.stop(within=5)


async def test_what_a_program_says_is_found_in_its_log(tmp_path: Path):
    log = tmp_path / "a.log"
    child = await Child.start(replace(program("nonsense"), log=log))
    with pytest.raises(ChildFailedError, match=str(log)):
        await child.ready(within=READY)
    assert "KeyError" in log.read_text()


async def test_a_killed_parent_leaves_no_child_behind():
    child = await Child.start(program("parent"))
    grandchild = int(await child.ready(within=READY))
    assert processes.started(grandchild)
    child.process.kill()
    await child.process.wait()
    await eventually(lambda: processes.started(grandchild) is None)


async def test_waves_stop_in_the_opposite_order(tmp_path: Path):
    diary = tmp_path / "diary"
    async with Supervisor() as supervisor:
        (first,) = await supervisor.start(program("serve", str(diary)))
        (second,) = await supervisor.start(program("serve", str(diary)))
    assert diary.read_text().split() == [second, first]


async def test_a_program_that_is_to_be_restarted_is():
    async with Supervisor() as supervisor:
        (first,) = await supervisor.start(program("serve", name="worker", restarted=True))
        os.kill(int(first), signal.SIGKILL)
        await eventually(lambda: supervisor.child("worker").process.pid != int(first))
        child = supervisor.child("worker")
        assert processes.started(child.process.pid)
    assert processes.started(child.process.pid) is None


async def test_the_end_of_any_other_program_is_told():
    async with Supervisor() as supervisor:
        await supervisor.start(program("serve"))
        await supervisor.start(program("brief", name="the mailbox"))
        assert await asyncio.wait_for(supervisor.failed(), READY) == "the mailbox ended with status 3."


async def test_until_told_also_while_things_start():
    told = asyncio.Event()

    async def starting() -> None:
        told.set()
        await asyncio.sleep(60)

    async with Supervisor() as supervisor:
        assert await asyncio.wait_for(supervisor.until(told, starting()), READY) is None


async def test_until_a_program_fails():
    async with Supervisor() as supervisor:

        async def starting() -> None:
            await supervisor.start(program("brief", name="the worker"))

        failure = await asyncio.wait_for(supervisor.until(asyncio.Event(), starting()), READY)
    assert failure == "the worker ended with status 3."


async def test_until_what_does_not_start_is_raised():
    async with Supervisor() as supervisor:

        async def starting() -> None:
            await supervisor.start(program("mute"))

        with pytest.raises(ChildFailedError):
            await asyncio.wait_for(supervisor.until(asyncio.Event(), starting()), READY)


async def test_a_program_is_run_to_its_end():
    said: list[str] = []
    async with Supervisor() as supervisor:
        with pytest.raises(ChildFailedError, match="ended with status 3"):
            await supervisor.finish(program("brief"), said.append)
        assert said == [f"{supervisor.child('brief').process.pid}"]


async def test_a_program_is_relieved_by_one_that_serves():
    async with Supervisor() as supervisor:
        (first,) = await supervisor.start(program("serve", name="worker", restarted=True))
        await supervisor.relieve("worker")
        second = supervisor.child("worker").process.pid
        assert processes.started(int(first)) is None
        assert processes.started(second) is not None
        os.kill(second, signal.SIGKILL)
        await eventually(lambda: supervisor.child("worker").process.pid != second)


async def test_a_program_that_does_not_start_relieves_nobody(tmp_path: Path):
    """It serves where nothing lies in its way, as a setting that is wrong."""
    obstacle = tmp_path / "obstacle"
    async with Supervisor() as supervisor:
        (first,) = await supervisor.start(program("unless", str(obstacle), name="worker", restarted=True))
        obstacle.touch()
        with pytest.raises(ChildFailedError):
            await supervisor.relieve("worker")
        assert supervisor.child("worker").process.pid == int(first)
        assert processes.started(int(first)) is not None
