"""Runs the local Stripe as a process: `python -m payments.simulator --port N --state PATH`."""

import argparse
import signal
from pathlib import Path
from queue import SimpleQueue

from payments.simulator.server import LOCAL_KEY, LocalStripe


def main() -> None:
    parser = argparse.ArgumentParser(prog="payments.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--state", type=Path, default=None, help="file in which it remembers")
    parser.add_argument("--api-key", default=LOCAL_KEY)
    parser.add_argument("--public", default=None, help="address under which browsers reach it")
    given = parser.parse_args()
    ended: SimpleQueue[None] = SimpleQueue()  # an Event's lock stands in the way of a second signal
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.put(None))
    with LocalStripe(
        port=given.port, state=given.state, api_key=given.api_key, public=given.public
    ) as stripe:
        print(f"Local Stripe at {stripe.url}", flush=True)  # noqa: T201 - whoever started it reads the address
        ended.get()


if __name__ == "__main__":
    main()
