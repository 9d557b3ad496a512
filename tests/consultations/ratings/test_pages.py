"""The form, what everyone reads, the desk, and programs: in a running house."""

import re
from datetime import timedelta
from html import unescape

import pytest
import segno
from sqlalchemy import text
from sqlmodel import select

from consultations.procedures.models import Procedure
from consultations.ratings.models import OpenRating, RatingWords
from consultations.ratings.rules import USUAL_HOUR
from okote.identity.models import Role
from okote.platform import clock
from tests.okote.app_client import ADDRESS, CSRF, counting_queries, territory

ANSWERS = {
    "simplicity": "4",
    "efficiency": "5",
    "clarity": "3",
    "help": "none",
    "channel": "mail",
    "words": "",
}
DESK = "/fr/back-office/ratings"


@pytest.fixture
async def procedure(house, desk, writer):
    await desk.published(writer, **{"channel-counter": "yes"})
    async with house.database.reading() as db:
        return (await db.exec(select(Procedure))).one()


@pytest.fixture
def here(procedure):
    return f"/fr/rate/{procedure.slug}"


async def pass_by(house, **time):
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, await clock.offset(db) + timedelta(**time))


async def opened(who, here):
    """The slip of a form."""
    html = (await who.get(here)).text
    return re.search(r'name="slip" value="([^"]*)"', html)[1]


@pytest.fixture
def rate(house, browser, here):
    """As somebody does who has just gone through it."""

    async def rate(who=None, *, client="192.0.2.1", **changes):
        who = who or browser()
        who.client = client
        slip = await opened(who, here)
        await pass_by(house, seconds=5)
        return await who.post(here, ANSWERS | {"slip": slip} | changes)

    return rate


async def kept(house, table=OpenRating):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def counted(house, procedure, number, *, months_ago=1):
    """So many ratings of a month, all of them the best but for one question."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        here = await territory(house)
        month = here.day(at).replace(day=1)
        for _ in range(months_ago):
            month = (month - timedelta(days=1)).replace(day=1)
        await db.exec(
            text("""
                INSERT INTO open_rating (id, territory_id, procedure_id, version_id, hour, month,
                                         channel, help, simplicity, efficiency, clarity, counted)
                SELECT gen_random_uuid(), p.territory_id, p.id, v.id, CAST(:hour AS timestamptz)
                       - n * interval '1 hour', :month, CASE WHEN n % 3 = 0 THEN 'counter' ELSE 'mail' END,
                       CASE WHEN n % 4 = 0 THEN 'reached' ELSE 'none' END, 5, 5, 1 + n % 5, true
                FROM procedure p JOIN procedure_version v ON v.procedure_id = p.id,
                     generate_series(1, :number) n
                WHERE p.id = :procedure
            """),
            params={"procedure": procedure.id, "number": number, "month": month, "hour": at - timedelta(40)},
        )


async def test_somebody_rates_without_an_account_and_is_thanked(house, browser, rate, here, procedure):
    who = browser()
    answer = await rate(who, words="Plus court")
    assert answer.headers["location"] == f"{here}/thanks"
    assert set(who.cookies) == {CSRF}, "no cookie but that of the form"
    thanks = await who.follow(answer)
    assert "Merci pour vos réponses" in thanks.text
    (one,) = await kept(house)
    assert (one.simplicity, one.efficiency, one.clarity, one.channel) == (4, 5, 3, "mail")
    (words,) = await kept(house, RatingWords)
    assert (words.words, words.told) == ("Plus court", "")


async def test_a_second_press_counts_nothing_twice(house, browser, rate, here):
    who = browser()
    slip = await opened(who, here)
    await pass_by(house, seconds=5)
    for _ in range(2):
        answer = await who.post(here, ANSWERS | {"slip": slip})
        assert answer.headers["location"].endswith("/thanks")
    assert len(await kept(house)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"simplicity": ""}, "simplicity"),
        ({"simplicity": "6"}, "simplicity"),
        ({"efficiency": "0"}, "efficiency"),
        ({"clarity": "très"}, "clarity"),
        ({"clarity": "3.5"}, "clarity"),
        ({"help": ""}, "help"),
        ({"help": "perhaps"}, "help"),
        ({"channel": ""}, "channel"),
        ({"channel": "phone"}, "channel"),
        ({"channel": "owl"}, "channel"),
        ({"words": "x" * 1_001}, "words"),
    ],
)
async def test_what_is_not_sound_is_refused_beside_its_field(house, rate, changes, field):
    answer = await rate(**changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert await kept(house) == []


@pytest.mark.parametrize("slip", ["", "x", "a b c.00", "é" * 50])
async def test_a_form_that_we_did_not_make_is_shown_anew_with_what_was_answered(house, browser, here, slip):
    who = browser()
    answer = await who.post(here, ANSWERS | {"slip": slip, "words": "Gardé"})
    assert answer.status_code == 422
    assert "Gardé" in answer.text
    fresh = re.search(r'name="slip" value="([^"]*)"', answer.text)[1]
    await pass_by(house, seconds=5)
    assert (await who.post(here, ANSWERS | {"slip": fresh})).is_redirect


async def test_who_is_too_quick_sends_it_once_more(house, browser, here):
    who = browser()
    slip = await opened(who, here)
    answer = await who.post(here, ANSWERS | {"slip": slip})
    assert answer.status_code == 422
    assert "plus rapide" in answer.text
    assert await kept(house) == []
    await pass_by(house, seconds=5)
    assert (await who.post(here, ANSWERS | {"slip": slip})).is_redirect


async def test_a_form_of_another_site_is_refused(house, browser, here):
    who = browser()
    slip = await opened(who, here)
    assert (await who.post(here, ANSWERS | {"slip": slip}, with_token=False)).status_code == 403
    assert await kept(house) == []


async def test_a_household_that_rates_again_and_again_is_told_to_wait(house, rate):
    answers = [(await rate(client="198.51.100.7")).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert (await rate(client="198.51.100.8")).is_redirect
    same = "2001:db8::1", "2001:db8::2:2"
    answers = [(await rate(client=same[number % 2])).status_code for number in range(6)]
    assert answers == [303] * 5 + [429], "one subscriber has 64 bits"


async def test_below_a_hundred_everyone_reads_only_how_many_there_are(house, browser, procedure):
    await counted(house, procedure, 99)
    for path in (f"/fr/procedures/{procedure.slug}", f"/fr/procedures/{procedure.slug}/ratings"):
        html = (await browser().get(path)).text
        assert "Pas encore assez de réponses." in html
        assert "sur 10" not in html
    data = (await browser().get(f"/api/v1/procedures/{procedure.slug}/ratings")).json()
    assert (data["enough"], data["answers"], data["axes"], data["periods"]) == (False, 99, [], [])
    assert (await browser().get("/open-data/ratings.json")).json()["rows"] == []


async def test_from_a_hundred_on_everyone_reads_the_result(house, browser, procedure):
    await counted(house, procedure, 120)
    page = unescape((await browser().get(f"/fr/procedures/{procedure.slug}")).text)
    assert "10 sur 10" in page
    html = unescape((await browser().get(f"/fr/procedures/{procedure.slug}/ratings")).text)
    assert "Par canal" in html
    assert "90 personnes sur 120" in html
    data = (await browser().get(f"/api/v1/procedures/{procedure.slug}/ratings")).json()
    simplicity, _, clarity = data["axes"]
    assert (simplicity["mean"], simplicity["grade"], clarity["mean"]) == ("10.0", "very_good", "5.0")
    assert [(one["channel"], one["answers"]) for one in data["channels"]] == [("counter", 40), ("mail", 80)]
    (row,) = (await browser().get("/open-data/ratings.json")).json()["rows"]
    assert (row["procedure"], row["answers"], row["clarity"]) == (procedure.slug, 120, 5.0)


async def test_the_page_asks_as_much_of_a_thousand_ratings_as_of_one(house, browser, procedure):
    async def asked():
        with counting_queries(house) as said:
            assert (await browser().get(f"/fr/procedures/{procedure.slug}/ratings")).status_code == 200
        return [one for one in said if "open_rating" in one or "rating_" in one]

    few = await asked()
    await counted(house, procedure, 1_000)
    assert len(await asked()) == len(few) == 3


async def test_what_is_retired_is_no_longer_rated(house, rate, browser, here, desk, writer, procedure):
    slip = await opened(browser(), here)
    await writer.post(f"/fr/back-office/procedures/{procedure.id}/retire")
    page = await browser().get(here)
    assert page.status_code == 200
    assert "<form action" not in page.text.split("<main")[1]
    await pass_by(house, seconds=5)
    answer = await browser().post(here, ANSWERS | {"slip": slip})
    assert (answer.status_code, await kept(house)) == (422, [])
    for page in ("poster", "button"):
        assert (await browser().get(f"{here}/{page}")).status_code == 404


@pytest.mark.parametrize("page", ["", "/thanks", "/poster", "/button"])
async def test_nobody_rates_what_is_not_public(browser, desk, writer, page):
    await desk.add(writer)
    assert (await browser().get(f"/fr/rate/demander-une-place-en-creche{page}")).status_code == 404
    assert (await browser().get(f"/fr/rate/UNSAID%20{page}")).status_code == 404


async def test_a_poster_leads_to_the_form_in_the_language_of_whoever_scans_it(browser, here, procedure):
    html = (await browser().get(f"{here}/poster")).text
    address = f"{ADDRESS}/rate/{procedure.slug}"
    assert address in html
    code = segno.make(address, error="m", micro=False)
    lines = re.search(r'class="qrline"[^>]* d="([^"]+)"', html)[1]
    assert f'd="{lines}"' in code.svg_inline(omitsize=True, border=2)
    scanned = await browser().get(f"/rate/{procedure.slug}", **{"accept-language": "de"})
    assert 'lang="de"' in scanned.text


async def test_the_lines_to_copy_lead_to_the_form_and_load_nothing(browser, here, procedure):
    html = (await browser().get(f"{here}/button")).text
    copied = unescape(re.search(r'<textarea[^>]*id="as-button"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1])
    assert f'href="{ADDRESS}/rate/{procedure.slug}"' in copied
    assert "src=" not in copied


@pytest.fixture
async def agent(enter):
    return await enter("lea", Role.AGENT)


async def test_an_agent_reads_words_before_everyone_does(house, browser, rate, agent, procedure):
    await rate(words="Merci à Anne Muller, <b>bravo</b>")
    public = f"/fr/procedures/{procedure.slug}/ratings"
    assert "Anne Muller" not in (await browser().get(public)).text
    assert "1 texte à lire" in (await agent.get(DESK)).text
    there = f"{DESK}/{procedure.id}"
    html = (await agent.get(there)).text
    assert "<mark>Anne Muller</mark>" in html
    assert "<b>bravo</b>" not in html
    (words,) = await kept(house, RatingWords)
    path, name = f"{DESK}/words/{words.id}", f"review-{words.id}"
    refused = await agent.post(path, {name: "redacted", f"told-{words.id}": words.words})
    assert refused.status_code == 422
    assert (await agent.post(path, {name: "perhaps"})).status_code == 422
    told = {name: "redacted", f"told-{words.id}": "Merci à une agente, bravo"}
    assert (await agent.post(path, told)).headers["location"] == there
    html = (await browser().get(public)).text
    assert "Merci à une agente" in html
    assert "Anne Muller" not in html
    assert "Anne Muller" not in (await agent.get("/fr/back-office/audit")).text


async def test_an_agent_decides_on_an_hour_with_more_than_usual(house, browser, rate, agent, procedure, here):
    for number in range(USUAL_HOUR + 1):
        assert (await rate(client=f"198.51.100.{number}")).is_redirect
    public = f"/fr/procedures/{procedure.slug}/ratings"
    if len({one.burst_id for one in await kept(house)}) > 1:
        pytest.skip("the hour of the clock ended meanwhile")
    assert "21 réponses attendent ainsi" in (await browser().get(public)).text
    html = (await agent.get(f"{DESK}/{procedure.id}")).text
    burst = re.search(r"/bursts/([0-9a-f-]+)", html)[1]
    path = f"{DESK}/bursts/{burst}"
    assert (await agent.post(path, {f"verdict-{burst}": "apart"})).status_code == 422, "says why"
    decided = {f"verdict-{burst}": "apart", f"reason-{burst}": "Toutes pareilles"}
    assert (await agent.post(path, decided)).is_redirect
    assert "21 réponses ont été mises à part" in (await browser().get(public)).text
    data = (await browser().get(f"/api/v1/procedures/{procedure.slug}/ratings")).json()
    assert (data["apart"], data["in_review"], data["waiting"]) == (21, 0, 0)


async def test_services_and_residents_review_nothing(house, browser, rate, writer, procedure, enter):
    await rate(words="Trop long")
    (words,) = await kept(house, RatingWords)
    for who in (writer, await enter("camille")):
        assert (await who.get(DESK)).status_code == 403
        told = {f"review-{words.id}": "shown"}
        assert (await who.post(f"{DESK}/words/{words.id}", told)).status_code == 403


async def test_the_foot_of_each_page_leads_to_the_questions_about_this_site(browser, agent, procedure, here):
    visitor = browser()
    assert 'href="/fr/rate"' in (await visitor.get("/fr/legal")).text.partition("<footer>")[2]
    unset = await visitor.get("/fr/rate")
    assert (unset.status_code, "/fr/contact" in unset.text) == (200, True)
    assert (await agent.post(f"{DESK}/{procedure.id}/site")).is_redirect
    assert (await visitor.get("/fr/rate")).headers["location"] == here
    assert "depuis le bas de chaque page" in (await agent.get(f"{DESK}/{procedure.id}")).text
    assert (await agent.post(f"{DESK}/{procedure.id}/site")).is_redirect, "chosen anew, it stays"
    await agent.post(f"/fr/back-office/procedures/{procedure.id}/retire")
    assert (await visitor.get("/fr/rate")).status_code == 200
    assert (await agent.post(f"{DESK}/{procedure.id}/site")).status_code == 422
