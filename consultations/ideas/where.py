"""Where an idea is: a place of the territory's list, a point of the map, an address in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consultations.actions.models import Theme
from consultations.actions.rules import ThemeKind
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.models import Place
from okote.territories.queries import one_of
from okote.territories.rules import Position
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Where:
    """All of it may be left open: then it is the whole territory."""

    place_id: UUID | None = None
    address: str = ""
    point: Position | None = None

    def put(self, row: Any) -> None:
        """On an idea or a draft."""
        row.place_id, row.address = self.place_id, self.address
        row.latitude, row.longitude = self.point or (None, None)

    @classmethod
    def of(cls, row: Any) -> "Where":
        point = None if row.latitude is None else Position(row.latitude, row.longitude)
        return cls(row.place_id, row.address, point)


async def checked(
    db: ReadSession, where: Where, category_id: UUID | None, *, by: Visitor, kept: Any = None
) -> None:
    """Both of this territory, the category one that is offered, or that `kept` has already. NotFoundError."""
    if where.place_id is not None:
        await one_of(db, Place, by.territory.id, where.place_id)
    if category_id is None:
        return
    category = await one_of(db, Theme, by.territory.id, category_id)
    same = kept is not None and kept.category_id == category.id
    if category.kind is not ThemeKind.CATEGORY or (category.retired_at is not None and not same):
        raise NotFoundError
