"""Runs the provider: `python -m okote.demo.identity_provider --port N --state DIR --clients FILE`."""

import argparse
from pathlib import Path

import msgspec

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.people import PEOPLE, FictionalPerson
from okote.demo.identity_provider.provider import IdentityProvider
from okote.demo.identity_provider.serving import HOST, HttpServer
from okote.demo.identity_provider.settings import ISSUER, IdentityProviderSettings
from okote.serving.signals import end_waited_for


def main() -> None:
    given = _arguments()
    settings = IdentityProviderSettings(
        host=given.host,
        issuer=given.issuer,
        clients=msgspec.json.decode(given.clients.read_bytes(), type=tuple[Client, ...]),
        people=_people(given.people),
    )
    wait_for_the_end = end_waited_for()
    provider = IdentityProvider(settings, given.state)
    with HttpServer(given.port, provider, controlled=given.controlled):
        print(f"Identity provider at {provider.address}", flush=True)  # noqa: T201 (for whoever started it)
        wait_for_the_end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="okote.demo.identity_provider", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="unless given, the system chooses")
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps the signing keys")
    parser.add_argument("--clients", type=Path, required=True, help="JSON: a list of registered services")
    parser.add_argument("--people", type=Path, help="JSON: other people than the usual ones")
    parser.add_argument("--issuer", default=ISSUER, help="the stable name of the provider")
    parser.add_argument("--host", default=HOST, help="the name by which browsers reach it")
    parser.add_argument("--controlled", action="store_true", help="let /_control/… change its behaviour")
    return parser.parse_args()


def _people(file: Path | None) -> tuple[FictionalPerson, ...]:
    if file is None:
        return PEOPLE
    return msgspec.json.decode(file.read_bytes(), type=tuple[FictionalPerson, ...])


if __name__ == "__main__":
    main()
