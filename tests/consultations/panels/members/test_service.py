"""The drawn are invited, answer or not; reserves are called; nobody sits who can't."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from consultations.panels.members import observers
from consultations.panels.members.invariants import INVARIANTS
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.observers import ObserverDetails, add_observer
from consultations.panels.members.personal import FORGETS
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
from consultations.panels.members.silence import look_after, panels_due
from consultations.panels.models import Volunteer
from consultations.panels.personal import FORGETS as OF_VOLUNTEERS
from consultations.panels.recruiting.service import on_account_closed, volunteer, withdraw
from consultations.panels.service import close_call, end_panel
from okote.identity.events import AccountClosed
from okote.identity.models import Grant, Role
from okote.identity.sessions import fingerprint
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.privacy.service import forget
from tests.consultations.panels.conftest import CONSENT, said
from tests.consultations.panels.members.conftest import (
    NAMES,
    OLD,
    YOUNG,
    brought,
    chosen,
    read_again,
    seat_of,
    seated,
    stands,
)

DAY = timedelta(days=1)


@pytest.fixture
async def panel(panel, db):
    """Of two seats."""
    panel.seats = 2
    await db.flush()
    return panel


@pytest.fixture
async def people(db, panel, samira):
    return await seated(db, panel, samira)


async def later(db, days):
    """As if invitations had been sent so many days before."""
    await db.exec(
        text(
            "UPDATE seat SET answer_by = answer_by - CAST(:days AS int), invited_at = invited_at - "
            "CAST(:days AS int) * interval '1 day' WHERE state = 'invited'"
        ).bindparams(days=days)
    )
    await read_again(db)


async def sound(db):
    return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def ordered(db, name):
    statement = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'kind' = :name")
    return (await db.exec(statement.bindparams(name=name))).scalar_one()


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

    @pytest.mark.parametrize("bar", [*(set(Bar) - {Bar.WITHDRAWN}), None])
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


class TestSilence:
    @pytest.mark.usefixtures("people")
    async def test_one_reminder_then_silence_then_the_next(self, db, panel, samira):
        here = samira.territory
        today = here.day(await db.now())
        assert await panels_due(db, here.id, today) == []
        await later(db, 7)
        assert await panels_due(db, here.id, today) == [panel.id]
        for _ in range(2):
            await look_after(db, here, panel.id)
        assert (await seat_of(db, "Ada")).reminded_at is not None
        reminded = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'panels.seats.remind'")
        assert (await db.exec(reminded)).scalar_one() == 2
        assert await panels_due(db, here.id, today) == []
        await accept(db, await seat_of(db, "Bob"))
        await later(db, 3)
        await look_after(db, here, panel.id)
        assert (await seat_of(db, "Ada")).state == "invited", "the last day is not over"
        await later(db, 1)
        assert await panels_due(db, here.id, today) == [panel.id]
        await look_after(db, here, panel.id)
        told = await stands(db, panel)
        assert [told[name] for name in ("Ada", "Bob", "Cleo")] == ["silent", "accepted", "invited"]
        assert (await ordered(db, "freed"), await sound(db)) == (1, [])

    async def test_who_has_no_mail_is_not_reminded_by_any(self, db, panel, people, samira):
        ada = await db.get(Volunteer, people["Ada"])
        ada.email, ada.telephone = None, "03 88 00 00 00"
        await later(db, 8)
        await look_after(db, samira.territory, panel.id)
        assert (await seat_of(db, "Ada")).reminded_at is None
        assert (await seat_of(db, "Bob")).reminded_at is not None


class TestForgetting:
    async def _gone(self, db, tmp_path):
        for kind in (*FORGETS, *OF_VOLUNTEERS):
            await forget(db, kind, uploads=tmp_path)
        db.expire_all()

    @pytest.mark.usefixtures("people")
    async def test_members_stay_a_year_and_all_others_thirty_days(self, db, panel, samira, tmp_path):
        await accept(db, await seat_of(db, "Ada"))
        await decline(db, await seat_of(db, "Bob"))
        await accept(db, await seat_of(db, "Dan"))
        await end_panel(db, panel.id, by=samira)
        for days, left in ((29, 6), (31, 2), (364, 2), (366, 0)):
            await db.exec(
                text(
                    "UPDATE panel SET ended_at = okote_now() - CAST(:days AS int) * interval '1 day'"
                ).bindparams(days=days)
            )
            await self._gone(db, tmp_path)
            for table in (Seat, Volunteer):
                assert (await db.exec(select(func.count()).select_from(table))).one() == left, (days, table)
            assert await sound(db) == []

    @pytest.mark.usefixtures("people")
    async def test_of_a_panel_that_nobody_ended_reserves_go_after_a_year(self, db, tmp_path):
        await accept(db, await seat_of(db, "Ada"))
        for days, left in ((364, 6), (366, 2), (3 * 365 + 1, 1)):
            await db.exec(
                text(
                    "UPDATE panel SET opens_at = okote_now() - interval '9 years', closes_at = "
                    "okote_now() - CAST(:days AS int) * interval '1 day'"
                ).bindparams(days=days)
            )
            await self._gone(db, tmp_path)
            left_over = (await db.exec(select(func.count()).select_from(Seat))).one()
            assert left_over == left, "who is invited just now stays"


PLANTED = {
    "panel-seats-no-more-than-it-has": "UPDATE panel SET seats = 1",
    "panel-vacancy-is-offered": "UPDATE seat SET state = 'silent' WHERE rank = 0 AND stratum = 'jeune'",
    "panel-reserves-are-called-in-order": (
        "UPDATE seat SET state = 'silent', invited_at = okote_now(), answer_by = current_date WHERE rank = 2"
    ),
    "panel-seat-replaces-one-of-its-own": (
        "UPDATE seat SET replaces_id = (SELECT id FROM seat WHERE rank = 0 AND stratum = 'jeune') "
        "WHERE rank = 1 AND stratum = 'jeune'"
    ),
    "panel-seats-its-volunteers": (
        "UPDATE volunteer SET withdrawn_at = okote_now(), name = NULL, email = NULL, household = NULL, "
        "attributes = '{}' WHERE name = 'Ada'"
    ),
    "panel-members-stay-in-their-territory": "UPDATE seat SET territory_id = :elsewhere WHERE rank = 2",
}


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_found(db, panel, people, elsewhere, name):
    values = {"elsewhere": elsewhere.id} if ":elsewhere" in PLANTED[name] else {}
    await db.exec(text(PLANTED[name]).bindparams(**values))
    assert name in await sound(db)


async def test_an_observer_who_sits_is_found(db, panel, people, samira, camille):
    await db.exec(
        text(
            "UPDATE volunteer SET source = 'self', entered_by = NULL, consented_at = okote_now(), "
            "consent_version = 'x', person_id = :person WHERE name = 'Ada'"
        ).bindparams(person=camille.person.id)
    )
    db.add(
        Observer(
            territory_id=panel.territory_id,
            panel_id=panel.id,
            kind=ObserverKind.SERVICE,
            name="C.",
            function="Agente",
            person_id=camille.person.id,
            added_at=await db.now(),
            added_by=samira.person.id,
        )
    )
    await db.flush()
    assert await sound(db) == ["panel-observers-never-sit"]


async def test_no_seat_is_taken_over_twice(db, panel, people):
    """What the index holds, whoever asked before."""
    ada = await seat_of(db, "Ada")
    await decline(db, ada)
    with pytest.raises(Exception, match="uq_seat_replaces_id"):
        await db.exec(
            text("UPDATE seat SET replaces_id = :ada WHERE rank = 2 AND stratum = :old").bindparams(
                ada=ada.id, old=OLD
            )
        )
