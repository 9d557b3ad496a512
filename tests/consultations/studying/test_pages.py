"""A service studies and costs an idea; everyone reads it with the answer, and what is overdue."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from consultations.ideas.models import Idea
from consultations.ideas.service import IdeaDetails, propose
from consultations.services.models import Service
from consultations.studying.models import Study, StudyView
from okote.identity.models import Person, Role
from okote.identity.visitors import Visitor
from tests.okote.app_client import ADDRESS, territory

OFFICE = "/fr/back-office/ideas"
VIEW = {
    "admissible": "yes",
    "feasible": "changed",
    "reasons": "Plus haut dans la <côte>.",
    "cost": "1 200",
    "basis": "quote",
    "cost-on": "2020-01-02",
    "running": "30",
}


@pytest.fixture
async def services(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        made = [
            Service(territory_id=here.id, name=name, email=f"{name.lower()}@exemple.test", created_at=at)
            for name in ("Voirie", "Parcs")
        ]
        db.add_all(made)
    return made


@pytest.fixture
async def bench(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        author = Person(created_at=await db.now())
        db.add(author)
        await db.flush()
        by = Visitor(here, "fr", ADDRESS, person=author, roles=frozenset())
        return await propose(db, IdeaDetails("Un banc <à mi-pente>", "La côte est longue."), by=by)


@pytest.fixture
async def agent(enter):
    return await enter("lea", Role.AGENT)


@pytest.fixture
async def engineer(enter, services):
    return await enter("camille", Role.SERVICE, scope=services[0].id)


@pytest.fixture
async def gardener(enter, services):
    return await enter("yanis", Role.SERVICE, scope=services[1].id)


async def kept(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


def spaced(html):
    return re.sub(r"\s", " ", unescape(html))


def day(by):
    return (by + timedelta(days=9)).date().isoformat()


async def test_a_service_studies_and_everyone_reads_it_with_the_answer(
    house, services, bench, agent, engineer, browser
):
    desk, here = f"{OFFICE}/{bench.id}", f"{OFFICE}/{bench.id}/study"
    due = day(bench.proposed_at)
    roads = str(services[0].id)
    assert (await agent.post(f"{desk}/entrust", {"service": roads, "due": "2020-01-01"})).status_code == 422
    assert (await agent.post(f"{desk}/entrust", {"service": roads, "due": due})).status_code == 303
    (study,) = await kept(house, Study)
    assert (await territory(house)).day(study.last_moment).isoformat() == due
    assert "Un banc" in (await engineer.get(f"{OFFICE}/study")).text
    shown = await engineer.get(here)
    assert 'name="cost"' in shown.text
    seen = {f"seen-{roads}": "0", "service": roads}
    for slip in (
        {"cost-on": ""},
        {"reasons": "", "feasible": "no"},
        {"cost": "beaucoup"},
        {"cost-on": "2990-01-01"},
        {"admissible": "perhaps"},
        {"basis": "guess"},
        {"service": str(services[1].id)},
    ):
        refused = await engineer.post(f"{here}/view", {**VIEW, **seen, **slip})
        assert (refused.status_code, "Plus haut" in refused.text or "reasons" in slip) == (422, True), slip
    assert (await engineer.post(f"{here}/view", {**VIEW, **seen})).status_code == 303
    assert (await engineer.post(f"{here}/view", {**VIEW, **seen})).status_code == 409
    (view,) = await kept(house, StudyView)
    assert (view.cost_minor, view.running_minor, view.basis) == (120_000, 3_000, "quote")
    assert "1200" in (await engineer.get(here)).text
    everyone = browser()
    before = unescape((await everyone.get(f"/fr/ideas/{bench.id}")).text)
    assert ("Voirie" in before, "Plus haut" in before) == (True, False)
    answered = await engineer.post(f"{desk}/answer", {"state": "accepted", "answer": "Au printemps."})
    assert answered.status_code == 303
    after = (await engineer.get(f"/fr/ideas/{bench.id}")).text
    assert "Plus haut dans la &lt;côte&gt;." in after
    assert re.search(r"Coût : 1\s200 €\. Il repose sur un devis, calculé le 2 janvier 2020\.", spaced(after))


async def test_another_service_is_asked_notes_and_passes_on(
    services, bench, agent, engineer, gardener, house
):
    here, (roads, parks) = f"{OFFICE}/{bench.id}/study", services
    await agent.post(f"{OFFICE}/{bench.id}/entrust", {"service": str(roads.id)})
    assert (await gardener.get(here)).status_code == 403
    asked = {"asked": str(parks.id), "question": "Des racines ?"}
    for wrong in ({**asked, "due": "2020-01-01"}, {**asked, "due": ""}, {"due": day(bench.proposed_at)}):
        assert (await agent.post(f"{here}/ask", wrong)).status_code == 422
    assert (await engineer.post(f"{here}/ask", {**asked, "due": day(bench.proposed_at)})).status_code == 403
    assert (await agent.post(f"{here}/ask", {**asked, "due": day(bench.proposed_at)})).status_code == 303
    assert "Des racines ?" in (await gardener.get(here)).text
    assert (await gardener.post(f"{here}/notes", {"note": ""})).status_code == 422
    assert (await gardener.post(f"{here}/notes", {"note": "Un platane."})).status_code == 303
    assert "Un platane." in (await engineer.get(here)).text
    assert "Un platane." not in (await engineer.get(f"/fr/ideas/{bench.id}")).text
    (_, study) = await kept(house, Study)
    for_it = {f"due-{study.id}": day(bench.proposed_at + timedelta(days=9))}
    assert (await gardener.post(f"{here}/{study.id}/due", for_it)).status_code == 403
    assert (await agent.post(f"{here}/{study.id}/due", {f"due-{study.id}": ""})).status_code == 422
    assert (await agent.post(f"{here}/{study.id}/due", for_it)).status_code == 303
    to_roads = {f"to-{study.id}": str(roads.id)}
    assert (await gardener.post(f"{here}/{study.id}/pass-on", to_roads)).status_code == 422
    assert (await gardener.post(f"{here}/{study.id}/release")).headers["location"] == f"{OFFICE}/study"
    assert (await gardener.get(here)).status_code == 403


async def test_everyone_reads_what_is_overdue(house, services, bench, agent, browser, moved):
    everyone = browser()
    assert "Un banc" not in (await everyone.get("/fr/ideas/overdue")).text
    await moved(timedelta(days=31))
    await agent.arrive("lea")
    assert "Un banc" in (await everyone.get("/fr/ideas/overdue")).text
    await agent.post(f"{OFFICE}/{bench.id}/entrust", {"service": str(services[0].id)})
    assert "Un banc" not in (await everyone.get("/fr/ideas/overdue")).text
    await moved(timedelta(days=62))
    await agent.arrive("lea")
    shown = (await everyone.get("/fr/ideas/overdue")).text
    assert ("Un banc" in shown, "Voirie" in shown) == (True, True)
    for which in ("late", "owed"):
        assert "Un banc" in (await agent.get(f"{OFFICE}/study?which={which}&service={services[0].id}")).text
    assert "Un banc" not in (await agent.get(f"{OFFICE}/study?which=entrust")).text
    (idea,) = await kept(house, Idea)
    async with house.database.unit_of_work() as db:
        hidden = await db.get_one(Idea, idea.id)
        hidden.withdrawn_at = await db.now()
    assert "Un banc" not in (await everyone.get("/fr/ideas/overdue")).text
