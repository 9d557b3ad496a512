"""`python -m okote.demo.seeding [--tell [--scale 1]]`: the demo’s database as this code wants it."""

import argparse
from functools import partial

import uvloop

from okote.app import build
from okote.demo.seeding.telling import tell
from okote.house import House
from okote.platform import migrations
from okote.platform.rights import as_service
from okote.serving.inheritance import inherited_house
from okote.serving.serve import history


async def told(house: House, scale: float) -> None:
    try:
        await tell(house, scale, partial(print, flush=True))
    finally:
        await house.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.demo.seeding", description=__doc__)
    parser.add_argument("--tell", action="store_true", help="where nothing is told yet")
    parser.add_argument("--scale", type=float, default=1.0, help="of crowds: how much of what they do")
    given = parser.parse_args()
    house = inherited_house()
    migrations.upgrade(house.database.url, history(house.settings))
    if given.tell:
        uvloop.run(told(build(house.settings, as_service(house.database.url)), given.scale))


if __name__ == "__main__":
    main()
