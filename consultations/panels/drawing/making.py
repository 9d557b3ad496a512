"""How the worker makes the lottery of a frozen pool: what is told meanwhile, and what is left of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, func, select, update

from consultations.panels.drawing.computing import Said, asked
from consultations.panels.drawing.events import DrawHalted, NumbersDue
from consultations.panels.drawing.models import Draw
from consultations.panels.drawing.rules import DrawState, Hitch, overall
from consultations.panels.models import Panel
from consultations.panels.sortition.report import Sheet
from okote.platform.events import emit
from okote.territories.days import end_of, start_of
from okote.territories.models import Territory
from payments.sessions import WriteSession

MAKE = "draws.make"

UNDER_WAY = (DrawState.FROZEN, DrawState.COMPUTING)
AT_ONCE = 50
"""Draws that one look tells of; the others come with the next."""

NEARLY = timedelta(days=1)
"""Of a day in the calendar of machines, where some places are ahead of it."""

Opens = Callable[[], AbstractAsyncContextManager[WriteSession]]


class NobodyWaitsError(Exception):
    """The draw is void by now, or somebody else has made its lottery."""


async def make(opens: Opens, draw_id: UUID) -> None:
    """The same lottery whenever it is made, so that a job that was killed begins it anew.

    Nothing is held open meanwhile; how far it is stands with the draw.
    """
    async with opens() as db:
        sheet = await begun(db, draw_id)
    if sheet is None:
        return

    async def heard(stage: str, part: float) -> None:
        async with opens() as db:
            await advance(db, draw_id, overall(stage, part))

    try:
        said = await asked("make", sheet, heard)
    except NobodyWaitsError:
        return
    async with opens() as db:
        await ended(db, draw_id, said)


async def begun(db: WriteSession, draw_id: UUID) -> Sheet | None:
    """None where nothing is left to do."""
    draw = await _held(db, draw_id)
    if draw.state not in UNDER_WAY or draw.hitch in {Hitch.UNMET, Hitch.UNSOLVED} or draw.pool is None:
        return None
    draw.state, draw.progress = DrawState.COMPUTING, 0
    return draw.sheet


async def advance(db: WriteSession, draw_id: UUID, progress: int) -> None:
    """It never goes back. NobodyWaitsError."""
    further = update(Draw).where(col(Draw.id) == draw_id, col(Draw.state) == DrawState.COMPUTING)
    further = further.values(progress=func.greatest(col(Draw.progress), progress))
    told = await db.exec(further.execution_options(synchronize_session=False))
    if told.rowcount == 0:
        raise NobodyWaitsError


async def ended(db: WriteSession, draw_id: UUID, said: Said) -> None:
    """Seal what was made, or tell that nothing can be; nothing where nobody waits for it any more."""
    draw = await _held(db, draw_id)
    if draw.state is not DrawState.COMPUTING:
        return
    if said.report is None:
        draw.hitch = Hitch.UNMET if said.unmet else Hitch.UNSOLVED
        await emit(db, DrawHalted(draw.id))
        return
    draw.report, draw.computed_at = said.report, await db.now()
    draw.state, draw.progress = DrawState.COMPUTED, 100
    territory = await db.get_one(Territory, draw.territory_id)
    if draw.computed_at >= start_of(draw.lottery_on, territory.zone):
        draw.hitch = draw.hitch or Hitch.LATE
        await emit(db, DrawHalted(draw.id))


async def look(db: WriteSession) -> int:
    """Tell, once each, whose public draw is over or has overtaken its lottery; how many it told of."""
    at = await db.now()
    statement = (
        select(Draw, Territory)
        .join(Territory, col(Territory.id) == Draw.territory_id)
        .join(Panel, col(Panel.id) == Draw.panel_id)
        .where(
            col(Panel.ended_at).is_(None),
            col(Draw.state).in_((*UNDER_WAY, DrawState.COMPUTED)),
            col(Draw.due_told_at).is_(None),
            col(Draw.hitch).is_(None),
            col(Draw.lottery_on) <= at.date() + NEARLY,
        )
        .order_by(col(Draw.id))
        .limit(AT_ONCE)
        .with_for_update(of=Draw, skip_locked=True)
    )
    told = 0
    for draw, territory in (await db.exec(statement)).all():
        if draw.state in UNDER_WAY and at >= start_of(draw.lottery_on, territory.zone):
            draw.hitch = Hitch.LATE
            await emit(db, DrawHalted(draw.id))
            told += 1
        elif _can_be_typed(draw, at, territory):
            draw.due_told_at = at
            await emit(db, NumbersDue(draw.id))
            told += 1
    return told


def _can_be_typed(draw: Draw, at: datetime, territory: Territory) -> bool:
    """Nobody types while it is asked whether the draw is void: they are told once it goes on."""
    waits = draw.state is DrawState.COMPUTED and draw.void_asked_at is None
    return waits and at >= end_of(draw.lottery_on, territory.zone)


async def _held(db: WriteSession, draw_id: UUID) -> Draw:
    statement = select(Draw).where(Draw.id == draw_id).with_for_update()
    return (await db.exec(statement.execution_options(populate_existing=True))).one()
