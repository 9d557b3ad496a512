"""`python -m okote.serving.postgres FOLDER`: the embedded PostgreSQL, for as long as this process runs.

A process of its own, so that the server also stops when whoever wanted it is killed.
"""

import argparse
import sys
from pathlib import Path

from okote.platform.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from okote.serving.signals import end_waited_for


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.postgres", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--max-connections", type=int, default=100)
    parser.add_argument("--hurried", action="store_true", help="commits do not wait for the disk")
    given = parser.parse_args()
    wait_for_the_end = end_waited_for()
    try:
        with EmbeddedPostgres(
            given.folder, hurried=given.hurried, max_connections=given.max_connections
        ) as postgres:
            print(postgres.url(), flush=True)  # noqa: T201 (whoever started it reads the address)
            wait_for_the_end()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
