"""Seats for which nobody is left are drawn for again, in public; or the call is opened again before."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.drawing.again import reopen_call
from consultations.panels.drawing.invariants import INVARIANTS
from consultations.panels.drawing.queries import counting, draws_of, published, report_of
from consultations.panels.drawing.rules import (
    DrawExistsError,
    DrawMovedOnError,
    DrawState,
    NoSeatLeftError,
)
from consultations.panels.drawing.service import ask_void, enter, hand_over, void
from consultations.panels.drawing.standing import standing
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.members.invariants import INVARIANTS as OF_MEMBERS
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import FREED, SEATED, SeatState
from consultations.panels.members.service import accept, decline
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.rules import VolunteerSeatedError
from consultations.panels.recruiting.service import bring, change, volunteer
from consultations.panels.rules import CallPastError, PanelEndedError, PanelStanding
from consultations.panels.service import close_call, end_panel
from consultations.panels.sortition import draw as program
from consultations.panels.sortition.freezing import spoken
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.panels.conftest import CONSENT, said
from tests.consultations.panels.drawing.conftest import frozen_by, pass_by, seal

ALL = (*INVARIANTS, *OF_PANELS, *OF_MEMBERS)
OTHER = "1 2 3 4 5 6"


def old(volunteers):
    return {one.id for one in volunteers if one.attributes["Âge"] == "âgée"}


@pytest.fixture
async def volunteers(db, panel, samira):
    """Ten young and ten old, who live apart."""
    people = [
        said(f"N{number}", "âgée" if number % 2 else "jeune", address=f"{number} rue des Tilleuls")
        for number in range(20)
    ]
    await bring(db, panel.id, people, by=samira)
    await pass_by(db, 0.01)
    return (await db.exec(select(Volunteer).order_by(col(Volunteer.number)))).all()


@pytest.fixture
async def drawn(db, due, panel, volunteers, samira, marc):
    """By numbers of which four young and five old come: without the young, an old one keeps the quotas."""
    aged, report = (
        {spoken(one.number) for one in volunteers if one.id in old(volunteers)},
        json.loads(due.report),
    )
    numbers = (f"{number}" for number in range(1, 1_000))
    result = next(one for one in numbers if len(aged & set(program.drawn(report, one)["panel"])) == 5)
    await enter(db, panel.id, result, by=samira)
    return await enter(db, panel.id, result, by=marc)


async def seats(db):
    statement = select(Seat).order_by(col(Seat.id)).execution_options(populate_existing=True)
    return (await db.exec(statement)).all()


async def in_state(db, *states):
    return [one for one in await seats(db) if one.state in states]


async def exhaust(db, stratum, *, leave=1):
    """People of it say no until nobody waits there, and so many seats are nobody's."""
    while sum(one.state in SEATED for one in await seats(db)) > 9 - leave:
        [first, *_] = [one for one in await in_state(db, SeatState.INVITED) if one.stratum == stratum]
        await decline(db, first)


@pytest.fixture
async def left(db, drawn):
    """One seat of the nine, for which no reserve of its stratum waits."""
    assert drawn.state is DrawState.DRAWN
    await exhaust(db, "jeune")


async def again(db, panel, samira, marc, result=OTHER):
    """A further draw, from the freezing to the numbers."""
    draw = await frozen_by(db, panel, samira)
    await seal(db, draw)
    await pass_by(db, 4)
    for who in (samira, marc):
        await enter(db, panel.id, result, by=who)
    return draw


async def sound(db):
    return [one.invariant.name for one in await violations(db, ALL)]


class TestTheSeatsThatAreLeft:
    @pytest.mark.usefixtures("left")
    async def test_are_drawn_for_among_whoever_was_not_beside_those_who_sit(
        self, db, panel, drawn, volunteers, samira, marc
    ):
        """Those who sit count towards the quotas, and stay; who gave a seat up is not drawn again."""
        stay = {one.volunteer_id for one in await in_state(db, *SEATED)}
        gone = {one.volunteer_id for one in await in_state(db, *FREED)}
        pool = await standing(db, panel)
        numbers = {one.id: spoken(one.number) for one in volunteers}
        assert pool.wanted.size == 1
        assert {one.id for one in pool.pool}.isdisjoint({numbers[one] for one in stay | gone})
        draw = await again(db, panel, samira, marc)
        assert (draw.size, drawn.state, draw.state) == (1, DrawState.DRAWN, DrawState.DRAWN)
        sits = {one.volunteer_id for one in await in_state(db, *SEATED)}
        assert stay < sits
        assert {numbers[one] for one in sits - stay} == set(report_of(draw).panel)
        people = {one.id: one for one in volunteers}
        ages = [people[one].attributes["Âge"] for one in sits]
        assert 2 <= ages.count("jeune") <= 5
        assert 3 <= ages.count("âgée") <= 6
        assert await sound(db) == []

    @pytest.mark.usefixtures("left")
    async def test_its_report_is_replayed_as_the_first_and_both_stay_published(
        self, db, panel, drawn, samira, marc
    ):
        draw = await again(db, panel, samira, marc)
        report = json.loads(draw.report)
        assert program.differences(report, program.drawn(report, OTHER)) == []
        found = await draws_of(db, panel.territory_id, panel.id)
        assert [one.id for one in counting(found)] == [drawn.id, draw.id]
        here = panel.territory_id, panel.id
        assert [(await published(db, *here, number)).id for number in (None, 1, 2)] == [
            draw.id,
            drawn.id,
            draw.id,
        ]
        with pytest.raises(NotFoundError):
            await published(db, *here, 3)
        assert (await hand_over(db, panel.id, by=samira)).size == 1
        assert (await hand_over(db, panel.id, drawn.id, by=samira)).size == 9

    @pytest.mark.usefixtures("left")
    async def test_nobody_is_called_from_the_reserve_while_they_are_drawn_for(
        self, db, panel, volunteers, samira, marc
    ):
        """They are in the pool again, and a seat that is freed meanwhile is filled in the new order."""
        assert await in_state(db, SeatState.WAITING)
        draw = await frozen_by(db, panel, samira)
        await seal(db, draw)
        for one in [one for one in await in_state(db, SeatState.INVITED) if one.stratum == "âgée"][:2]:
            await decline(db, one)
        assert (len(await in_state(db, *SEATED)), await in_state(db, SeatState.WAITING)) == (6, [])
        assert await sound(db) == []
        await pass_by(db, 4)
        for who in (samira, marc):
            await enter(db, panel.id, OTHER, by=who)
        numbers = {one.id: spoken(one.number) for one in volunteers}
        [called] = [one for one in await in_state(db, *SEATED) if one.rank == 1 and one.stratum == "âgée"]
        order = [one for one in report_of(draw).reserves if one in {numbers[key] for key in old(volunteers)}]
        assert numbers[called.volunteer_id] == order[0]
        assert await sound(db) == []

    @pytest.mark.usefixtures("left")
    async def test_of_a_void_one_the_reserves_wait_again_in_their_order(self, db, panel, samira, marc):
        before = [(one.volunteer_id, one.stratum) for one in await in_state(db, SeatState.WAITING)]
        draw = await frozen_by(db, panel, samira)
        assert await in_state(db, SeatState.WAITING) == []
        await ask_void(db, panel.id, "La loterie n’a pas lieu.", by=samira)
        await void(db, panel.id, by=marc)
        after = await in_state(db, SeatState.WAITING)
        in_order = sorted(after, key=lambda one: (one.stratum, one.rank))
        assert [(one.volunteer_id, one.stratum) for one in in_order] == sorted(
            before, key=lambda one: (one[1], before.index(one))
        )
        assert (draw.state, panel.frozen, await sound(db)) == (DrawState.VOID, True, [])
        assert (await again(db, panel, samira, marc)).state is DrawState.DRAWN

    async def test_there_is_nothing_to_draw_for_while_each_seat_is_somebody_s(self, db, panel, drawn, samira):
        assert drawn.state is DrawState.DRAWN
        with pytest.raises(NoSeatLeftError):
            await frozen_by(db, panel, samira)
        with pytest.raises(NoSeatLeftError):
            await reopen_call(db, panel.id, await day(db, samira, 5), by=samira)

    @pytest.mark.usefixtures("left")
    async def test_one_draw_at_a_time(self, db, panel, samira):
        await frozen_by(db, panel, samira)
        with pytest.raises(DrawExistsError):
            await frozen_by(db, panel, samira)
        with pytest.raises(DrawExistsError):
            await reopen_call(db, panel.id, await day(db, samira, 5), by=samira)


async def day(db, visitor, days):
    return visitor.territory.day(await db.now()) + timedelta(days=days)


class TestOpeningTheCallAgain:
    @pytest.mark.usefixtures("left")
    async def test_others_come_and_are_drawn_beside_those_who_sit(
        self, db, panel, renderer, samira, marc, camille
    ):
        await reopen_call(db, panel.id, await day(db, samira, 5), by=samira)
        assert panel.standing(await db.now()) is PanelStanding.OPEN
        await volunteer(db, renderer, panel.id, said(address="9 quai"), CONSENT, by=camille)
        await bring(db, panel.id, [said("Zoé", "âgée", address="8 quai")], by=samira)
        assert await sound(db) == []
        await pass_by(db, 0.01)
        names = {one.name for one in await db.exec(select(Volunteer).order_by(col(Volunteer.id)))}
        assert {"Camille", "Zoé"} < names
        draw = await again(db, panel, samira, marc)
        assert panel.standing(await db.now()) is PanelStanding.OVER
        people = {spoken(one.number): one.name for one in await db.exec(select(Volunteer))}
        assert {"Camille", "Zoé"} <= {people[number] for number in report_of(draw).numbers}
        assert await sound(db) == []

    @pytest.mark.usefixtures("left")
    async def test_it_can_be_closed_early_and_nobody_opens_it_twice(self, db, panel, samira, agent):
        until = await day(db, samira, 5)
        with pytest.raises(ForbiddenError):
            await reopen_call(db, panel.id, until, by=agent)
        with pytest.raises(CallPastError):
            await reopen_call(db, panel.id, await day(db, samira, -1), by=samira)
        await reopen_call(db, panel.id, until, by=samira)
        with pytest.raises(DrawMovedOnError):
            await reopen_call(db, panel.id, until, by=samira)
        await pass_by(db, 0.01)
        await close_call(db, panel.id, by=samira)
        assert panel.standing(await db.now()) is PanelStanding.OVER
        await end_panel(db, panel.id, by=samira)
        with pytest.raises(PanelEndedError):
            await reopen_call(db, panel.id, until, by=samira)
        assert await sound(db) == []

    async def test_not_before_anybody_was_drawn(self, db, panel, frozen, samira):
        assert frozen.state is DrawState.FROZEN
        with pytest.raises(DrawExistsError):
            await reopen_call(db, panel.id, await day(db, samira, 5), by=samira)

    @pytest.mark.usefixtures("left")
    async def test_who_sits_no_longer_changes_what_quotas_count(self, db, panel, samira, camille):
        """With an account: whoever came by a list changes nothing by themselves."""
        [first, *_] = await in_state(db, SeatState.INVITED)
        await accept(db, first)
        await db.exec(
            text(
                "UPDATE volunteer SET source = 'self', person_id = :camille, entered_by = NULL, "
                "consented_at = okote_now(), consent_version = 'x' WHERE id = :id"
            ).bindparams(camille=camille.person.id, id=first.volunteer_id)
        )
        await reopen_call(db, panel.id, await day(db, samira, 5), by=samira)
        with pytest.raises(VolunteerSeatedError):
            await change(db, panel.id, said(age="âgée"), by=camille)


@pytest.mark.usefixtures("left")
async def test_nobody_of_a_household_is_drawn_beside_one_who_sits(db, panel, volunteers):
    sits = {one.volunteer_id for one in await in_state(db, *SEATED)}
    [one, *_] = sorted(sits)
    other = next(each for each in volunteers if each.id not in sits and each.withdrawn_at is None)
    home = next(each.household for each in volunteers if each.id == one)
    other.household = home
    await db.flush()
    assert spoken(other.number) not in {each.id for each in (await standing(db, panel)).pool}
