"""`python -m okote.demo.seeding [--tell]`: the demo's database as this code wants it, and told once."""

import argparse

import uvloop

from okote.app import build
from okote.demo.seeding.telling import tell
from okote.house import House
from okote.platform import migrations
from okote.platform.rights import as_service
from okote.serving.inheritance import inherited_house
from okote.serving.serve import history


async def told(house: House) -> None:
    try:
        await tell(house)
    finally:
        await house.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.demo.seeding", description=__doc__)
    parser.add_argument("--tell", action="store_true", help="where nothing is told yet")
    given = parser.parse_args()
    house = inherited_house()
    migrations.upgrade(house.database.url, history(house.settings))
    if given.tell:
        uvloop.run(told(build(house.settings, as_service(house.database.url))))


if __name__ == "__main__":
    main()
