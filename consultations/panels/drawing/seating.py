"""From the numbers of a ticket to the people behind them: who sits, and who waits in which order."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.drawing.models import Draw
from consultations.panels.drawing.rules import passed_over, stratum
from consultations.panels.members.rules import Chosen
from consultations.panels.models import Volunteer
from consultations.panels.sortition.freezing import spoken, thawed
from consultations.panels.sortition.report import Report
from payments.sessions import ReadSession


async def chosen(db: ReadSession, draw: Draw, report: Report) -> list[Chosen]:
    """The drawn, then the reserves of each stratum in the order of the report.

    Reserves who share a household with somebody drawn, or with one before them, are passed over. Whoever
    withdrew after the pool was frozen stays in the report by their number; their seat goes to a reserve at
    once, as `members` has it.
    """
    pool = thawed(draw.sheet.pool, draw.sheet.wanted).pool
    values = {one.id: stratum(one.values) for one in pool}
    homes = {one.id: one.household or one.id for one in pool}
    people, drawn = await _people(db, draw.panel_id), report.panel or ()
    ranks = Counter[str]()
    found = [Chosen(people[one], values[one], 0) for one in drawn]
    for one in passed_over(report.reserves or (), drawn, homes):
        ranks[values[one]] += 1
        found.append(Chosen(people[one], values[one], ranks[values[one]]))
    return found


async def _people(db: ReadSession, panel_id: UUID) -> Mapping[str, UUID]:
    """By private number; also who withdrew, of whom nothing else is left."""
    statement = select(Volunteer.number, Volunteer.id).where(Volunteer.panel_id == panel_id)
    return {spoken(number): key for number, key in await db.exec(statement.order_by(col(Volunteer.id)))}
