"""What is pressed about projects that people chose, each press with its line in the trail."""

from sqlmodel import select

from okote.funding.chosen.service import on_chosen
from okote.identity.models import Person
from okote.platform.audit import Doer
from okote.territories.events import ProjectChosen
from payments.tables import uuid7

BASE = "/chosen-projects/{project_id:uuid}"


async def press_chosen(walk, lea, holder):
    """One has its holder, the other is left."""
    projects = [uuid7(), uuid7()]
    async with walk.house.database.unit_of_work() as db:
        by = Doer(holder.territory_id, await anybody(db))
        for project in projects:
            event = ProjectChosen(holder.territory_id, project, "Un banc", "", None, None, "/", "", by)
            await on_chosen(db, event)
    await walk.press(lea, f"{BASE}/assign", {"holder": str(holder.id)}, project_id=projects[0])
    await walk.press(lea, f"{BASE}/leave", project_id=projects[1])


async def anybody(db):
    return (await db.exec(select(Person.id).order_by(Person.id).limit(1))).one()
