"""Invited by mail, answered without signing in, met, paid: as members and as the organiser see it."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.meetings import letters as meeting_letters
from consultations.panels.meetings.models import Attendance, Compensation, Meeting
from consultations.panels.members.letters import look
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.service import seat
from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.service import bring, volunteer
from consultations.panels.service import add_feature, close_call, open_call, write_panel
from consultations.panels.space.models import PanelMessage
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform import clock
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.panels.conftest import AGE, CONSENT, details, said
from tests.consultations.panels.members.conftest import OLD, YOUNG, chosen
from tests.okote.app_client import ADDRESS, counting_queries, person_id, territory

OFFICE = "/fr/back-office/panels"
LINK = re.compile(r"/seats/[\w-]{43}")
FEED = re.compile(r"/fr/calendars/[\w-]{43}/panel\.ics")
ORDER = ("Ada", "Camille", "Cleo", "Dan")
"""Ada and Camille are drawn, Cleo and Dan are their reserves; Dan has no mail."""


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id)))).all()


async def run(house):
    await work_off(house.queue, house.job_context)


async def written(house, why):
    """What is sent, by who reads it."""
    await run(house)
    return {one.recipient: one for one in await rows(house, Mail) if one.key.startswith(f"seat-{why}:")}


async def seats(house):
    """By name."""
    async with house.database.reading() as db:
        statement = select(Volunteer.name, Seat).join(Seat, col(Seat.volunteer_id) == Volunteer.id)
        return dict((await db.exec(statement.order_by(col(Seat.id)))).all())


@pytest.fixture
async def camille(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


@pytest.fixture
async def samira(browser, give_role):
    visitor = browser()
    await visitor.arrive("samira")
    await give_role("samira", Role.ORGANISER)
    return visitor


@pytest.fixture
async def panel(house, identity_provider, camille, samira):
    """Drawn: of two seats, with a reserve for each."""
    here = await territory(house)
    people = {}
    for name in ("samira", "camille"):
        async with house.database.reading() as db:
            people[name] = await db.get_one(Person, await person_id(house, identity_provider, name))
    runs = frozenset([Held(Role.ORGANISER)])
    by = Visitor(here, "fr", ADDRESS, person=people["samira"], roles=runs)
    resident = Visitor(here, "de", ADDRESS, person=people["camille"])
    async with house.database.unit_of_work() as db:
        today = here.day(await db.now())
        panel = await write_panel(db, details(today, seats=5, compensation=25), by=by)
        await add_feature(db, panel.id, AGE, by=by)
        await open_call(db, panel.id, by=by)
    async with house.database.unit_of_work() as db:
        own = said("Camille", OLD, email="camille@exemple.test")
        await volunteer(db, house.renderer, panel.id, own, CONSENT, by=resident)
        listed = [
            said("Ada", YOUNG, email="ada@exemple.test"),
            said("Cleo", YOUNG, email="cleo@exemple.test"),
            said("Dan", OLD, email=None, telephone="03 88 00 00 04"),
        ]
        await bring(db, panel.id, listed, by=by)
    async with house.database.unit_of_work() as db:
        await close_call(db, panel.id, by=by)
        (await db.get_one(Panel, panel.id)).seats = 2
        found = (await db.exec(select(Volunteer).order_by(col(Volunteer.id)))).all()
        await seat(db, panel, chosen({one.name: one.id for one in found}, ORDER), by=by)
    return panel


@pytest.fixture
async def link(house, panel):
    """Of Ada, who has no account."""
    assert panel
    mail = (await written(house, "offered"))["ada@exemple.test"]
    return f"/fr{LINK.search(mail.text)[0]}"


async def test_the_drawn_are_written_to_each_in_their_language(house, panel):
    told = await written(house, "offered")
    assert set(told) == {"ada@exemple.test", "camille@exemple.test"}
    assert "tirage au sort" in told["ada@exemple.test"].text
    assert "/de/seats/" in told["camille@exemple.test"].text
    assert (told["ada@exemple.test"].secret, told["ada@exemple.test"].kept) == (True, False)
    kept = {one.token_hash for one in (await seats(house)).values()}
    assert len(kept) == 3, "two addresses open, and none for who waits in reserve"
    assert panel


async def test_somebody_without_an_account_accepts_by_the_link_alone(house, browser, link):
    visitor = browser()
    html = unescape((await visitor.get(link)).text)
    assert ("Quatre soirs." in html, "25\u00a0€" in html) == (True, True)
    assert (await visitor.post(f"{link}/answer")).is_redirect
    assert (await seats(house))["Ada"].state == "invited", "a form without an answer changes nothing"
    sent = await visitor.post(f"{link}/answer", {"answer": "yes"})
    assert sent.headers["location"] == link
    assert "Vous siégez" in unescape((await visitor.follow(sent)).text)
    assert (await seats(house))["Ada"].state == "accepted"
    assert "ada@exemple.test" in await written(house, "taken")
    assert (await visitor.post(f"{link}/answer", {"answer": "no"})).status_code == 422
    assert (await browser().get(f"/fr/seats/{'x' * 43}")).status_code == 404
    assert (await browser("http://val-clair.localhost:8010").get(link)).status_code in {404, 421}


async def test_who_says_yes_by_telephone_before_any_mail_is_set_has_a_page_that_opens(
    house, browser, samira, panel
):
    assert panel
    ada = (await seats(house))["Ada"]
    assert (await samira.post(f"{OFFICE}/seats/{ada.id}/answer", {"answer": "yes"})).is_redirect
    welcome = (await written(house, "taken"))["ada@exemple.test"]
    assert "Vous siégez" in unescape((await browser().get(f"/fr{LINK.search(welcome.text)[0]}")).text)


async def test_whoever_declines_says_why_and_the_reserve_is_written_to(house, browser, link, samira, panel):
    no = {"answer": "no", "why": "Je <déménage>."}
    assert (await browser().post(f"{link}/answer", no)).is_redirect
    assert "cleo@exemple.test" in await written(house, "offered")
    html = (await samira.get(f"{OFFICE}/{panel.id}/members")).text
    assert ("Je &lt;déménage&gt;." in html, "Cleo" in html) == (True, True)
    gone = unescape((await browser().get(link)).text)
    assert "une autre personne" in gone


async def test_who_is_signed_in_answers_under_their_panels(house, camille, panel, browser):
    await run(house)
    own = (await seats(house))["Camille"]
    mine = unescape((await camille.get("/fr/my/panels")).text)
    assert f"/fr/my/panels/{own.id}" in mine
    here = f"/fr/my/panels/{own.id}"
    assert (await browser().get(here)).status_code in {303, 401}
    other = (await seats(house))["Ada"]
    assert (await camille.get(f"/fr/my/panels/{other.id}")).status_code == 404
    assert (await camille.post(f"/fr/my/panels/{other.id}/answer", {"answer": "yes"})).status_code == 404
    await camille.post(f"{here}/answer", {"answer": "yes"})
    assert (await seats(house))["Camille"].state == "accepted"
    await camille.post(f"{here}/drop-out", {"why": "Trop loin."})
    assert [(await seats(house))[name].state for name in ("Camille", "Dan")] == ["dropped", "invited"]
    assert panel


async def test_the_organiser_calls_who_has_no_mail_and_is_told_of_empty_seats(house, camille, samira, panel):
    own = (await seats(house))["Camille"]
    await camille.post(f"/fr/my/panels/{own.id}/answer", {"answer": "no"})
    here, dan = f"{OFFICE}/{panel.id}/members", (await seats(house))["Dan"]
    html = unescape((await samira.get(here)).text)
    assert ("03 88 00 00 04" in html, "sans courriel" in html) == (True, True)
    there = f"{OFFICE}/seats/{dan.id}"
    assert (await samira.post(f"{there}/answer")).is_redirect
    assert (await samira.post(f"{there}/time", {"answer_by": "demain"})).is_redirect
    later = dan.answer_by + timedelta(days=3)
    assert (await samira.post(f"{there}/time", {"answer_by": f"{later}"})).is_redirect
    assert (await seats(house))["Dan"].answer_by == later
    await samira.post(f"{there}/answer", {"answer": "no", "why": "Par téléphone."})
    assert (await seats(house))["Dan"].state == "declined"
    await run(house)
    told = [one for one in await rows(house, Mail) if one.key.startswith("seat-exhausted")]
    assert (len(told), OLD in told[0].text) == (1, True)
    assert OLD in unescape((await samira.get(here)).text)


async def test_one_reminder_brings_the_same_link_and_then_the_seat_is_given_on(house, browser, link, panel):
    tick = SimpleNamespace(additional_context=house.job_context)
    for days, state in ((8, "invited"), (3, "silent")):
        async with house.database.unit_of_work() as db:
            moved = text(
                "UPDATE seat SET answer_by = answer_by - CAST(:days AS int), "
                "invited_at = invited_at - CAST(:days AS int) * interval '1 day' WHERE state = 'invited'"
            )
            await db.exec(moved.bindparams(days=days))
        await look(tick, timestamp=0)
        assert (await seats(house))["Ada"].state == state
        reminders = await written(house, "reminded")
        assert f"/fr{LINK.search(reminders['ada@exemple.test'].text)[0]}" == link
        assert len(reminders) == 2
    assert "proposée à une autre" in unescape((await browser().get(link)).text)
    assert "ada@exemple.test" in await written(house, "freed")
    assert panel


async def test_observers_are_added_and_members_read_who_looks_on(house, samira, browser, link, panel):
    there = f"{OFFICE}/{panel.id}/observers"
    assert (await samira.post(there, {"name": "Me Roth"})).status_code == 422
    sworn = {"kind": "sworn", "name": "Me Roth", "function": "Commissaire de justice"}
    assert (await samira.post(there, sworn)).is_redirect
    visitor = browser()
    assert "Me Roth" not in (await visitor.get(link)).text
    await visitor.post(f"{link}/answer", {"answer": "yes"})
    assert "Me Roth" in (await visitor.get(link)).text
    [observer] = await rows(house, Observer)
    assert (await samira.post(f"{OFFICE}/observers/{observer.id}/remove")).is_redirect
    assert await rows(house, Observer) == []


@pytest.fixture
async def member(browser, link):
    """Ada, who has accepted."""
    visitor = browser()
    await visitor.post(f"{link}/answer", {"answer": "yes"})
    return visitor


@pytest.fixture
def planned(panel):
    day = panel.created_at + timedelta(days=7)
    return {
        "title": "Première séance",
        "day": f"{day:%Y-%m-%d}",
        "begins": "18:30",
        "ends": "20:30",
        "place": "Le Quai",
    }


async def test_a_meeting_is_planned_told_and_followed_by_calendars(
    house, samira, member, link, panel, planned, browser
):
    there = f"{OFFICE}/{panel.id}/meetings"
    for wrong in ({"ends": "tard"}, {"ends": ""}, {"place": ""}, {"link": "javascript:alert(1)"}):
        assert (await samira.post(there, planned | wrong)).status_code == 422, wrong
    assert (await samira.post(there, planned)).is_redirect
    [meeting] = await rows(house, Meeting)
    assert "Première séance" in (await samira.get(there)).text
    assert len(await written(house, f"meeting-{meeting.id}-0")) == 1
    html = (await member.get(link)).text
    assert ("Première séance" in html, "18\u00a0h\u00a030" in html) == (True, True)
    one = await member.get(f"{link}/meetings/{meeting.id}/meeting.ics")
    assert one.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Première séance" in one.text.replace("\r\n ", "")
    feed = FEED.search(html)[0]
    assert f"UID:{meeting.id}@" in (await browser().get(feed)).text.replace("\r\n ", "")
    own = f"{OFFICE}/meetings/{meeting.id}"
    assert (await samira.post(own, planned | {"title": "À midi"})).is_redirect
    assert (await samira.post(own, planned | {"day": "hier"})).status_code == 422
    assert (await samira.post(f"{own}/cancel")).is_redirect
    assert "STATUS:CANCELLED" in (await browser().get(feed)).text
    assert len(await written(house, f"meeting-{meeting.id}-2")) == 1
    assert (await browser().get("/fr/calendars/x/panel.ics")).status_code == 404
    await member.post(f"{link}/drop-out")
    assert (await browser().get(feed)).status_code == 404


async def test_members_are_reminded_of_a_meeting_in_its_last_days(
    house, samira, link, member, panel, planned
):
    await samira.post(f"{OFFICE}/{panel.id}/meetings", planned)
    [meeting] = await rows(house, Meeting)
    tick = SimpleNamespace(additional_context=house.job_context)
    assert member
    for days, number in ((0, 0), (6, 1), (0.1, 1)):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, await clock.offset(db) + timedelta(days=days))
        await meeting_letters.look(tick, timestamp=0)
        reminded = await written(house, f"meeting-near-{meeting.id}-0")
        assert len(reminded) == number, days
    [mail] = reminded.values()
    assert ("Bientôt" in mail.subject, link.removeprefix("/fr") in mail.text) == (True, True)


async def test_a_member_cannot_come_then_came_and_is_paid(house, samira, member, link, panel, planned):
    await samira.post(f"{OFFICE}/{panel.id}/meetings", planned)
    [meeting] = await rows(house, Meeting)
    own = f"{OFFICE}/meetings/{meeting.id}"
    await member.post(f"{link}/meetings/{meeting.id}", {"comes": "no"})
    assert [one.state for one in await rows(house, Attendance)] == ["excused"]
    assert "excusée" in unescape((await samira.get(own)).text)
    ada = (await seats(house))["Ada"]
    noted = {f"seat-{ada.id}": "came", "seat-x": "came"}
    assert (await samira.post(f"{own}/presence", noted)).status_code == 422
    async with house.database.unit_of_work() as db:
        await db.exec(
            text(
                "UPDATE seat SET answered_at = answered_at - interval '9 days' WHERE answered_at IS NOT NULL"
            )
        )
        await db.exec(
            text(
                "UPDATE meeting SET starts_at = okote_now() - interval '1 hour', "
                "ends_at = okote_now() + interval '1 hour'"
            )
        )
    assert (await samira.post(f"{own}/presence", noted)).is_redirect
    pay = f"{own}/seats/{ada.id}/compensation"
    assert (await samira.post(pay, {"amount": "beaucoup"})).status_code == 422
    assert (await samira.post(pay, {"amount": "0"})).status_code == 422
    assert (await samira.post(pay, {"amount": "25", "travel": "3,60"})).is_redirect
    [owed] = await rows(house, Compensation)
    assert (owed.amount_minor, owed.travel_minor) == (25_00, 3_60)
    assert "28,60" in (await member.get(link)).text
    there = f"{OFFICE}/{panel.id}/compensation"
    assert "28,60" in (await samira.get(there)).text
    today = (await territory(house)).day(owed.noted_at)
    assert (await samira.post(there, {"day": f"{today}"})).status_code == 422
    paid = {f"paid-{owed.id}": "yes", "day": f"{today}", "reference": "=M17"}
    assert (await samira.post(there, paid)).is_redirect
    assert (await samira.get(own)).status_code == 200
    table = (await samira.get(f"{there}.csv")).text
    assert ("'=M17" in table, "28.60" in table, "Ada" in table) == (True, True, True)


async def test_members_and_the_organiser_write_to_each_other_and_nobody_else_reads(
    house, samira, member, link, panel, browser, camille
):
    assert (await member.post(f"{link}/messages")).status_code == 422
    assert (await member.post(f"{link}/messages", {"body": "En <bus> ?"})).is_redirect
    there = f"{OFFICE}/{panel.id}"
    assert "En &lt;bus&gt; ?" in (await samira.get(f"{there}/space")).text
    assert (await samira.post(f"{there}/messages", {"body": "Oui, ligne 4."})).is_redirect
    assert "ligne 4" in (await member.get(f"{link}/space")).text
    [first, _] = await rows(house, PanelMessage)
    assert (await samira.post(f"{OFFICE}/messages/{first.id}/remove")).is_redirect
    assert "bus" not in (await member.get(f"{link}/space")).text
    invited = (await seats(house))["Camille"]
    assert (await camille.get(f"/fr/my/panels/{invited.id}/space")).status_code == 404
    await member.post(f"{link}/drop-out")
    assert (await browser().get(f"{link}/space")).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELECTED])
async def test_nobody_else_sees_who_sits(browser, give_role, panel, role):
    bruno = browser()
    await bruno.arrive("bruno")
    await give_role("bruno", role)
    for path in ("members", "space", "meetings", "compensation", "compensation.csv"):
        assert (await bruno.get(f"{OFFICE}/{panel.id}/{path}")).status_code == 403, path


async def test_the_desk_asks_as_many_queries_for_four_seats_as_for_one(house, samira, panel):
    counts = []
    for _ in range(2):
        with counting_queries(house) as statements:
            assert (await samira.get(f"{OFFICE}/{panel.id}/members")).status_code == 200
        counts.append(len(statements))
        async with house.database.unit_of_work() as db:
            await db.exec(text("DELETE FROM seat WHERE rank > 0"))
    assert counts[0] == counts[1]
