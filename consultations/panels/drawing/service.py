"""Drawing a panel: the pool is frozen, two people type what was drawn in public, two people may void it."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import col, exists, select

from consultations.deeds import DRAW, ConsultationDeed
from consultations.panels.drawing.events import NumbersDiffer, SecondNeeded, VoidAsked
from consultations.panels.drawing.making import MAKE
from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.drawing.rules import (
    DECIDED,
    DrawExistsError,
    DrawMovedOnError,
    DrawState,
    Entry,
    NoSeatLeftError,
    NotDrawableError,
    PoolChangedError,
    PublicDraw,
    SamePersonError,
    check_day,
    check_enterable,
    numbers,
    turn,
)
from consultations.panels.drawing.seating import chosen
from consultations.panels.drawing.standing import standing
from consultations.panels.members.service import seat, wait_again, wait_no_more
from consultations.panels.models import Panel
from consultations.panels.rules import PanelStanding
from consultations.panels.service import after_all
from consultations.panels.sortition.report import Algorithm, Report, Sheet, drawn, written
from consultations.permissions import may_run_panels
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.days import end_of, start_of
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import ReadSession, WriteSession


async def freeze(
    db: WriteSession, panel_id: UUID, named: PublicDraw, algorithm: Algorithm, *, checked: str, by: Visitor
) -> Draw:
    """Nobody comes into the pool any more; what decides is named before anybody can know it.

    A further draw for seats that are left begins alike: who waits in reserve is in its pool, and its order is
    the one that counts from then on. `checked` is the fingerprint of the pool of which quotas were found to
    be met. NotDrawableError, DrawExistsError, NoSeatLeftError, LotteryDayError, PoolChangedError.
    """
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    at = await db.now()
    if panel.standing(at) not in {PanelStanding.OPEN, PanelStanding.OVER} or at <= panel.opens_at:
        raise NotDrawableError
    if await under_way(db, panel.id):
        raise DrawExistsError
    check_day(named.day, by.territory.day(at))
    pool = await standing(db, panel)
    if not pool.wanted.size:
        raise NoSeatLeftError
    if pool.fingerprint != checked:
        raise PoolChangedError
    since = panel.reopened_at or panel.opens_at
    panel.frozen_at = at = await after_all(db, panel.id, max(at, since + datetime.resolution))
    panel.closes_at = min(panel.closes_at, at)
    await wait_no_more(db, panel)
    frozen = pool.frozen(secrets.token_hex(32))
    draw = Draw(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        algorithm=algorithm,
        size=pool.wanted.size,
        quotas=[msgspec.to_builtins(one) for one in pool.quotas],
        pool_size=len(pool.pool),
        excluded=pool.excluded,
        pool=frozen.text,
        pool_hash=frozen.sha256,
        lottery=named.lottery,
        lottery_on=named.day,
        which_numbers=named.numbers,
        frozen_at=at,
        frozen_by=person_of(by).id,
    )
    db.add(draw)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.DRAW_FROZEN, draw)
    await db.defer(MAKE, lock=MAKE, draw=str(draw.id))
    return draw


async def enter(db: WriteSession, panel_id: UUID, typed: str, *, by: Visitor) -> Draw:
    """The numbers of the public draw, by two people who each type them; once both agree, the panel sits.

    NoNumbersError, DrawMovedOnError, SealedLateError, LotteryNotOverError, EnteredAlreadyError;
    NotDrawableError once the panel has ended.
    """
    require(may_run_panels(by))
    found, by_id = numbers(typed), person_of(by).id
    draw = await of_panel(db, panel_id, by)
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    if panel.ended_at is not None:
        raise NotDrawableError
    zone, at, day = by.territory.zone, await db.now(), draw.lottery_on
    begins, ends = start_of(day, zone), end_of(day, zone)
    check_enterable(draw.state, at, day=day, begins=begins, ends=ends, sealed_at=draw.computed_at)
    if draw.void_asked_at is not None:
        raise DrawMovedOnError
    mine = turn(await entries_of(db, draw.id), by_id)
    entry = DrawEntry(
        territory_id=draw.territory_id,
        draw_id=draw.id,
        round=mine.round,
        place=mine.place,
        numbers=found,
        entered_at=at,
        entered_by=by_id,
    )
    db.add(entry)
    await db.flush()
    was = DRAW.facts(draw)
    if mine.beside is None:
        await emit(db, SecondNeeded(draw.id, entry.id))
    elif mine.beside.numbers != found:
        await emit(db, NumbersDiffer(draw.id, mine.round))
    else:
        await _draw(db, draw, found, by)
    await note(db, by.doer, ConsultationDeed.DRAW_ENTERED, draw, was)
    return draw


async def _draw(db: WriteSession, draw: Draw, result: str, by: Visitor) -> None:
    """The ticket follows from the seal and the numbers: nobody has a say any more."""
    report = drawn(msgspec.json.decode(draw.report or "", type=Report), result)
    draw.report, draw.state, draw.drawn_at = written(report), DrawState.DRAWN, await db.now()
    await db.flush()
    panel = await db.get_one(Panel, draw.panel_id)
    await seat(db, panel, await chosen(db, draw, report), by=by)


async def ask_void(db: WriteSession, panel_id: UUID, reason: str, *, by: Visitor) -> Draw:
    """That a draw be void; another person decides, and nobody types numbers meanwhile. DrawMovedOnError."""
    require(may_run_panels(by))
    draw = await of_panel(db, panel_id, by)
    if draw.state is DrawState.DRAWN or draw.void_asked_at is not None:
        raise DrawMovedOnError
    was = DRAW.facts(draw)
    draw.void_asked_at, draw.void_asked_by = await db.now(), person_of(by).id
    draw.void_reason = reason
    await emit(db, VoidAsked(draw.id))
    await note(db, by.doer, ConsultationDeed.DRAW_VOID_ASKED, draw, was, reason=reason)
    return draw


async def void(db: WriteSession, panel_id: UUID, *, by: Visitor) -> Draw:
    """The reason is published; volunteers stay, and another draw may begin.

    Of a further draw, who waited in reserve after the one before waits again, in the same order.

    DrawMovedOnError, SamePersonError.
    """
    draw = await _asked(db, panel_id, by)
    if draw.void_asked_by == person_of(by).id:
        raise SamePersonError
    was = DRAW.facts(draw)
    draw.state, draw.voided_at, draw.voided_by = DrawState.VOID, await db.now(), person_of(by).id
    await db.flush()
    panel = await held(db, Panel, by.territory.id, panel_id)
    earlier = await last_drawn(db, panel.id)
    if earlier is None:
        panel.frozen_at = None
    elif earlier.pool is not None and earlier.report is not None:
        before = msgspec.json.decode(earlier.report, type=Report)
        await wait_again(db, panel, await chosen(db, earlier, before))
    await note(db, by.doer, ConsultationDeed.DRAW_VOID, draw, was, reason=draw.void_reason)
    return draw


async def keep(db: WriteSession, panel_id: UUID, *, by: Visitor) -> Draw:
    """A draw that somebody asked to void goes on: anyone may say so, also who asked. DrawMovedOnError."""
    draw = await _asked(db, panel_id, by)
    was, reason = DRAW.facts(draw), draw.void_reason
    draw.void_asked_at = draw.void_asked_by = None
    draw.void_reason = ""
    await note(db, by.doer, ConsultationDeed.DRAW_KEPT, draw, was, reason=reason)
    return draw


async def hand_over(db: WriteSession, panel_id: UUID, draw_id: UUID | None = None, *, by: Visitor) -> Sheet:
    """All that a lottery is made of, for whoever is sworn to check it; it is noted who took it.

    The latest that counts, or the one named. NotFoundError of another panel's, and of
    a pool that is forgotten.
    """
    require(may_run_panels(by))
    if draw_id is None:
        draw = await of_panel(db, panel_id, by)
    else:
        draw = await one_of(db, Draw, by.territory.id, draw_id)
    if draw.panel_id != panel_id:
        raise NotFoundError
    if draw.pool is None:
        raise NotFoundError
    await note(db, by.doer, ConsultationDeed.DRAW_HANDED_OVER, draw, DRAW.facts(draw))
    return draw.sheet


async def _asked(db: WriteSession, panel_id: UUID, by: Visitor) -> Draw:
    require(may_run_panels(by))
    draw = await of_panel(db, panel_id, by)
    if draw.void_asked_at is None:
        raise DrawMovedOnError
    return draw


async def of_panel(db: WriteSession, panel_id: UUID, by: Visitor) -> Draw:
    """The latest that counts, held against whoever else would act on it; NotFoundError without any."""
    statement = of_territory(select(Draw), Draw.territory_id, by.territory.id).where(
        Draw.panel_id == panel_id, col(Draw.state) != DrawState.VOID
    )
    latest = statement.order_by(col(Draw.id).desc()).limit(1)
    held_alone = latest.with_for_update().execution_options(populate_existing=True)
    draw = (await db.exec(held_alone)).first()
    if draw is None:
        raise NotFoundError
    return draw


async def under_way(db: ReadSession, panel_id: UUID) -> bool:
    """Whether a panel has a draw whose outcome is still to come."""
    open_ = exists().where(col(Draw.panel_id) == panel_id, col(Draw.state).not_in(DECIDED))
    return (await db.exec(select(open_))).one()


async def last_drawn(db: ReadSession, panel_id: UUID) -> Draw | None:
    statement = select(Draw).where(Draw.panel_id == panel_id, Draw.state == DrawState.DRAWN)
    return (await db.exec(statement.order_by(col(Draw.id).desc()).limit(1))).first()


async def entries_of(db: WriteSession, draw_id: UUID) -> list[Entry]:
    statement = select(DrawEntry).where(DrawEntry.draw_id == draw_id)
    in_order = statement.order_by(col(DrawEntry.round), col(DrawEntry.place))
    return [Entry(one.round, one.entered_by, one.numbers) for one in await db.exec(in_order)]
