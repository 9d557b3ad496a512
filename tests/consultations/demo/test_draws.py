"""What the demo tells of a draw happens through the services, and can be replayed."""

import json

import msgspec
from sqlmodel import col, select

from consultations.demo import panels
from consultations.panels.drawing.invariants import INVARIANTS
from consultations.panels.drawing.models import Draw
from consultations.panels.drawing.rules import DrawState
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.members.models import Seat
from consultations.panels.sortition import draw as program
from consultations.services.service import add_service
from okote.platform import clock
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling

SLUG = "trois-rives"
TOLD = panels.read(SLUG)


async def test_a_panel_is_drawn_as_it_is_told(house):
    """At the hours of which is told: what is sealed late would decide nothing."""
    [told, *_] = [msgspec.structs.replace(one, sits=None) for one in TOLD.panels if one.draw is not None]
    async with house.database.reading() as db:
        now = await db.now()
    telling = Telling(house, now)
    lea, marc = [await telling.somebody(SLUG, name) for name in ("lea", "marc")]
    telling.people["samira"] = marc
    async with house.database.unit_of_work() as db:
        await add_service(db, told.service, "service@trois-rives.example", by=lea)
    one = panels.Recruiting(telling, SLUG, msgspec.structs.replace(TOLD, panels=[told]))
    for at, tell in sorted(one.moments(), key=lambda moment: moment[0]):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, at - now)
        await tell()
    async with house.database.reading() as db:
        draw = (await db.exec(select(Draw))).one()
        report = json.loads(draw.report)
        assert (draw.state, report["result"]) == (DrawState.DRAWN, told.draw.numbers)
        assert program.differences(report, program.drawn(report, told.draw.numbers)) == []
        drawn = (await db.exec(select(Seat).where(Seat.rank == 0).order_by(col(Seat.id)))).all()
        assert len(drawn) == told.seats
        assert await violations(db, (*INVARIANTS, *OF_PANELS)) == []
