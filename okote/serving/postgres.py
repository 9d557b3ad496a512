"""`python -m okote.serving.postgres FOLDER`: the embedded PostgreSQL, for as long as this process runs.

A process of its own, so that the server also stops when whoever wanted it is killed.
"""

import argparse
import signal
import sys
from pathlib import Path
from threading import Event

from okote.platform.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.postgres", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--max-connections", type=int, default=100)
    given = parser.parse_args()
    ended = Event()
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda *_: ended.set())
    try:
        with EmbeddedPostgres(given.folder, max_connections=given.max_connections) as postgres:
            print(postgres.url(), flush=True)  # noqa: T201 (whoever started it reads the address)
            ended.wait()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
