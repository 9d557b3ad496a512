"""What is known of a pool, for those who bring people into it."""

from uuid import UUID

from sqlmodel import col, func, select

from consultations.panels.features import features_of
from consultations.panels.models import LetterCode, Volunteer
from consultations.panels.recruiting.importing import Known, one
from consultations.services.queries import services
from okote.platform.errors import NotFoundError
from okote.territories.queries import one_of
from payments.sessions import ReadSession, WriteSession


async def known(db: WriteSession, territory_id: UUID, panel_id: UUID) -> Known:
    """What a list is held against, by whoever alone brings one: two at once would each bring everybody."""
    await db.lock(f"brought:{panel_id}")
    statement = select(Volunteer.name, Volunteer.household, Volunteer.email).where(
        Volunteer.panel_id == panel_id, col(Volunteer.withdrawn_at).is_(None)
    )
    rows = (await db.exec(statement.order_by(col(Volunteer.id)))).all()
    names = {each.name.casefold(): each.id for each in await services(db, territory_id)}
    people = {one(name or "", home, email) for name, home, email in rows}
    return Known(await features_of(db, panel_id), names, people)


async def codes(db: ReadSession, panel_id: UUID) -> tuple[int, int]:
    """How many codes were made, and how many of them used."""
    counted = select(func.count(), func.count(col(LetterCode.volunteer_id)))
    return (await db.exec(counted.where(LetterCode.panel_id == panel_id))).one()


async def of_panel(db: ReadSession, territory_id: UUID, panel_id: UUID, volunteer_id: UUID) -> Volunteer:
    """NotFoundError where somebody is in no pool of this territory, or in another panel's."""
    found = await one_of(db, Volunteer, territory_id, volunteer_id)
    if found.panel_id != panel_id:
        raise NotFoundError
    return found
