"""Lotteries are sealed by the worker, however often it is killed, and halts are told once."""

import json

import pytest

from consultations.panels.drawing import making
from consultations.panels.drawing.computing import Change, Said, Unmet
from consultations.panels.drawing.events import DrawHalted, NumbersDue
from consultations.panels.drawing.invariants import INVARIANTS
from consultations.panels.drawing.queries import report_of
from consultations.panels.drawing.rules import (
    DrawState,
    Hitch,
    NotDrawableError,
    SealedLateError,
)
from consultations.panels.drawing.service import ask_void, enter, keep, void
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.service import end_panel
from consultations.panels.sortition import draw as program
from consultations.panels.sortition.report import Algorithm
from okote.platform.checks import violations
from okote.platform.events import SUBSCRIPTIONS
from tests.consultations.panels.drawing.conftest import (
    RESULT,
    frozen_by,
    opening,
    pass_by,
    seal,
)

ALL = (*INVARIANTS, *OF_PANELS)


def heard(db, event):
    """What is told of that kind from now on."""
    told = []

    async def hear(_db, one):
        told.append(one)

    db.info[SUBSCRIPTIONS][event] = (hear,)
    return told


class TestMaking:
    @pytest.mark.parametrize("algorithm", Algorithm)
    async def test_the_worker_seals_every_panel_that_may_sit(self, db, panel, volunteers, samira, algorithm):
        assert volunteers
        draw = await frozen_by(db, panel, samira, algorithm)
        await making.make(opening(db), draw.id)
        report = report_of(draw)
        assert (draw.state, draw.progress, report.pool.sha256) == (DrawState.COMPUTED, 100, draw.pool_hash)
        assert (report.public_draw, report.panel) == (draw.public_draw, None)
        assert program.differences(json.loads(draw.report), {"seal": report.seal}) == []
        before = draw.report
        await making.make(opening(db), draw.id)
        assert draw.report == before
        assert await violations(db, ALL) == []

    async def test_one_that_was_killed_is_made_anew_and_comes_out_the_same(self, db, frozen):
        await making.begun(db, frozen.id)
        await making.advance(db, frozen.id, 40)
        await making.advance(db, frozen.id, 30)
        await db.refresh(frozen)
        assert (frozen.state, frozen.progress) == (DrawState.COMPUTING, 40)
        assert await making.begun(db, frozen.id) == frozen.sheet
        await seal(db, frozen)
        assert frozen.state is DrawState.COMPUTED

    async def test_nobody_waits_for_one_that_is_void(self, db, panel, frozen, samira, marc):
        await making.begun(db, frozen.id)
        await ask_void(db, panel.id, "Une erreur.", by=samira)
        await void(db, panel.id, by=marc)
        with pytest.raises(making.NobodyWaitsError):
            await making.advance(db, frozen.id, 50)
        await making.ended(db, frozen.id, Said(report="{}"))
        assert (frozen.state, frozen.report) == (DrawState.VOID, None)
        assert await making.begun(db, frozen.id) is None

    @pytest.mark.parametrize(
        ("said", "hitch"),
        [
            (Said(unmet=Unmet((), (Change("Âge", "jeune", 9, 9, 1, 0),))), Hitch.UNMET),
            (Said(unsolved="time limit"), Hitch.UNSOLVED),
        ],
    )
    async def test_where_no_lottery_comes_somebody_is_told_once(self, db, frozen, said, hitch):
        told = heard(db, DrawHalted)
        await making.begun(db, frozen.id)
        await making.ended(db, frozen.id, said)
        assert (frozen.hitch, told) == (hitch, [DrawHalted(frozen.id)])
        assert await making.begun(db, frozen.id) is None

    async def test_who_has_to_type_is_told_once_the_day_is_over(self, db, sealed):
        told = heard(db, NumbersDue)
        await pass_by(db, 3)
        assert await making.look(db) == 0
        await pass_by(db, 1)
        assert [await making.look(db) for _ in range(2)] == [1, 0]
        assert told == [NumbersDue(sealed.id)]

    async def test_who_has_to_type_is_told_once_a_draw_that_might_be_void_goes_on(
        self, db, panel, due, samira, marc
    ):
        told = heard(db, NumbersDue)
        await ask_void(db, panel.id, "Une erreur.", by=samira)
        assert await making.look(db) == 0
        await keep(db, panel.id, by=marc)
        assert await making.look(db) == 1
        assert told == [NumbersDue(due.id)]

    async def test_once_the_panel_has_ended_nobody_is_asked_for_numbers_and_nobody_types_any(
        self, db, panel, due, samira
    ):
        told = heard(db, NumbersDue)
        await end_panel(db, panel.id, by=samira)
        assert (await making.look(db), told) == (0, [])
        with pytest.raises(NotDrawableError):
            await enter(db, panel.id, RESULT, by=samira)
        assert due.state is DrawState.COMPUTED

    async def test_a_lottery_that_comes_too_late_is_told_and_decides_nothing(self, db, panel, frozen, samira):
        told = heard(db, DrawHalted)
        await pass_by(db, 3)
        assert [await making.look(db) for _ in range(2)] == [1, 0]
        await seal(db, frozen)
        assert (frozen.hitch, set(told)) == (Hitch.LATE, {DrawHalted(frozen.id)})
        await pass_by(db, 1)
        with pytest.raises(SealedLateError):
            await enter(db, panel.id, RESULT, by=samira)
