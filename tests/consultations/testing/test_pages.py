"""From a letter without names to published results, page by page; each reader when it is their turn."""

import re

from sqlmodel import col, select, update

from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.testing.models import Finding, FindingPicture, Remark, Sitting, TestCampaign, TestTask
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
    review_all,
    rows,
    samira,
    sitting,
    told_of,
    typed,
    version,
)
from tests.okote.app_client import asked_for_the_second, counting_queries

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
    for who in (samira, writer, elected, camille):
        assert (await who.get(page)).status_code == 404
    assert (await writer.get(f"{DESK}/{campaign.id}/texts")).status_code == 403
    assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).status_code == 422
    texts = await samira.get(f"{DESK}/{campaign.id}/texts")
    assert "<mark>Jeanne Martin" in texts.text
    await review_all(house, samira, campaign)
    assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).is_redirect
    assert (await samira.get(page)).status_code == 200
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
    assert (await samira.post(f"{there}/reply", {"reply": ""})).status_code == 403
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


async def test_the_same_testers_are_drawn_before_and_after_where_they_may_be(
    house, campaign, samira, handed_over, typed, version, browser
):
    """Each of the first test sits the second with the same answers, but for one question."""
    await handed_over()
    page = "/fr/tests/apres"
    async with house.database.unit_of_work() as db:
        at = await db.now()
        was = (await db.exec(select(ProcedureVersion))).one().model_dump(exclude={"id", "number"})
        newer = ProcedureVersion(**was | {"number": 2, "changed": "Plus court."})
        db.add(newer)
        await db.flush()
        first = (await db.exec(select(TestCampaign))).one()
        kept = {"id", "slug", "version_id", "before_id", "title"}
        after = TestCampaign(
            **first.model_dump(exclude=kept), slug="apres", title="Après", version_id=newer.id
        )
        after.before_id = first.id
        db.add(after)
        await db.flush()
        for one in (await db.exec(select(Sitting).order_by(col(Sitting.id)))).all():
            again = one.model_dump(exclude={"id", "campaign_id", "clarity"})
            db.add(Sitting(**again, campaign_id=after.id, clarity=1))
        await db.exec(update(TestCampaign).values(published_at=at, handed_over_at=at))
    assert "apres/compared" in (await browser().get(page)).text
    assert (await asked_for_the_second(house, browser, f"{page}/compared"))[0] == 0
    assert (await browser().get(f"/fr/tests/{campaign.slug}/compared")).status_code == 404
