"""A program that behaves as it is told: `python -m tests.okote.serving.pretending BEHAVIOUR`."""

import asyncio
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from threading import Event

from okote.serving.children import Program
from okote.serving.supervisor import Supervisor


def program(behaviour: str, *arguments: str, name: str = "", restarted: bool = False) -> Program:
    return Program(
        name=name or behaviour,
        module="tests.okote.serving.pretending",
        arguments=(behaviour, *arguments),
        environment=os.environ,
        restarted=restarted,
    )


def say(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve(diary: str = "") -> None:
    """Until told to stop; then writes its process id into the diary."""
    diary = "" if diary == "--relieving" else diary
    ended = Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    say(os.getpid())
    ended.wait()
    if diary:
        with Path(diary).open("a") as file:
            file.write(f"{os.getpid()}\n")


def unless(obstacle: str, *_relieving: str) -> None:
    if Path(obstacle).exists():
        sys.exit(5)
    serve()


def load(*modules: str) -> None:
    """As a program that is about to begin; then says which packages it has in memory."""
    for module in modules:
        import_module(module)
    say(" ".join(sorted({name.partition(".")[0] for name, there in sys.modules.items() if there})))


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("ready")
    time.sleep(60)


def brief() -> None:
    """Serves, and soon no more."""
    say(os.getpid())
    time.sleep(0.3)
    sys.exit(3)


def mute() -> None:
    sys.exit(4)


def parent() -> None:
    """Has a child, whose process id it says."""

    async def live() -> None:
        async with Supervisor() as supervisor:
            (child,) = await supervisor.start(program("serve"))
            say(child)
            await asyncio.sleep(60)

    asyncio.run(live())


if __name__ == "__main__":
    behaviours = {one.__name__: one for one in (serve, unless, load, stubborn, brief, mute, parent)}
    behaviours[sys.argv[1]](*sys.argv[2:])
