"""The drawn are invited, answer or not; reserves are called; nobody sits who can't."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from consultations.panels.members import observers
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.observers import ObserverDetails, add_observer
from consultations.panels.members.queries import (
    drawn_seats_of,
    members,
    own_seat,
    seats_of_person,
    sitting_members,
)
from consultations.panels.members.rules import (
    AnswerDayError,
    Bar,
    CallNotOverError,
    Chosen,
    ObserverKind,
    ObserverSitsError,
    ObserverTwiceError,
    SeatBarredError,
    SeatDrawnTwiceError,
    SeatMovedOnError,
    TooManySeatedError,
)
from consultations.panels.members.service import (
    accept,
    by_link,
    decline,
    drop_out,
    enter_answer,
    enter_drop,
    give_time,
    own,
    seat,
)
from consultations.panels.members.silence import look_after
from consultations.panels.recruiting.service import on_account_closed, volunteer, withdraw
from consultations.panels.service import close_call, end_panel
from okote.identity.events import AccountClosed
from okote.identity.models import Grant, Role
from okote.identity.sessions import fingerprint
from okote.platform.audit import AuditEntry
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.panels.conftest import CONSENT, said
from tests.consultations.panels.members.conftest import (
    NAMES,
    YOUNG,
    brought,
    chosen,
    later,
    ordered,
    seat_of,
    sound,
    stands,
)

DAY = timedelta(days=1)


class TestCalling:
    @pytest.mark.usefixtures("people")
    async def test_the_drawn_are_invited_and_reserves_wait(self, db, panel):
        assert await stands(db, panel) == {
            "Ada": "invited",
            "Bob": "invited",
            **dict.fromkeys(NAMES[2:], "waiting"),
        }
        ada = await seat_of(db, "Ada")
        assert (ada.answer_by - ada.invited_at.date()).days in {10, 11}
        assert (await sound(db), await ordered(db, "offered")) == ([], 2)

    @pytest.mark.usefixtures("people")
    async def test_whoever_declines_is_followed_by_the_next_of_their_stratum(self, db, panel):
        ada = await seat_of(db, "Ada")
        await decline(db, ada, "Je déménage.")
        assert (await stands(db, panel))["Cleo"] == "invited"
        assert (await seat_of(db, "Cleo")).replaces_id == ada.id
        await decline(db, await seat_of(db, "Cleo"))
        eva = await seat_of(db, "Eva")
        assert (eva.state, (await stands(db, panel))["Dan"]) == ("invited", "waiting")
        await accept(db, eva)
        with pytest.raises(SeatMovedOnError):
            await decline(db, eva)
        assert [one.id for one in await sitting_members(db, panel.id)] == [eva.id]
        assert await sound(db) == []

    @pytest.mark.usefixtures("people")
    async def test_where_no_reserve_is_left_the_organiser_is_told_which(self, db, panel, samira):
        for name in ("Ada", "Cleo", "Eva"):
            await decline(db, await seat_of(db, name))
        assert await ordered(db, "exhausted") == 1
        told = await members(db, samira.territory.id, panel.id)
        assert [one.seat.stratum for one in told.free] == [YOUNG]
        assert [one.volunteer.name for one in told.invited] == ["Bob"]
        assert await sound(db) == []

    @pytest.mark.usefixtures("people")
    async def test_who_drops_out_is_followed_too_and_a_reserve_may_leave_the_list(self, db, panel):
        await accept(db, await seat_of(db, "Ada"))
        await drop_out(db, await seat_of(db, "Cleo"))
        await drop_out(db, await seat_of(db, "Ada"), "Trop loin.")
        assert (await stands(db, panel))["Eva"] == "invited"
        with pytest.raises(SeatMovedOnError):
            await drop_out(db, await seat_of(db, "Bob"))
        assert await sound(db) == []

    @pytest.mark.usefixtures("people")
    async def test_nobody_is_called_once_the_panel_has_ended(self, db, panel, samira):
        await accept(db, await seat_of(db, "Ada"))
        await end_panel(db, panel.id, by=samira)
        for use_case in (drop_out(db, await seat_of(db, "Ada")), accept(db, await seat_of(db, "Bob"))):
            with pytest.raises(SeatMovedOnError):
                await use_case
        await later(db, 30)
        await look_after(db, samira.territory, panel.id)
        assert (await stands(db, panel))["Dan"] == "waiting"
        assert await sound(db) == []

    async def test_a_further_draw_fills_the_seats_that_are_left(self, db, panel, samira):
        names = (*NAMES, "Gil", "Hana")
        people = await brought(db, panel, samira, names)
        await close_call(db, panel.id, by=samira)
        drawn = chosen(people)
        await seat(db, panel, drawn[:3], by=samira)
        for name in ("Ada", "Cleo"):
            await decline(db, await seat_of(db, name))
        with pytest.raises(SeatDrawnTwiceError):
            await seat(db, panel, drawn[1:2], by=samira)
        both = [Chosen(people["Gil"], YOUNG, 0), Chosen(people["Hana"], YOUNG, 0)]
        with pytest.raises(TooManySeatedError):
            await seat(db, panel, both, by=samira)
        further = [Chosen(people["Gil"], YOUNG, 0), Chosen(people["Eva"], YOUNG, 1)]
        await seat(db, panel, further, by=samira)
        gil, eva = await seat_of(db, "Gil"), await seat_of(db, "Eva")
        assert (gil.replaces_id, eva.rank) == ((await seat_of(db, "Cleo")).id, 2)
        assert (await members(db, samira.territory.id, panel.id)).free == []
        assert await sound(db) == []

    async def test_a_panel_is_seated_once_its_call_is_closed_by_who_runs_it(
        self, db, panel, samira, agent, elsewhere, someone
    ):
        people = await brought(db, panel, samira)
        with pytest.raises(CallNotOverError):
            await seat(db, panel, chosen(people), by=samira)
        await close_call(db, panel.id, by=samira)
        with pytest.raises(ForbiddenError):
            await seat(db, panel, chosen(people), by=agent)
        with pytest.raises(NotFoundError):
            await seat(db, panel, chosen(people), by=await someone(Role.ORGANISER, at=elsewhere))
        other = Chosen(panel.id, YOUNG, 0)
        with pytest.raises(NotFoundError):
            await seat(db, panel, [other], by=samira)


class TestWhoCannotSit:
    @pytest.fixture
    async def camilles(self, db, renderer, panel, camille):
        return await volunteer(db, renderer, panel.id, said("Camille", YOUNG), CONSENT, by=camille)

    @pytest.fixture
    async def drawn(self, db, panel, samira, camilles):
        """Camille is the first reserve of the young."""
        people = await brought(db, panel, samira, ("Ada", "Bob", "Cleo", "Dan", "Eva"))
        await close_call(db, panel.id, by=samira)
        order = ("Ada", "Bob", "Camille", "Dan", "Eva")
        people |= {"Camille": camilles.id}
        await seat(db, panel, chosen(people, order), by=samira)

    async def _bar(self, db, panel, samira, camille, camilles, bar):
        given = {"territory_id": panel.territory_id, "person_id": camille.person.id}
        at = await db.now()
        match bar:
            case Bar.OWN_SERVICE:
                db.add(Grant(**given, role=Role.SERVICE, scope=panel.service_id, granted_at=at))
            case Bar.ELECTED:
                db.add(Grant(**given, role=Role.ELECTED, granted_at=at))
            case Bar.OBSERVER:
                db.add(
                    Observer(
                        territory_id=panel.territory_id,
                        panel_id=panel.id,
                        kind="sworn",
                        name="C.",
                        function="Huissière",
                        person_id=camille.person.id,
                        added_at=at,
                        added_by=samira.person.id,
                    )
                )
            case _:
                camilles.own_service_id = panel.service_id
        await db.flush()

    @pytest.mark.parametrize("bar", [*(one for one in Bar if one is not Bar.WITHDRAWN), None])
    @pytest.mark.usefixtures("drawn")
    async def test_a_reserve_who_cannot_sit_is_passed_over(self, db, panel, samira, camille, camilles, bar):
        await self._bar(db, panel, samira, camille, camilles, bar)
        await decline(db, await seat_of(db, "Ada"))
        passed = await seat_of(db, "Camille")
        assert (passed.state, passed.barred) == ("dropped", bar or Bar.OWN_SERVICE)
        assert (await seat_of(db, "Eva")).state == "invited"
        assert await sound(db) == []

    @pytest.mark.usefixtures("drawn")
    async def test_who_is_invited_and_cannot_sit_any_more_cannot_accept(
        self, db, panel, samira, camille, camilles
    ):
        await decline(db, await seat_of(db, "Ada"))
        await self._bar(db, panel, samira, camille, camilles, Bar.ELECTED)
        with pytest.raises(SeatBarredError):
            await accept(db, await seat_of(db, "Camille"))

    async def test_whoever_was_drawn_and_cannot_sit_is_followed_at_once(
        self, db, renderer, panel, samira, camille, camilles
    ):
        people = await brought(db, panel, samira, ("Bob", "Cleo"))
        await close_call(db, panel.id, by=samira)
        await withdraw(db, renderer, panel.id, by=camille)
        drawn = [Chosen(camilles.id, YOUNG, 0), Chosen(people["Bob"], YOUNG, 1)]
        await seat(db, panel, drawn, by=samira)
        assert (await seat_of(db, "Bob")).state == "invited"
        gone = (await db.exec(select(Seat).where(Seat.volunteer_id == camilles.id))).one()
        assert (gone.barred, await sound(db)) == (Bar.WITHDRAWN, [])

    @pytest.mark.usefixtures("drawn")
    async def test_withdrawing_gives_the_seat_up_and_nothing_of_it_stays(self, db, renderer, panel, camille):
        await decline(db, await seat_of(db, "Ada"))
        seat = await own(db, (await seat_of(db, "Camille")).id, by=camille)
        await accept(db, seat)
        seat.token_hash = fingerprint("x")
        assert len(await seats_of_person(db, panel.territory_id, camille.person.id)) == 1
        await withdraw(db, renderer, panel.id, by=camille)
        assert (seat.state, seat.token_hash) == ("dropped", None)
        assert (await seat_of(db, "Eva")).state == "invited"
        assert await sound(db) == []

    @pytest.mark.usefixtures("drawn")
    async def test_so_does_closing_the_account(self, db, panel, camille):
        await on_account_closed(db, AccountClosed(camille.person.id))
        assert list((await stands(db, panel)).values()).count("dropped") == 1
        assert await drawn_seats_of(db, panel.territory_id, camille.person.id) == []
        assert await sound(db) == []

    @pytest.mark.usefixtures("drawn")
    async def test_observers_are_never_members(self, db, panel, samira, camille, someone):
        details = ObserverDetails(ObserverKind.ELECTED, "Bruno", "Adjoint", camille.person.id)
        with pytest.raises(ObserverSitsError):
            await add_observer(db, panel.id, details, by=samira)
        bruno = await someone(Role.ELECTED)
        details = ObserverDetails(ObserverKind.ELECTED, "Bruno", "Adjoint", bruno.person.id)
        observer = await add_observer(db, panel.id, details, by=samira)
        with pytest.raises(ObserverTwiceError):
            await add_observer(db, panel.id, details, by=samira)
        await observers.remove_observer(db, observer.id, by=samira)
        sworn = ObserverDetails(ObserverKind.SWORN, "Me Roth", "Commissaire de justice")
        await add_observer(db, panel.id, sworn, by=samira)
        await add_observer(db, panel.id, details, by=samira)
        await observers.on_account_closed(db, AccountClosed(bruno.person.id))
        assert (await db.exec(select(func.count()).select_from(Observer))).one() == 1
        with pytest.raises(ForbiddenError):
            await add_observer(db, panel.id, sworn, by=bruno)


class TestAnswers:
    @pytest.mark.usefixtures("people")
    async def test_who_has_no_account_answers_by_the_link_alone(self, db, territory, elsewhere):
        ada = await seat_of(db, "Ada")
        ada.token_hash = fingerprint("secret")
        await db.flush()
        assert (await by_link(db, "secret", territory.id)).id == ada.id
        for token, where in (("other", territory), ("secret", elsewhere)):
            with pytest.raises(NotFoundError):
                await by_link(db, token, where.id)

    @pytest.mark.usefixtures("people")
    async def test_nobody_answers_for_somebody_else(self, db, camille, agent, territory):
        ada = await seat_of(db, "Ada")
        with pytest.raises(NotFoundError):
            await own(db, ada.id, by=camille)
        with pytest.raises(NotFoundError):
            await own_seat(db, territory.id, camille.person.id, ada.id)
        with pytest.raises(ForbiddenError):
            await enter_answer(db, ada.id, accepts=True, why="", by=agent)

    @pytest.mark.usefixtures("people")
    async def test_an_organiser_enters_what_was_said_and_it_is_written_down(self, db, samira):
        await enter_answer(db, (await seat_of(db, "Ada")).id, accepts=True, why="", by=samira)
        bob = await enter_answer(db, (await seat_of(db, "Bob")).id, accepts=False, why="Malade", by=samira)
        assert (bob.entered_by, bob.why) == (samira.person.id, "Malade")
        await enter_drop(db, (await seat_of(db, "Ada")).id, why="Malade", by=samira)
        deeds = (await db.exec(select(AuditEntry.deed).order_by(col(AuditEntry.id)))).all()
        assert deeds[-3:] == ["seat_answer_entered", "seat_answer_entered", "seat_dropped"]
        assert (await db.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()[-1].reason == ""

    @pytest.mark.usefixtures("people")
    async def test_after_the_day_nobody_answers_and_more_time_can_be_given_before(self, db, samira):
        today = samira.territory.day(await db.now())
        with pytest.raises(AnswerDayError):
            await give_time(db, (await seat_of(db, "Ada")).id, today + 90 * DAY, by=samira)
        await give_time(db, (await seat_of(db, "Ada")).id, today + 20 * DAY, by=samira)
        await later(db, 11)
        await accept(db, await seat_of(db, "Ada"))
        with pytest.raises(SeatMovedOnError):
            await accept(db, await seat_of(db, "Bob"))
