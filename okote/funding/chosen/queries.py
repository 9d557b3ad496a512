"""Projects that were chosen elsewhere, for the back office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.chosen.models import ChosenProject
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A project with its campaign and who holds it, where there is one."""

    project: ChosenProject
    campaign: Campaign | None
    holder: str | None


async def projects(db: ReadSession, territory_id: UUID) -> Sequence[Shown]:
    """Those that wait first, then the latest chosen first."""
    settled = func.num_nonnulls(ChosenProject.campaign_id, ChosenProject.left_at)
    ordered = _projects(territory_id).order_by(
        settled, col(ChosenProject.chosen_at).desc(), col(ChosenProject.id)
    )
    return [Shown(*row) for row in await db.exec(ordered.limit(PER_PAGE))]


async def project(db: ReadSession, territory_id: UUID, project_id: UUID) -> Shown:
    """NotFoundError for another territory's."""
    row = (await db.exec(_projects(territory_id).where(ChosenProject.id == project_id))).first()
    if row is None:
        raise NotFoundError
    return Shown(*row)


def _projects(territory_id: UUID) -> Any:
    statement: Any = (
        select(ChosenProject, Campaign, Holder.name)
        .outerjoin(Campaign, col(Campaign.id) == ChosenProject.campaign_id)
        .outerjoin(Holder, col(Holder.id) == Campaign.holder_id)
    )
    return of_territory(statement, ChosenProject.territory_id, territory_id)


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """How many wait for a holder."""
    there = select(func.count()).select_from(ChosenProject)
    mine = of_territory(there, ChosenProject.territory_id, visitor.territory.id)
    open_ones = mine.where(col(ChosenProject.campaign_id).is_(None), col(ChosenProject.left_at).is_(None))
    return (await db.exec(open_ones)).one()
