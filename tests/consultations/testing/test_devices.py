"""On a bad network, on two devices, with an agent at the keys: nothing typed is lost, or read by others."""

import pytest
from sqlmodel import col, select

from consultations.panels.members.models import Seat
from consultations.panels.models import Volunteer
from consultations.testing.models import Finding, Remark, Sitting, TaskOutcome, TestTask
from okote.identity.models import Role
from tests.consultations.testing.walking import (
    DESK,
    LEVELS,
    MINE,
    all_have_answered,
    camille,
    campaign,
    go_on,
    handed_over,
    one,
    panel,
    rows,
    samira,
    sitting,
    typed,
    version,
)

__all__ = [
    "all_have_answered",
    "camille",
    "campaign",
    "handed_over",
    "panel",
    "samira",
    "sitting",
    "typed",
    "version",
]

FINDINGS = {"findings": "yes", "version": "0"}
"""As the button sends it that leads to what one stumbled on."""


@pytest.fixture
async def here(sitting):
    return f"{MINE}/sittings/{(await sitting()).id}"


async def test_what_is_answered_by_then_is_kept_when_one_tells_of_something(house, camille, here):
    first, second = await rows(house, TestTask, TestTask.position)
    half = {f"outcome-{first.id}": "helped", f"obstacle-{second.id}": "La date."}
    onward = await camille.post(f"{here}/tasks", half | FINDINGS)
    assert onward.headers["location"] == f"{here}/findings"
    [kept] = await rows(house, TaskOutcome, TaskOutcome.task_id)
    assert (kept.task_id, kept.outcome) == (first.id, "helped")
    assert (await one(house, Remark)).words == "La date."
    unsaid = await camille.post(f"{here}/help", {"findings": "yes", "version": "1"})
    assert unsaid.headers["location"] == f"{here}/findings", "nothing is asked for on the way there"
    page = await camille.get(f"{here}/words")
    assert 'form="words-form"' in page.text
    assert "formnovalidate" in page.text


async def test_what_can_not_be_kept_is_said_before_one_goes_on(house, camille, here):
    far = "x" * 2_001
    answer = await camille.post(f"{here}/words", {"words": far} | FINDINGS)
    assert answer.status_code == 422
    assert far in answer.text
    assert await rows(house, Remark) == []


@pytest.mark.parametrize(
    ("part", "given", "shown"),
    [
        ("questions", {"simplicity": "9", "clarity": "4"}, 'name="clarity" value="4" checked'),
        ("help", {"help": "yes"}, 'value="yes" checked'),
        ("words", {"words": "<b>" + "x" * 2_001}, "&lt;b&gt;xxx"),
    ],
)
async def test_what_is_refused_stays_as_it_was_typed(house, camille, here, part, given, shown):
    answer = await camille.post(f"{here}/{part}", given | {"version": "0"})
    assert answer.status_code == 422
    assert shown in " ".join(answer.text.split())
    kept = await one(house, Sitting)
    assert (kept.version, kept.clarity, kept.sought) == (0, None, None)


async def test_an_obstacle_of_what_was_not_tried_is_refused_and_stays(house, camille, here):
    tasks = await rows(house, TestTask, TestTask.position)
    given = {f"outcome-{task.id}": "not_tried" for task in tasks}
    answer = await camille.post(f"{here}/tasks", given | {f"obstacle-{tasks[0].id}": "Long.", "version": "0"})
    assert answer.status_code == 422
    assert "Long." in answer.text
    assert await rows(house, TaskOutcome, TaskOutcome.task_id) == []


async def test_a_page_from_before_changes_nothing_when_it_is_sent_again(house, camille, here):
    """As a browser does that comes back to it: what it says is older than what is kept."""
    await camille.post(f"{here}/questions", LEVELS | {"version": "0"})
    better = LEVELS | {"clarity": "1", "version": "1"}
    assert (await camille.post(f"{here}/questions", better)).is_redirect
    assert (await camille.post(f"{here}/questions", LEVELS | {"version": "0"})).status_code == 409
    assert (await one(house, Sitting)).clarity == 1


async def test_who_typed_finds_nothing_of_it_once_it_is_sent(house, campaign, enter, panel, camille, counter):
    agent = await enter("yanis", Role.AGENT)
    seat = await seat_of(house, "camille@exemple.test")
    began = await agent.post(f"{DESK}/{campaign.id}/type", {"seat": str(seat.id), "manner": "telephone"})
    here = began.headers["location"]
    await go_on(house, agent, here, words="Je suis Camille.", send=False)
    assert "Je suis Camille." in (await agent.get(f"{here}/check")).text
    sent = await agent.post(f"{here}/check")
    again = await agent.post(f"{here}/check")
    assert sent.headers["location"] == again.headers["location"] == f"{DESK}/{campaign.id}"
    for part in ("tasks", "questions", "help", "words", "check", "findings"):
        assert (await agent.get(f"{here}/{part}")).status_code == 404, part
    assert (await agent.post(f"{here}/words", {"words": "…", "version": "9"})).status_code == 404
    assert "Je suis Camille." in (await camille.get(f"{here}/check")).text, "it is the tester's own"
    assert f"{MINE}/sittings" in (await camille.get(MINE)).text


async def seat_of(house, email):
    async with house.database.reading() as db:
        statement = select(Seat).join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        return (await db.exec(statement.where(Volunteer.email == email))).one()


async def test_an_organiser_sees_no_text_before_all_have_sent_theirs(house, campaign, camille, here, samira):
    await go_on(house, camille, here, words="Je suis la première.")
    texts = await samira.get(f"{DESK}/{campaign.id}/texts")
    assert texts.status_code == 200
    assert "Je suis la première." not in texts.text
    assert "Trop petit." not in texts.text
    remark = (await rows(house, Remark))[0]
    early = {f"review-{remark.id}": "shown"}
    assert (await samira.post(f"{DESK}/remarks/{remark.id}", early)).status_code == 422


async def test_whoever_drops_out_takes_what_was_not_sent_with_them(house, camille, here, campaign):
    await camille.post(f"{here}/words", {"words": "À moitié.", "version": "0"})
    seat = await seat_of(house, "camille@exemple.test")
    assert (await camille.post(f"/fr/my/panels/{seat.id}/drop-out")).is_redirect
    assert (await camille.get(f"{here}/words")).status_code == 404
    assert (await camille.get(f"{MINE}/{campaign.id}")).status_code == 404
    assert await rows(house, Sitting) == []
    assert await rows(house, Remark) == []


async def test_elected_members_read_what_the_service_says_when_everyone_does(
    house, campaign, samira, writer, enter, handed_over
):
    await handed_over()
    await writer.post(f"{DESK}/{campaign.id}/reply", {"reply": "Nous changeons la date."})
    elected = await enter("yanis", Role.ELECTED)
    page = f"/fr/tests/{campaign.slug}"
    pages = (f"{DESK}/{campaign.id}", page, f"{page}/synthesis")
    for path in pages:
        assert "Nous changeons la date." not in (await elected.get(path)).text, path
        assert "Nous changeons la date." in (await samira.get(path)).text, path
    await samira.post(f"{DESK}/{campaign.id}/publish")
    for path in pages:
        assert "Nous changeons la date." in (await elected.get(path)).text, path


async def test_a_day_that_no_calendar_has_is_refused_beside_its_field(campaign, samira, typed):
    far = await samira.post(f"{DESK}/{campaign.id}/prolong", {"last_day": "9999-12-31"})
    assert far.status_code == 422
    assert (await samira.post(DESK, typed | {"last_day": "9999-12-31"})).status_code == 422


async def test_tests_are_found_and_tables_hold_no_formula(
    house, campaign, samira, writer, browser, handed_over
):
    await handed_over()
    finding = await one(house, Finding)
    given = {f"decision-{finding.id}": "own", f"title-{finding.id}": '=HYPERLINK("http://x")'}
    assert (await samira.post(f"{DESK}/findings/{finding.id}", given)).is_redirect
    stranger = browser()
    assert campaign.title not in (await stranger.get("/fr/search?q=creche")).text
    await writer.post(f"{DESK}/{campaign.id}/reply", {"reply": "Merci."})
    await samira.post(f"{DESK}/{campaign.id}/publish")
    assert campaign.title in (await stranger.get("/fr/search?q=creche")).text
    assert campaign.title in (await stranger.get("/fr/tests?q=lettre")).text
    nothing = await stranger.get("/fr/tests?q=piscine")
    assert campaign.title not in nothing.text
    table = (await stranger.get("/open-data/test-findings.csv")).text
    assert "'=HYPERLINK" in table
