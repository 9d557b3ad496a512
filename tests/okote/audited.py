"""Buttons of the back office, each of which leaves its line in the audit trail."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from litestar.routes import HTTPRoute
from sqlmodel import func, select

from okote.house import House
from okote.platform.audit import AuditEntry
from tests.okote.app_client import Browser
from tests.okote.composition import routed


def acting(house: House, package: str = "") -> set[str]:
    """The routes of the back office that something can be done by, of one package alone where it is named."""
    found = set()
    for route in routed(house).routes:
        assert isinstance(route, HTTPRoute)
        if "POST" in route.route_handler_map and route.path.startswith("/back-office/"):
            handler = route.route_handler_map["POST"][0]
            if handler.fn.__module__.startswith(package):
                found.add(route.path.removeprefix("/back-office"))
    return found


class Walk:
    """Presses each button once, and looks whether the trail has grown."""

    def __init__(self, house: House, routes: Collection[str]) -> None:
        self.house, self.left = house, set(routes)

    async def count(self) -> int:
        async with self.house.database.reading() as db:
            return (await db.exec(select(func.count()).select_from(AuditEntry))).one()

    async def latest(self, table: Any) -> Any:
        async with self.house.database.reading() as db:
            return (await db.exec(select(table).order_by(table.id.desc()).limit(1))).one()

    async def press(
        self,
        visitor: Browser,
        route: str,
        typed: Mapping[str, str] | None = None,
        *,
        status: int = 303,
        **ids: object,
    ) -> None:
        address = re.sub(r"{(\w+):\w+}", lambda found: str(ids[found[1]]), route)
        known = await self.count()
        answer = await visitor.post(f"/en/back-office{address}", typed)
        assert answer.status_code == status, (route, answer.text)
        assert await self.count() > known, f"{route} leaves nothing"
        self.left.remove(route)
