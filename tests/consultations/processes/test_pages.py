"""A consultation is written from a template, published, followed, changed; who is not of it finds nothing."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.eligibility.rules import Conditions, Residence
from consultations.processes.models import Phase, Process
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from okote.territories.models import Place
from tests.okote.app_client import territory

OFFICE = "/fr/back-office/processes"
DAY = timedelta(days=1)


@pytest.fixture
async def roads(house):
    async with house.database.unit_of_work() as db:
        made = Service(
            territory_id=(await territory(house)).id,
            name="Voirie",
            email="voirie@exemple.test",
            created_at=await db.now(),
        )
        db.add(made)
    return made


@pytest.fixture
async def today(house):
    async with house.database.reading() as db:
        return (await territory(house)).day(await db.now())


@pytest.fixture
def written(roads, today):
    return {
        "title": "Le budget des habitants",
        "lead": "Vous décidez <d’une> part du budget.",
        "body": "Voici **comment**.",
        "body_plain": "Vous votez.",
        "stakes": "Des projets.",
        "envelope-1": "Tout",
        "envelope-1-amount": "120 000",
        "audience": "public",
        "language-fr": "yes",
        "service": str(roads.id),
        "organisers": "Ville\nConseil",
        "first_day": str(today - 20 * DAY),
    }


@pytest.fixture
async def lea(enter):
    return await enter("lea", Role.ADMINISTRATOR)


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id)))).all()


async def draft_of(house, lea, written, template="budget"):
    answer = await lea.post(f"{OFFICE}/new/{template}", written)
    assert answer.status_code == 303, re.findall('class="problem".*?</p>', answer.text)
    return (await rows(house, Process))[-1]


async def test_from_a_template_to_a_page_that_everyone_reads(house, browser, lea, written):
    assert "Budget participatif" in (await lea.get(f"{OFFICE}/new")).text
    assert "Vous décidez de l’emploi" in (await lea.get(f"{OFFICE}/new/budget")).text
    assert (await lea.get(f"{OFFICE}/new/nothing")).status_code == 404
    refused = await lea.post(f"{OFFICE}/new/budget", written | {"lead": "", "envelope-1-amount": "x"})
    assert (refused.status_code, refused.text.count('class="problem"')) == (422, 2)
    draft = await draft_of(house, lea, written)
    page = f"/fr/processes/{draft.slug}"
    assert (await browser().get(page)).status_code == 404
    assert "Collecte des idées" in (await lea.get(f"{OFFICE}/{draft.id}")).text
    assert (await lea.post(f"{OFFICE}/{draft.id}/publish")).status_code == 303
    html = (await browser().get(page)).text
    assert html.count('aria-current="step"') == 1
    assert "En ce moment\u00a0: Collecte des idées" in html
    assert ("d’une&gt; part" in html, "<strong>comment</strong>" in html, "120\u00a0000\u00a0€" in html) == (
        True,
    ) * 3
    assert "24\u00a0h\u00a000" in html
    assert "Europe/Paris" in html
    assert f'href="/fr/ideas/new?process={draft.slug}"' in html
    assert "Vous votez." not in html
    assert "Vous votez." in (await browser().get(f"{page}?plain=yes")).text
    for where in (
        "/fr/",
        "/fr/processes",
        "/fr/processes?q=habitant",
        "/fr/search?q=habitants",
        "/sitemap.xml",
    ):
        assert draft.slug in (await browser().get(where)).text, where
    assert draft.slug not in (await browser().get("/fr/processes?q=rien")).text
    facts = (await browser().get(f"/api/v1/processes/{draft.slug}")).json()
    assert (facts["process"]["state"], facts["envelopes"][0]["amount"]["amount"]) == ("open", "120000.00")
    [listed] = (await browser().get("/api/v1/processes")).json()["items"]
    assert listed == facts["process"]
    csv = (await browser().get("/fr/open-data/consultations.csv")).text
    assert csv.count(draft.slug) == 6
    calendar = (await browser().get(f"{page}/calendar")).text
    assert calendar.count("BEGIN:VEVENT") == 6


async def test_phases_are_typed_in_days_gaps_are_told_overlaps_refused(house, lea, written, today):
    draft = await draft_of(house, lea, written)
    here = f"{OFFICE}/{draft.id}/phases"
    assert "Phase 8" in (await lea.get(here)).text
    typed = {
        "version": "0",
        "phase-1": "ideas",
        "phase-1-first": str(today),
        "phase-1-last": str(today + 2 * DAY),
        "phase-1-last-time": "23:59",
        "phase-1-propose": "yes",
        "phase-1-audience": "public",
        "phase-2": "results",
        "phase-2-first": str(today + 2 * DAY),
        "phase-2-audience": "public",
    }
    refused = await lea.post(here, typed)
    assert refused.status_code == 422
    assert "se chevauchent" in refused.text
    saved = await lea.post(here, typed | {"phase-2-first": str(today + 4 * DAY)})
    assert "Rien n’est ouvert entre" in (await lea.follow(saved)).text
    ideas, results = sorted(await rows(house, Phase), key=lambda one: one.starts_at)
    zone = (await territory(house)).zone
    assert f"{ideas.ends_at.astimezone(zone):%H:%M:%S}" == "00:00:00"
    assert (results.ends_at, ideas.permits) == (None, ["propose"])
    stale = await lea.post(here, typed | {"phase-2-first": str(today + 5 * DAY)})
    assert stale.status_code == 409


async def test_who_follows_hears_of_a_change_and_the_page_tells_it(
    house, browser, enter, lea, written, today
):
    draft = await draft_of(house, lea, written)
    await lea.post(f"{OFFICE}/{draft.id}/publish")
    page, here = f"/fr/processes/{draft.slug}", f"{OFFICE}/{draft.id}"
    assert (await browser().post(f"{page}/follow")).status_code in {303, 401}
    camille = await enter("camille")
    await camille.post(f"{page}/follow")
    assert "Vous suivez cette consultation" in (await camille.get(page)).text
    changed = written | {"version": "0", "title": "Le budget participatif"}
    assert (await lea.post(f"{here}/edit", changed)).status_code == 422
    assert (await lea.post(f"{here}/edit", changed | {"reason": "Plus clair."})).status_code == 303
    html = (await browser().get(page)).text
    assert ("Plus clair." in html, "Le budget des habitants" in html) == (True, True)
    await work_off(house.queue, house.job_context)
    [mail] = [one for one in await rows(house, Mail) if "Plus clair." in one.text]
    ending = re.search(r"https?://[^/]+(/\S+/no-more-mails/\S+)", mail.text)[1]
    assert mail.unsubscribe.endswith(ending)
    assert "Plus de courriels" in (await browser().get(ending)).text
    assert (await browser().post(ending, {"List-Unsubscribe": "One-Click"})).text == "OK"
    assert "C’est fait" in (await browser().get(ending)).text
    assert "Suivre cette consultation" in (await camille.get(page)).text


async def test_what_is_internal_is_nowhere_for_others(house, browser, enter, lea, written, roads):
    inner = await draft_of(house, lea, written | {"title": "Entre agents", "audience": "agents"}, "agents")
    await lea.post(f"{OFFICE}/{inner.id}/publish")
    slug, camille = inner.slug, await enter("camille")
    for who in (browser(), camille):
        for where in (f"/fr/processes/{slug}", f"/fr/processes/{slug}/calendar", f"/api/v1/processes/{slug}"):
            assert (await who.get(where)).status_code == 404, where
        assert (await camille.post(f"/fr/processes/{slug}/follow")).status_code == 404
        for where in (
            *("/fr/", "/fr/processes", "/fr/search?q=agents", "/sitemap.xml"),
            *("/api/v1/processes", "/fr/open-data/consultations.csv", "/fr/open-data/consultations.json"),
        ):
            assert slug not in (await who.get(where)).text, where
    assert "Pour\u00a0: agentes et agents" in (await lea.get(f"/fr/processes/{slug}")).text
    assert slug in (await lea.get("/fr/processes")).text
    assert slug in (await lea.get("/fr/search?q=agents")).text
    assert slug not in (await lea.get("/api/v1/processes")).text


async def test_a_copy_an_archive_and_a_draft_thrown_away(house, browser, lea, written, today):
    draft = await draft_of(house, lea, written)
    await lea.post(f"{OFFICE}/{draft.id}/publish")
    refused = await lea.post(f"{OFFICE}/{draft.id}/archive")
    assert (refused.status_code, "encore y participer" in refused.text) == (422, True)
    copied = await lea.post(f"{OFFICE}/{draft.id}/copy", {"first_day": str(today + 300 * DAY)})
    assert "Voici la copie" in (await lea.follow(copied)).text
    _, copy = await rows(house, Process)
    assert (await lea.post(f"{OFFICE}/{copy.id}/remove")).status_code == 303
    assert len(await rows(house, Process)) == 1


async def test_whoever_lacks_something_is_told_what_and_how_and_comes_back(
    house, browser, enter, lea, written
):
    draft = await draft_of(house, lea, written)
    await lea.post(f"{OFFICE}/{draft.id}/publish")
    async with house.database.unit_of_work() as db:
        kept = await db.get_one(Process, draft.id)
        kept.conditions = Conditions(residence=Residence.DECLARED, age_floor=16).written()
        place = (await db.exec(select(Place).where(Place.territory_id == kept.territory_id).limit(1))).one()
    page = f"/fr/processes/{draft.slug}"
    camille = await enter("camille")
    told = (await camille.get(page)).text
    back = f"?next=%2Fprocesses%2F{draft.slug}"
    assert [f"/my/eligibility/{way}{back}" in told for way in ("declare", "list", "letter", "age")] == [
        True
    ] * 4
    answer = await camille.post(
        "/fr/my/eligibility/declare", {"place": str(place.id), "next": f"/processes/{draft.slug}"}
    )
    assert answer.headers["location"] == page
    told = (await camille.get(page)).text
    assert ("/eligibility/declare" in told, "/eligibility/age" in told) == (False, True)
    assert 'id="lacks"' not in (await browser().get(page)).text
