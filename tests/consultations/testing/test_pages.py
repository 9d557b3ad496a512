"""From a letter without names to published results, page by page; each reader when it is their turn."""

import re
from datetime import timedelta
from types import SimpleNamespace

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import col, select, update

from consultations.panels.members.models import Seat
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.testing.letters import look, write
from consultations.testing.models import Finding, FindingPicture, Remark, Sitting, TestCampaign, TestTask
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.consultations.procedures.made import picture
from tests.consultations.testing.conftest import panel_of, seated
from tests.okote.app_client import CSRF, counting_queries, person_id, territory

DESK = "/fr/back-office/tests"
MINE = "/fr/my/tests"
LEVELS = {"simplicity": "4", "efficiency": "2", "clarity": "5"}
FOUND = {"title": "La date manque", "step": "2", "severity": "3", "words": "Rien.", "suggestion": "Un jour."}


async def rows(house, table, *order):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(*(order or (table.id,))))).all()


async def one(house, table):
    [row] = await rows(house, table)
    return row


@pytest.fixture
async def samira(enter):
    return await enter("samira", Role.ORGANISER)


@pytest.fixture
async def camille(enter):
    return await enter("camille")


@pytest.fixture
async def version(house, desk, writer, counter):
    """Of a letter with two steps, its names removed."""
    there = await desk.add(writer)
    here = await desk.begin(writer, there)
    await desk.write(writer, here)
    await writer.post(f"{here}/steps", {"title-1": "Lire", "title-2": "Répondre"})
    assert (await desk.declare(writer, here)).is_redirect
    assert (await writer.post(f"{here}/publish")).is_redirect
    return await one(house, ProcedureVersion)


@pytest.fixture
async def panel(house, camille, identity_provider):
    """Camille sits there with her account, two others without."""
    here = await territory(house)
    me = await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        made = panel_of(here, await db.now())
        db.add(made)
        await db.flush()
        await seated(db, made, me, email="camille@exemple.test")
        for _ in range(2):
            await seated(db, made)
    return made


@pytest.fixture
async def typed(house, panel, version):
    today = (await territory(house)).day(panel.opens_at + timedelta(days=30))
    return {
        "title": "La lettre de la crèche",
        "panel": str(panel.id),
        "version": str(version.id),
        "first_day": str(today),
        "last_day": str(today + timedelta(days=7)),
        "reading_days": "7",
        "scenario-1": "Vous venez de déménager <ici>.",
        "says-1": "Dites si l’enfant a une place.",
        "says-2": "Dites jusqu’à quand répondre.",
    }


@pytest.fixture
async def campaign(house, samira, typed):
    """Open."""
    assert (await samira.post(DESK, typed)).is_redirect
    made = await one(house, TestCampaign)
    assert (await samira.post(f"{DESK}/{made.id}/open")).is_redirect
    return made


@pytest.fixture
def sitting(house, campaign, camille):
    async def sitting():
        await camille.post(f"{MINE}/{campaign.id}", {"manner": "alone"})
        return await one(house, Sitting)

    return sitting


async def go_on(house, who, here, *, words="", send=True):
    """Each part, as its form sends it."""
    tasks = await rows(house, TestTask, TestTask.position)
    outcomes = {f"outcome-{task.id}": "done" for task in tasks}
    parts = {
        "tasks": outcomes | {f"obstacle-{tasks[0].id}": "Trop petit."},
        "questions": LEVELS,
        "help": {"help": "yes", "source-counter": "reached"},
        "words": {"words": words},
    }
    for part, given in parts.items():
        shown = await who.get(f"{here}/{part}")
        version = re.search(r'name="version" value="(\d+)"', shown.text)[1]
        answer = await who.post(f"{here}/{part}", given | {"version": version})
        assert answer.status_code == 303, (part, answer.text)
    if send:
        assert (await who.post(f"{here}/check")).is_redirect


@pytest.fixture
def all_have_answered(house, campaign, camille, samira, sitting):
    """Camille by herself, whom a picture helps to tell what she met; the others by telephone."""

    async def all_have_answered():
        mine = await sitting()
        here = f"{MINE}/sittings/{mine.id}"
        await told_of(camille, here)
        await go_on(house, camille, here, words="Merci, Jeanne Martin.")
        for seat in (await rows(house, Seat))[1:]:
            began = await samira.post(
                f"{DESK}/{campaign.id}/type", {"seat": str(seat.id), "manner": "telephone"}
            )
            await go_on(house, samira, began.headers["location"])

    return all_have_answered


async def told_of(who, here, data=None, **changes):
    """With a file, as browsers send it."""
    cookies = "; ".join(f"{cookie}={value}" for cookie, value in who.cookies.items())
    headers = {"host": "trois-rives.localhost:8000", "cookie": cookies}
    transport = httpx2.ASGITransport(who.app, client=(who.client, 4711))
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.post(
            f"{who.address}{here}/findings",
            data={"_csrf_token": who.cookies[CSRF]} | FOUND | changes,
            files={"picture": ("photo.png", picture() if data is None else data, "image/png")},
            headers=headers,
        )


async def review_all(house, samira, campaign):
    for remark in await rows(house, Remark):
        given = {f"review-{remark.id}": "redacted", f"told-{remark.id}": "Merci <b>."}
        assert (await samira.post(f"{DESK}/remarks/{remark.id}", given)).is_redirect
    for finding in await rows(house, Finding):
        key = finding.id
        given = {f"decision-{key}": "own", f"title-{key}": "La date", f"picture-{key}": "yes"}
        assert (await samira.post(f"{DESK}/findings/{key}", given)).is_redirect


@pytest.fixture
def handed_over(house, campaign, samira, all_have_answered):
    async def handed_over():
        await all_have_answered()
        await review_all(house, samira, campaign)
        assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).is_redirect

    return handed_over


async def deliver(house):
    """What the worker would do with the letters that were ordered."""
    context = SimpleNamespace(additional_context={"house": house})
    for kind, subject in await ordered(house):
        await write(context, kind=kind, subject=subject)
    await look(context, timestamp=0)


async def ordered(house):
    asked = text(
        "SELECT args ->> 'kind', args ->> 'subject' FROM procrastinate_jobs "
        "WHERE task_name = 'tests.write' ORDER BY id"
    )
    async with house.database.reading() as db:
        return (await db.exec(asked)).all()


async def test_a_test_is_written_read_again_changed_and_opened(house, samira, typed, camille):
    wrong = await samira.post(DESK, typed | {"says-1": "", "last_day": ""})
    assert wrong.status_code == 422
    assert "Vous venez de déménager &lt;ici&gt;." in wrong.text
    assert (await samira.post(DESK, typed)).is_redirect
    made = await one(house, TestCampaign)
    there = f"{DESK}/{made.id}"
    assert "Dites jusqu’à quand répondre." in (await samira.get(f"{there}/edit")).text
    assert (await samira.post(f"{there}/edit", typed | {"asks_sus": "yes"})).is_redirect
    assert "La lettre de la crèche" not in (await camille.get(MINE)).text
    assert (await samira.post(f"{there}/open")).is_redirect
    assert "La lettre de la crèche" in (await camille.get(MINE)).text
    assert (await samira.post(f"{there}/edit", typed)).status_code == 422


async def test_a_tester_goes_through_it_and_sends_it(house, campaign, camille, sitting):
    about = await camille.get(f"{MINE}/{campaign.id}")
    assert "alone" in about.text
    mine = await sitting()
    here = f"{MINE}/sittings/{mine.id}"
    assert (await camille.get(here)).headers["location"] == f"{here}/tasks"
    shown = await camille.get(f"{here}/tasks")
    assert "Vous venez de déménager &lt;ici&gt;." in shown.text
    assert "Bonjour." in shown.text, "what is tried stands beside the tasks"
    await go_on(house, camille, here, send=False)
    assert (await camille.get(here)).headers["location"] == f"{here}/check"
    assert (await camille.post(f"{here}/check")).headers["location"] == MINE
    sent = await one(house, Sitting)
    assert sent.completed_at is not None
    assert (sent.simplicity, sent.efficiency, sent.clarity, sent.sought) == (4, 2, 5, {"counter": True})
    again = await camille.post(f"{here}/questions", LEVELS | {"version": "9"})
    assert again.status_code == 422


async def test_what_is_there_is_kept_where_something_is_missing(house, campaign, camille, sitting):
    here = f"{MINE}/sittings/{(await sitting()).id}"
    first, _second = await rows(house, TestTask, TestTask.position)
    half = {f"outcome-{first.id}": "abandoned", f"obstacle-{first.id}": "Trop <petit>.", "version": "0"}
    answer = await camille.post(f"{here}/tasks", half)
    assert answer.status_code == 422
    assert "Trop &lt;petit&gt;." in answer.text
    assert 'name="version" value="1"' in answer.text, "what was kept is the latest that was read"
    assert (await one(house, Remark)).words == "Trop <petit>."
    on_another = await camille.get(f"{here}/tasks")
    assert re.search(r'value="abandoned" checked', on_another.text)
    unsent = await camille.post(f"{here}/check")
    assert unsent.status_code == 422
    assert "Tâches" in unsent.text or "Tasks" in unsent.text


async def test_a_second_device_is_told_and_what_was_typed_stays(house, campaign, camille, sitting):
    here = f"{MINE}/sittings/{(await sitting()).id}"
    await camille.post(f"{here}/words", {"words": "Du téléphone.", "version": "0"})
    other = await camille.post(f"{here}/words", {"words": "De l’ordinateur.", "version": "0"})
    assert other.status_code == 409
    assert "De l’ordinateur." in other.text
    assert (await one(house, Remark)).words == "Du téléphone."
    assert (await camille.post(f"{here}/words", {"words": "De l’ordinateur.", "version": "1"})).is_redirect
    assert (await one(house, Remark)).words == "De l’ordinateur."


async def test_a_tester_tells_of_what_they_met_with_a_picture(house, campaign, camille, sitting, enter):
    here = f"{MINE}/sittings/{(await sitting()).id}"
    refused = await told_of(camille, here, b"no picture")
    assert refused.status_code == 422
    assert "La date manque" in refused.text
    assert (await told_of(camille, here)).is_redirect
    kept = await one(house, Finding)
    assert (kept.step_title, kept.severity) == ("Répondre", 3)
    page = await camille.get(f"{here}/findings")
    assert "La date manque" in page.text
    shown = await camille.get(f"{here}/findings/{kept.id}/picture")
    assert shown.headers["content-type"] == "image/jpeg"
    yanis = await enter("yanis")
    for path in (f"{here}/findings", f"{here}/findings/{kept.id}/picture", f"{here}/tasks"):
        assert (await yanis.get(path)).status_code == 404
    row = await one(house, FindingPicture)
    assert (await yanis.get(f"/fr/tests/pictures/{row.id}")).status_code == 404
    assert (await camille.post(f"{here}/findings/{kept.id}/remove")).is_redirect
    assert await rows(house, Finding) == []


async def test_an_agent_types_and_never_for_who_began_alone(
    house, campaign, enter, camille, sitting, counter
):
    await sitting()
    agent = await enter("yanis", Role.AGENT)
    page = await agent.get(f"{DESK}/{campaign.id}/type")
    seats = re.findall(r'<option value="([0-9a-f-]{36})"', page.text)
    assert len(seats) == 2
    began = await agent.post(f"{DESK}/{campaign.id}/type", {"seat": seats[0], "manner": "paper"})
    await go_on(house, agent, began.headers["location"])
    sent = next(one for one in await rows(house, Sitting) if one.typed_by)
    assert (sent.manner, sent.person_id) == ("paper", None)


async def test_services_and_elected_members_read_when_it_is_their_turn(
    house, campaign, samira, writer, enter, camille, all_have_answered
):
    page = f"/fr/tests/{campaign.slug}"
    elected = await enter("yanis", Role.ELECTED)
    await all_have_answered()
    assert (await samira.get(page)).status_code == 200
    for who in (writer, elected, camille):
        assert (await who.get(page)).status_code == 404
    assert (await writer.get(f"{DESK}/{campaign.id}/texts")).status_code == 403
    assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).status_code == 422
    texts = await samira.get(f"{DESK}/{campaign.id}/texts")
    assert "<mark>Jeanne Martin" in texts.text
    await review_all(house, samira, campaign)
    assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).is_redirect
    read = await writer.get(page)
    assert "La date" in read.text
    assert "Merci &lt;b&gt;." in read.text
    assert "Jeanne" not in read.text
    grouped = await elected.get(page)
    assert grouped.status_code == 200
    assert "Merci" not in grouped.text, "elected members read no words before everyone does"
    assert (await camille.get(page)).status_code == 404


async def test_the_service_replies_answers_and_everyone_reads_it(
    house, campaign, samira, writer, browser, handed_over, camille
):
    await handed_over()
    there, page = f"{DESK}/{campaign.id}", f"/fr/tests/{campaign.slug}"
    assert (await samira.post(f"{there}/publish")).status_code == 422
    assert (await writer.post(f"{there}/reply", {"reply": "Nous changeons la date."})).is_redirect
    key = (await one(house, Finding)).id
    assert "La date" in (await writer.get(f"{there}/findings")).text
    unsaid = await writer.post(f"{DESK}/findings/{key}/answer", {f"answer-{key}": "refused"})
    assert unsaid.status_code == 422
    assert (await samira.post(f"{there}/publish")).is_redirect
    accepted = {f"answer-{key}": "accepted", f"why-{key}": "Dès lundi."}
    assert (await writer.post(f"{DESK}/findings/{key}/answer", accepted)).is_redirect
    stranger = browser()
    read = await stranger.get(page)
    for words in ("Nous changeons la date.", "Dès lundi.", "La date", "3 testeurs"):
        assert words in read.text, words
    assert (await stranger.get(f"{page}/synthesis")).status_code == 200
    assert campaign.slug in (await stranger.get("/fr/tests")).text
    procedure = (await one(house, Procedure)).slug
    assert campaign.slug in (await stranger.get(f"/fr/procedures/{procedure}")).text
    row = await one(house, FindingPicture)
    assert (await stranger.get(f"/fr/tests/pictures/{row.id}")).status_code == 200
    told = (await stranger.get(f"/api/v1/tests/{campaign.slug}")).json()
    assert told["test"]["testers"] == 3
    assert [one["levels"] for one in told["axes"] if one["axis"] == "clarity"] == [[0, 0, 0, 0, 3]]
    assert told["findings"][0]["answer"] == "Dès lundi."
    assert [one["slug"] for one in (await stranger.get("/api/v1/tests")).json()["items"]] == [campaign.slug]
    table = (await stranger.get("/open-data/test-findings.csv")).text
    assert "La date" in table
    assert "clarity" in (await stranger.get("/open-data/test-answers.csv")).text


async def test_each_is_written_to_once(house, campaign, samira, writer, handed_over):
    await handed_over()
    await writer.post(f"{DESK}/{campaign.id}/reply", {"reply": "Oui."})
    await samira.post(f"{DESK}/{campaign.id}/publish")
    key = (await one(house, Finding)).id
    await writer.post(
        f"{DESK}/findings/{key}/answer", {f"answer-{key}": "already_done", f"why-{key}": "Page 2."}
    )
    async with house.database.unit_of_work() as db:
        await db.exec(update(Mail).values(state="sent"))
    await deliver(house)
    await deliver(house)
    kinds = [one.key.split(":")[0] for one in await rows(house, Mail) if one.key.startswith(("test", "find"))]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "finding-answered": 1,
        "test-handed-over": 1,
        "test-opened": 3,
        "test-published": 3,
    }
    mine = next(one for one in await rows(house, Mail) if one.key.startswith("finding-answered"))
    assert mine.recipient == "camille@exemple.test"
    assert "Page 2." in mine.text


async def test_who_has_not_answered_is_reminded_once(house, campaign, sitting, camille):
    here = f"{MINE}/sittings/{(await sitting()).id}"
    await go_on(house, camille, here)
    async with house.database.unit_of_work() as db:
        soon = await db.now() + timedelta(days=2)
        await db.exec(update(TestCampaign).values(closes_at=soon))
    await deliver(house)
    await deliver(house)
    reminded = [one for one in await rows(house, Mail) if one.key.startswith("test-reminder")]
    assert len(reminded) == 2
    assert "camille@exemple.test" not in {one.recipient for one in reminded}


async def test_pages_ask_no_more_of_the_database_with_more_answers(house, campaign, samira, handed_over):
    await handed_over()
    page = f"/fr/tests/{campaign.slug}"
    with counting_queries(house) as said:
        await samira.get(page)
    few = len(said)
    async with house.database.unit_of_work() as db:
        kept = (await db.exec(select(Sitting).order_by(col(Sitting.id)).limit(1))).one()
        for _ in range(5):
            copied = kept.model_dump(exclude={"id", "seat_id", "person_id", "tester"})
            db.add(Sitting(**copied))
    with counting_queries(house) as said:
        await samira.get(page)
    assert len(said) == few


async def test_nothing_of_a_test_is_anyone_elses(house, campaign, enter, handed_over, browser):
    await handed_over()
    yanis = await enter("yanis")
    for path in (f"{DESK}/{campaign.id}", DESK, f"{DESK}/{campaign.id}/findings"):
        assert (await yanis.get(path)).status_code == 403
        assert (await browser().get(path)).is_redirect or (await browser().get(path)).status_code == 401
    assert (await yanis.get(f"{MINE}/{campaign.id}")).status_code == 404
    begun = await yanis.post(f"{MINE}/{campaign.id}", {"manner": "alone"})
    assert begun.status_code == 404
