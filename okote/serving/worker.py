"""`python -m okote.serving.worker`: one process that does the work that runs by itself."""

import argparse
import asyncio
import gc
import signal
from contextlib import suppress

import uvloop

from okote.house import House
from okote.platform.jobs import work
from okote.serving.inheritance import inherited_house
from okote.serving.metrics.exposing import exposing


async def work_until_told(house: House, *, relieving: bool = False) -> None:
    """Jobs under way are finished; what takes longer than eight seconds is begun anew by the next worker."""
    working = asyncio.create_task(work(house.queue, house.job_context))
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, working.cancel)
    try:
        async with exposing(house, house.settings.metrics_port, installation=True, relieving=relieving):
            print("Worker at work", flush=True)  # noqa: T201 (whoever started it waits for this line)
            with suppress(asyncio.CancelledError):
                await working
    finally:
        await house.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.worker", description=__doc__)
    parser.add_argument("--relieving", action="store_true", help="another ends once this one is at work")
    given = parser.parse_args()
    house = inherited_house()
    gc.freeze()  # as a web process
    uvloop.run(work_until_told(house, relieving=given.relieving))


if __name__ == "__main__":
    main()
