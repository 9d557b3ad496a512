"""Who lets the day go by, what is forgotten and when, and what is found where something is planted."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from consultations.panels.members.invariants import INVARIANTS
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.personal import FORGETS
from consultations.panels.members.rules import (
    ObserverKind,
)
from consultations.panels.members.service import (
    accept,
    decline,
)
from consultations.panels.members.silence import look_after, panels_due
from consultations.panels.models import Volunteer
from consultations.panels.personal import FORGETS as OF_VOLUNTEERS
from consultations.panels.service import end_panel
from okote.privacy.service import forget
from tests.consultations.panels.members.conftest import OLD, later, ordered, seat_of, sound, stands

DAY = timedelta(days=1)


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


def test_each_invariant_is_planted_once():
    """That about observers by the test below."""
    assert {*PLANTED, "panel-observers-never-sit"} == {one.name for one in INVARIANTS}


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
