"""Pools are frozen, lotteries sealed, numbers typed by two people, draws voided by two."""

import json
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.drawing.invariants import INVARIANTS
from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.drawing.personal import FORGETS
from consultations.panels.drawing.queries import draws_of, report_of
from consultations.panels.drawing.rules import (
    DrawExistsError,
    DrawMovedOnError,
    DrawState,
    EnteredAlreadyError,
    LotteryDayError,
    LotteryNotOverError,
    NotDrawableError,
    PoolChangedError,
    SamePersonError,
)
from consultations.panels.drawing.service import ask_void, enter, freeze, hand_over, keep, void
from consultations.panels.drawing.standing import standing
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.members.calling import bar_of
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.service import take_out, volunteer
from consultations.panels.rules import PanelFrozenError, PanelNotOpenError, PanelStanding
from consultations.panels.service import end_panel, rewrite_panel
from consultations.panels.sortition import draw as program
from consultations.panels.sortition.freezing import spoken, thawed
from consultations.panels.sortition.report import Algorithm
from okote.identity.models import Grant, Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.privacy.service import forget
from tests.consultations.panels.conftest import CONSENT, said
from tests.consultations.panels.drawing.conftest import (
    NAMES,
    RESULT,
    frozen_by,
    named,
    pass_by,
)

ALL = (*INVARIANTS, *OF_PANELS)


async def seats(db):
    return (await db.exec(select(Seat).order_by(col(Seat.rank), col(Seat.id)))).all()


class TestFreezing:
    async def test_the_pool_is_hashed_without_a_name_and_closed(self, db, panel, frozen, volunteers):
        head, features, *people = [json.loads(line) for line in frozen.pool.splitlines()]
        assert (head[0], len(head[1]), features) == ("salt", 64, ["number", "Âge", "household"])
        assert [one[0] for one in people] == [spoken(one.number) for one in volunteers]
        assert not [name for name in (*NAMES, "quai", "Tilleuls") if name in frozen.pool]
        assert (frozen.state, frozen.pool_size, frozen.excluded) == (DrawState.FROZEN, 12, 0)
        assert panel.standing(await db.now()) is PanelStanding.OVER
        assert await violations(db, ALL) == []

    async def test_nobody_comes_in_any_more_and_the_call_stays_closed(
        self, db, panel, renderer, frozen, camille, samira
    ):
        with pytest.raises(PanelNotOpenError):
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)
        later = samira.territory.day(await db.now()) + timedelta(days=3)
        with pytest.raises(PanelFrozenError):
            await rewrite_panel(db, panel.id, ("a", "b", "c"), later, by=samira)
        with pytest.raises(DrawExistsError):
            await frozen_by(db, panel, samira)
        assert frozen.state is DrawState.FROZEN

    async def test_who_can_never_sit_is_left_out(self, db, panel, volunteers, roads, someone, samira):
        """As each is asked when a seat is offered: by what they said, and by what their account holds."""
        works, elected, observes, withdrew = volunteers[:4]
        works.own_service_id = roads.id
        at = await db.now()
        here = {"territory_id": panel.territory_id, "granted_at": at}
        for one, role in ((elected, Role.ELECTED), (observes, None)):
            person = (await someone()).person
            one.person_id, one.source, one.entered_by = person.id, "self", None
            one.consented_at, one.consent_version = at, "0" * 64
            if role is not None:
                db.add(Grant(**here, person_id=person.id, role=role))
        added = {"added_at": at, "added_by": samira.person.id}
        db.add(
            Observer(
                territory_id=panel.territory_id,
                panel_id=panel.id,
                kind="sworn",
                name="Zoé",
                function="Huissière",
                person_id=observes.person_id,
                **added,
            )
        )
        await db.flush()
        barred = [one.number for one in volunteers if await bar_of(db, panel, one) is not None]
        assert barred == [works.number, elected.number, observes.number]
        pool = await standing(db, panel)
        assert {one.id for one in pool.pool} == {spoken(one.number) for one in volunteers[3:]}
        assert pool.excluded == 3
        await db.exec(
            text(
                "UPDATE volunteer SET withdrawn_at = okote_now(), name = NULL, telephone = NULL, "
                "address = NULL, household = NULL, attributes = '{}' WHERE id = :id"
            ).bindparams(id=withdrew.id)
        )
        after = await standing(db, panel)
        assert (len(after.pool), after.excluded) == (8, 3)

    async def test_a_pool_that_changed_since_somebody_looked_is_looked_at_again(
        self, db, panel, volunteers, renderer, samira
    ):
        checked = (await standing(db, panel)).fingerprint
        await take_out(db, renderer, volunteers[0].id, by=samira)
        with pytest.raises(PoolChangedError):
            await freeze(
                db, panel.id, await named(db, samira), Algorithm.STRATIFIED, checked=checked, by=samira
            )

    @pytest.mark.parametrize("days", [0, 91])
    async def test_what_decides_is_still_to_come(self, db, panel, volunteers, samira, days):
        assert volunteers
        with pytest.raises(LotteryDayError):
            await frozen_by(db, panel, samira, days=days)

    async def test_only_of_a_call_that_has_begun_and_by_whoever_runs_panels(
        self, db, draft, panel, samira, agent
    ):
        with pytest.raises(ForbiddenError):
            await frozen_by(db, panel, agent)
        await end_panel(db, panel.id, by=samira)
        with pytest.raises(NotDrawableError):
            await frozen_by(db, draft, samira)


class TestTyping:
    async def test_once_two_agree_the_panel_is_that_of_the_ticket(self, db, panel, due, samira, marc):
        await enter(db, panel.id, "07-12-23-31-40 + 5", by=samira)
        assert (due.state, await seats(db)) == (DrawState.COMPUTED, [])
        await enter(db, panel.id, RESULT, by=marc)
        report, people = json.loads(due.report), {one.id: one for one in await db.exec(select(Volunteer))}
        assert due.state is DrawState.DRAWN
        assert program.drawn(report, RESULT)["panel"] == report["panel"]
        assert program.differences(report, program.drawn(report, RESULT)) == []
        given = await seats(db)
        drawn = {spoken(people[one.volunteer_id].number) for one in given if one.rank == 0}
        assert drawn == set(report["panel"])
        assert {one.state for one in given if one.rank == 0} == {SeatState.INVITED}
        assert await violations(db, ALL) == []

    async def test_reserves_wait_by_stratum_in_the_order_of_the_report_one_of_a_household(
        self, db, drawn, volunteers
    ):
        by_number = {spoken(one.number): one for one in volunteers}
        homes = {by_number[one].household for one in report_of(drawn).panel}
        expected = {"jeune": [], "âgée": []}
        for number in report_of(drawn).reserves:
            one = by_number[number]
            if one.household not in homes:
                homes.add(one.household)
                expected[one.attributes["Âge"]].append(one.id)
        waiting = [one for one in await seats(db) if one.rank]
        for stratum, people in expected.items():
            of_it = [(one.volunteer_id, one.rank) for one in waiting if one.stratum == stratum]
            assert of_it == [(person, place) for place, person in enumerate(people, 1)]
        assert len({one.household for one in volunteers}) == 11

    async def test_two_who_differ_draw_nobody_and_begin_again(self, db, panel, due, samira, marc):
        await enter(db, panel.id, RESULT, by=samira)
        with pytest.raises(EnteredAlreadyError):
            await enter(db, panel.id, RESULT, by=samira)
        await enter(db, panel.id, "7 12 23 31 40 6", by=marc)
        assert (due.state, await seats(db)) == (DrawState.COMPUTED, [])
        await enter(db, panel.id, RESULT, by=marc)
        await enter(db, panel.id, RESULT, by=samira)
        assert due.state is DrawState.DRAWN
        rows = (await db.exec(select(DrawEntry).order_by(col(DrawEntry.id)))).all()
        assert [(one.round, one.place) for one in rows] == [(1, 1), (1, 2), (2, 1), (2, 2)]
        assert await violations(db, ALL) == []

    async def test_the_trail_tells_who_typed_and_never_what(self, db, panel, due, samira):
        await enter(db, panel.id, "41 42", by=samira)
        trail = (await db.exec(select(AuditEntry).where(AuditEntry.deed == "draw_entered"))).all()
        assert [(one.person_id, one.subject_id) for one in trail] == [(samira.person.id, panel.id)]
        assert "41" not in str([(one.before, one.after) for one in trail])
        assert due.state is DrawState.COMPUTED

    async def test_not_before_the_day_is_over_nor_twice_nor_by_others(
        self, db, panel, sealed, samira, agent, marc
    ):
        with pytest.raises(LotteryNotOverError):
            await enter(db, panel.id, RESULT, by=samira)
        with pytest.raises(ForbiddenError):
            await enter(db, panel.id, RESULT, by=agent)
        await pass_by(db, 4)
        for who in (samira, marc):
            await enter(db, panel.id, RESULT, by=who)
        with pytest.raises(DrawMovedOnError):
            await enter(db, panel.id, RESULT, by=marc)
        assert sealed.state is DrawState.DRAWN


def one_with_a_reserve(due):
    """The number of somebody who is about to be drawn, and for whom somebody else can sit."""
    people = {one.id: one for one in thawed(due.pool, due.sheet.wanted).pool}
    drawn = program.drawn(json.loads(due.report), RESULT)
    homes = {people[number].household for number in drawn["panel"]}
    waiting = [people[number] for number in drawn["reserves"]]
    strata = {one.values for one in waiting if one.household not in homes}
    return next(number for number in drawn["panel"] if people[number].values in strata)


class TestWithdrawing:
    async def test_who_withdraws_from_a_frozen_pool_leaves_a_number_and_gives_their_seat_up(
        self, db, panel, due, renderer, samira, marc
    ):
        """What was frozen stays, or its hash could not be checked; nothing leads from it to them any more."""
        pool, number = due.pool, one_with_a_reserve(due)
        wanted = int(number.replace("-", ""))
        leaving = (await db.exec(select(Volunteer).where(Volunteer.number == wanted))).one()
        await take_out(db, renderer, leaving.id, by=samira)
        assert (leaving.name, leaving.household, leaving.attributes, leaving.number) == (
            None,
            None,
            {},
            wanted,
        )
        for who in (samira, marc):
            await enter(db, panel.id, RESULT, by=who)
        assert (due.pool, number in report_of(due).panel) == (pool, True)
        states = {one.volunteer_id: one.state for one in await seats(db)}
        assert states[leaving.id] is SeatState.DROPPED
        called = [one for one in await seats(db) if one.state is SeatState.INVITED]
        assert (len(called), sum(one.rank > 0 for one in called)) == (9, 1)
        assert await violations(db, ALL) == []

    async def test_what_was_frozen_goes_with_the_volunteers_and_the_report_stays(
        self, db, panel, drawn, samira, tmp_path
    ):
        await end_panel(db, panel.id, by=samira)
        await pass_by(db, 31)
        [kind] = FORGETS
        assert await forget(db, kind, uploads=tmp_path) == 1
        await db.refresh(drawn)
        assert (drawn.pool, report_of(drawn).pool.sha256) == (None, drawn.pool_hash)
        with pytest.raises(NotFoundError):
            await hand_over(db, panel.id, by=samira)


class TestVoid:
    async def test_two_people_declare_it_void_and_another_may_begin(self, db, panel, due, samira, marc):
        await enter(db, panel.id, RESULT, by=samira)
        await ask_void(db, panel.id, "La loterie n’a pas eu lieu.", by=samira)
        with pytest.raises(DrawMovedOnError):
            await enter(db, panel.id, RESULT, by=marc)
        with pytest.raises(SamePersonError):
            await void(db, panel.id, by=samira)
        await void(db, panel.id, by=marc)
        assert (due.state, panel.frozen_at) == (DrawState.VOID, None)
        again = await frozen_by(db, panel, samira)
        found = await draws_of(db, panel.territory_id, panel.id)
        assert [one.id for one in found] == [again.id, due.id]
        assert again.pool_hash != due.pool_hash
        assert await violations(db, ALL) == []

    async def test_it_may_go_on_and_once_it_is_drawn_it_stays(self, db, panel, due, samira, marc):
        await ask_void(db, panel.id, "Un doute.", by=samira)
        with pytest.raises(DrawMovedOnError):
            await ask_void(db, panel.id, "Un autre doute.", by=marc)
        await keep(db, panel.id, by=samira)
        for who in (samira, marc):
            await enter(db, panel.id, RESULT, by=who)
        with pytest.raises(DrawMovedOnError):
            await ask_void(db, panel.id, "Trop tard.", by=marc)
        with pytest.raises(DrawMovedOnError):
            await void(db, panel.id, by=marc)
        assert due.state is DrawState.DRAWN


async def test_a_sheet_has_all_that_the_report_is_made_of_and_it_is_noted_who_took_it(
    db, panel, drawn, samira
):
    sheet = await hand_over(db, panel.id, by=samira)
    assert msgspec.json.decode(msgspec.json.encode(sheet), type=type(sheet)) == drawn.sheet
    deeds = [one.deed for one in await db.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]
    assert deeds[-1] == "draw_handed_over"
    assert (await db.exec(select(Draw))).one().state is DrawState.DRAWN
