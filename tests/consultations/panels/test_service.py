"""Panels are written, opened and ended; people volunteer by every way, change their mind, are forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select

from consultations.panels.features import features_of
from consultations.panels.invariants import INVARIANTS
from consultations.panels.meetings.rules import MeetingDetails
from consultations.panels.meetings.service import write_meeting
from consultations.panels.members import personal as members
from consultations.panels.models import LetterCode, Panel, Volunteer
from consultations.panels.personal import FORGETS
from consultations.panels.queries import filled, found, panel_of, panels_of, pool_size, published
from consultations.panels.recruiting import pool
from consultations.panels.recruiting.importing import listed
from consultations.panels.recruiting.rules import (
    AlreadyVolunteerError,
    CodesMadeError,
    LetterCodeUnknownError,
    LetterCodeUsedError,
    ValueUnknownError,
    version_of,
)
from consultations.panels.recruiting.service import (
    bring,
    change,
    change_by_letter,
    enter,
    make_codes,
    on_account_closed,
    take_out,
    volunteer,
    volunteer_by_letter,
    withdraw,
    withdraw_by_letter,
)
from consultations.panels.rules import (
    CallPastError,
    ContradictoryError,
    DatesReversedError,
    FeatureDetails,
    PanelEndedError,
    PanelNotOpenError,
    PanelPreparedError,
    PanelPublishedError,
    PanelStanding,
    QuotaDetails,
)
from consultations.panels.service import (
    add_feature,
    change_feature,
    change_panel,
    close_call,
    end_panel,
    open_call,
    remove_feature,
    remove_panel,
    rewrite_panel,
    write_panel,
)
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.models import Mail
from tests.consultations.panels.conftest import AGE, CONSENT, details, said

DAY = timedelta(days=1)


@pytest.fixture
async def today(db, territory):
    return territory.day(await db.now())


@pytest.fixture
async def joined(db, renderer, panel, camille):
    return await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)


async def mails(db):
    return [mail.recipient for mail in await db.exec(select(Mail).order_by(col(Mail.id)))]


async def size(db, panel):
    return await pool_size(db, panel.id)


class TestWriting:
    async def test_nobody_reads_a_draft_and_everyone_a_call(self, db, draft, samira, territory):
        assert await published(db, territory.id) == []
        with pytest.raises(NotFoundError):
            await panel_of(db, territory.id, draft.slug)
        await open_call(db, draft.id, by=samira)
        told = await panel_of(db, territory.id, "comite-de-testeurs")
        assert (told.standing, told.service) == (PanelStanding.OPEN, "Voirie")
        assert [one.title for one in await found(db, samira, "lettre")] == ["Comité de testeurs"]
        assert await violations(db, INVARIANTS) == []

    async def test_quotas_that_no_panel_can_keep_are_not_published(self, db, draft, samira, today, roads):
        await change_panel(db, draft.id, details(today, seats=4), roads.id, by=samira)
        with pytest.raises(ContradictoryError):
            await open_call(db, draft.id, by=samira)

    async def test_a_call_that_is_past_is_not_published(self, db, samira, today):
        old = details(today, first_day=today - 3 * DAY, last_day=today - DAY)
        panel = await write_panel(db, old, by=samira)
        with pytest.raises(CallPastError):
            await open_call(db, panel.id, by=samira)
        with pytest.raises(DatesReversedError):
            await write_panel(db, details(today, last_day=today - 2 * DAY), by=samira)

    async def test_what_volunteers_have_read_stays(self, db, panel, samira, today):
        ((feature, *_),) = (await db.exec(text("SELECT id FROM panel_feature"))).all()
        for use_case in (
            change_panel(db, panel.id, details(today, seats=3), None, by=samira),
            add_feature(db, panel.id, FeatureDetails("Lieu", "Où ?", AGE.quotas), by=samira),
            change_feature(db, feature, AGE, by=samira),
            remove_feature(db, feature, by=samira),
            remove_panel(db, panel.id, by=samira),
            open_call(db, panel.id, by=samira),
        ):
            with pytest.raises(PanelPublishedError):
                await use_case

    async def test_a_draft_goes_with_its_codes_and_stays_once_others_know_of_it(self, db, draft, samira):
        at = await db.now()
        talk = MeetingDetails("Une soirée", at + DAY, at + DAY + timedelta(hours=2), place="La mairie")
        await make_codes(db, draft.id, 2, by=samira)
        async with db.begin_nested() as planned:
            await write_meeting(db, draft.id, talk, by=samira)
            with pytest.raises(PanelPreparedError):
                await remove_panel(db, draft.id, by=samira)
            await planned.rollback()
        await remove_panel(db, draft.id, by=samira)
        for table in (Panel, LetterCode):
            assert (await db.exec(select(table.id).order_by(table.id))).all() == []

    async def test_a_call_may_last_longer_but_not_until_a_day_that_is_past(self, db, panel, samira, today):
        texts = ("Essayer.", "Deux soirs.", "Une réponse.")
        await rewrite_panel(db, panel.id, texts, today + 9 * DAY, by=samira)
        assert (panel.asks, samira.territory.day(panel.closes_at)) == ("Deux soirs.", today + 10 * DAY)
        with pytest.raises(CallPastError):
            await rewrite_panel(db, panel.id, texts, today - DAY, by=samira)

    async def test_a_question_is_changed_as_a_whole(self, db, draft, samira):
        ((feature, *_),) = (await db.exec(text("SELECT id FROM panel_feature"))).all()
        other = FeatureDetails("Lieu", "Où ?", (QuotaDetails("ici", 0, 9), QuotaDetails("là", 0, 9)))
        await change_feature(db, feature, other, by=samira)
        assert await features_of(db, draft.id) == [other]
        await remove_feature(db, feature, by=samira)
        assert await features_of(db, draft.id) == []

    @pytest.mark.usefixtures("draft")
    async def test_two_panels_of_one_name_have_two_addresses(self, db, samira, today):
        assert (await write_panel(db, details(today), by=samira)).slug == "comite-de-testeurs-2"

    @pytest.mark.parametrize("role", [None, Role.AGENT, Role.ELECTED, Role.COACH])
    async def test_nobody_else_runs_a_panel(self, db, panel, someone, role, today):
        stranger = await someone(role)
        for use_case in (
            write_panel(db, details(today), by=stranger),
            open_call(db, panel.id, by=stranger),
            close_call(db, panel.id, by=stranger),
            end_panel(db, panel.id, by=stranger),
            make_codes(db, panel.id, 1, by=stranger),
            bring(db, panel.id, [], by=stranger),
        ):
            with pytest.raises(ForbiddenError):
                await use_case


class TestVolunteering:
    async def test_once_a_person_with_a_mail_and_the_sentence_that_they_agreed_to(
        self, db, renderer, panel, camille, joined
    ):
        assert joined.consent_version == version_of(CONSENT)
        assert await mails(db) == ["camille@exemple.test"]
        with pytest.raises(AlreadyVolunteerError):
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)
        assert await size(db, panel) == 1
        [(told, own)] = await panels_of(db, panel.territory_id, camille.person.id)
        assert (told.panel.id, own.attributes) == (panel.id, {"Âge": "jeune"})
        assert await violations(db, INVARIANTS) == []

    async def test_what_was_said_is_changed(self, db, panel, camille, joined):
        await change(db, panel.id, said("Camille A.", "âgée", telephone="03"), by=camille)
        assert (joined.name, joined.attributes, joined.telephone) == ("Camille A.", {"Âge": "âgée"}, "03")
        with pytest.raises(ValueUnknownError):
            await change(db, panel.id, said(age="ancienne"), by=camille)

    async def test_nothing_stays_of_who_withdraws_and_they_may_come_back(
        self, db, renderer, panel, camille, joined
    ):
        await withdraw(db, renderer, panel.id, by=camille)
        told = (joined.person_id, joined.name, joined.email, joined.household, joined.attributes)
        assert told == (None, None, None, None, {})
        assert (await size(db, panel), len(await mails(db))) == (0, 2)
        with pytest.raises(NotFoundError):
            await withdraw(db, renderer, panel.id, by=camille)
        await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)
        assert await violations(db, INVARIANTS) == []

    @pytest.mark.usefixtures("joined")
    async def test_outside_of_the_call_nobody_gets_in_and_whoever_is_in_may_get_out(
        self, db, renderer, panel, camille, samira, someone
    ):
        await close_call(db, panel.id, by=samira)
        with pytest.raises(PanelNotOpenError):
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=await someone())
        with pytest.raises(PanelNotOpenError):
            await change(db, panel.id, said(), by=camille)
        await withdraw(db, renderer, panel.id, by=camille)
        await end_panel(db, panel.id, by=samira)
        with pytest.raises(PanelEndedError):
            await end_panel(db, panel.id, by=samira)

    async def test_a_panel_of_another_territory_is_none(self, db, renderer, panel, someone, elsewhere):
        with pytest.raises(NotFoundError):
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=await someone(at=elsewhere))

    async def test_what_somebody_volunteered_with_goes_with_their_account(self, db, panel, camille, joined):
        await on_account_closed(db, AccountClosed(camille.person.id))
        assert (joined.name, joined.person_id, await size(db, panel)) == (None, None, 0)

    async def test_who_is_not_reached_by_mail_is_written_nothing(self, db, renderer, panel, camille):
        await volunteer(db, renderer, panel.id, said(email=None, telephone="03"), CONSENT, by=camille)
        assert await mails(db) == []


class TestLetters:
    @pytest.fixture
    async def code(self, db, panel, samira):
        [code] = await make_codes(db, panel.id, 1, by=samira)
        return code

    async def test_a_code_lets_one_in_who_sees_changes_and_withdraws_with_it(
        self, db, renderer, panel, code, camille
    ):
        visitor = camille.stranger
        letter = await volunteer_by_letter(db, renderer, panel.id, code, said(), CONSENT, by=visitor)
        with pytest.raises(LetterCodeUsedError):
            await volunteer_by_letter(db, renderer, panel.id, code.lower(), said(), CONSENT, by=visitor)
        await change_by_letter(db, panel.id, code, said(age="âgée"), by=visitor)
        assert (letter.attributes, letter.person_id) == ({"Âge": "âgée"}, None)
        await withdraw_by_letter(db, renderer, panel.id, code, by=visitor)
        with pytest.raises(LetterCodeUnknownError):
            await change_by_letter(db, panel.id, code, said(), by=visitor)
        await volunteer_by_letter(db, renderer, panel.id, code, said(), CONSENT, by=visitor)
        assert await size(db, panel) == 1
        assert await violations(db, INVARIANTS) == []

    async def test_a_code_is_of_one_panel(self, db, renderer, code, samira, today, camille):
        other = await write_panel(db, details(today, name="Autre comité"), by=samira)
        await add_feature(db, other.id, AGE, by=samira)
        await open_call(db, other.id, by=samira)
        with pytest.raises(LetterCodeUnknownError):
            await volunteer_by_letter(db, renderer, other.id, code, said(), CONSENT, by=camille)

    async def test_only_a_trace_of_a_code_is_kept_and_there_are_not_too_many(self, db, panel, samira, code):
        [letter] = (await db.exec(select(LetterCode))).all()
        assert code.encode() not in letter.code_hash
        with pytest.raises(CodesMadeError):
            await make_codes(db, panel.id, 2_000, by=samira)


class TestTheAdministration:
    async def test_an_agent_enters_at_the_counter_and_the_trail_has_no_name(
        self, db, renderer, panel, agent, someone
    ):
        new = await enter(db, renderer, panel.id, said(email=None, address="1 rue"), CONSENT, by=agent)
        assert (new.entered_by, new.person_id, new.household) == (agent.person.id, None, "1 rue")
        entries = (await db.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()
        assert (entries[-1].deed, entries[-1].called) == ("volunteer_entered", str(new.number))
        assert "Camille" not in str([(one.called, one.before, one.after) for one in entries])
        for role in (None, Role.ELECTED):
            with pytest.raises(ForbiddenError):
                await enter(db, renderer, panel.id, said(), CONSENT, by=await someone(role))

    async def test_a_list_is_brought_whole_and_not_twice(self, db, panel, samira, territory):
        text = "name;telephone;Âge\nAda;03;jeune\nBob;04;âgée\n"
        people = listed(text, await pool.known(db, territory.id, panel.id)).people
        await bring(db, panel.id, people, by=samira)
        assert (await size(db, panel), await mails(db)) == (2, [])
        again = listed(text, await pool.known(db, territory.id, panel.id))
        assert [one.line for one in again.wrong] == [2, 3]
        assert await violations(db, INVARIANTS) == []

    async def test_somebody_who_asks_for_it_is_taken_out(self, db, renderer, panel, joined, samira):
        await take_out(db, renderer, joined.id, by=samira)
        assert (joined.name, await size(db, panel)) == (None, 0)
        with pytest.raises(NotFoundError):
            await take_out(db, renderer, joined.id, by=samira)

    async def test_who_follows_sees_no_small_group_and_who_runs_it_all(
        self, db, renderer, panel, samira, agent, someone
    ):
        for number in range(7):
            age = "jeune" if number < 2 else "âgée"
            person = said(f"N° {number}", age, email=None, telephone="03")
            await enter(db, renderer, panel.id, person, CONSENT, by=agent)
        elected = await someone(Role.ELECTED)
        [(_, rows)] = (await filled(db, samira, panel)).features
        assert [(row.volunteers, row.lacking) for row in rows] == [(2, 0), (5, 0)]
        seen = await filled(db, elected, panel)
        assert (seen.size, [row.volunteers for row in seen.features[0][1]]) == (7, [None, None])

    @pytest.mark.usefixtures("joined")
    async def test_of_a_small_pool_who_follows_learns_nothing(self, db, panel, someone):
        seen = await filled(db, await someone(Role.ELECTED), panel)
        assert (seen.size, [row.volunteers for row in seen.features[0][1]]) == (None, [None, None])


class TestForgetting:
    @pytest.fixture
    def forget(self, db):
        async def forget():
            for kind in (*members.FORGETS, *FORGETS):
                await db.exec(delete(kind.table).where(kind.due(await db.now())))
            return len((await db.exec(select(Volunteer))).all())

        return forget

    @pytest.mark.parametrize(
        ("days", "left"), [((29, 29), 1), ((31, 31), 0), ((None, 364), 1), ((None, 366), 0)]
    )
    async def test_volunteers_go_some_time_after_the_end_or_the_call(
        self, db, renderer, panel, samira, camille, forget, days, left
    ):
        [code] = await make_codes(db, panel.id, 1, by=samira)
        await volunteer_by_letter(db, renderer, panel.id, code, said(), CONSENT, by=camille)
        now, (ended, closed) = await db.now(), days
        kept = await db.get_one(Panel, panel.id)
        kept.opens_at, kept.closes_at = now - 400 * DAY, now - closed * DAY
        kept.ended_at = ended and now - ended * DAY
        await db.flush()
        assert await forget() == left


PLANTED = {
    "panel-takes-volunteers-while-its-call-is-open": (
        "UPDATE volunteer SET volunteered_at = now() + interval '9 days'"
    ),
    "panel-stays-in-its-territory": (
        "UPDATE volunteer SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')"
    ),
    "panel-volunteer-answers-what-is-asked": """UPDATE volunteer SET attributes = '{"Âge": "?"}'""",
    "panel-letter-is-of-its-panel": (
        "INSERT INTO letter_code (id, territory_id, panel_id, code_hash, made_at, made_by, volunteer_id) "
        "SELECT gen_random_uuid(), territory_id, panel_id, 'x', now(), person_id, id FROM volunteer"
    ),
    "panel-tells-no-smaller-group-than-its-territory": (
        "INSERT INTO panel_terms SELECT territory_id, 20 FROM panel"
    ),
    "panel-keeps-nothing-for-closed-accounts": "UPDATE person SET closed_at = now(), email = NULL",
}


@pytest.mark.parametrize("name", PLANTED)
async def test_each_invariant_finds_what_is_planted(db, joined, elsewhere, name):
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[name]))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]


def test_each_invariant_is_planted_once():
    assert set(PLANTED) == {one.name for one in INVARIANTS}
