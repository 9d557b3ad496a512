"""Programs, open data and mails say of studies what everyone may read, and of notes nothing."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from consultations.ideas.rules import IdeaState
from consultations.ideas.study import answer, entrust
from consultations.studying.letters import look
from consultations.studying.models import Study
from consultations.studying.rules import Basis, Cost, Feasible, ViewGiven
from consultations.studying.service import ask, give_view, set_due, write_note
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.studying.test_pages import bench, services
from tests.okote.app_client import ADDRESS, territory

__all__ = ["bench", "services"]

COSTED = ViewGiven(
    admissible=True,
    feasible=Feasible.CHANGED,
    reasons="Plus haut.",
    cost=Cost(120_000, Basis.QUOTE, date(2020, 1, 2)),
    running_minor=3_000,
)


@pytest.fixture
async def lea(house):
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now())
        db.add(person)
    roles = frozenset([Held(Role.AGENT)])
    return Visitor(await territory(house), "fr", ADDRESS, person=person, roles=roles)


@pytest.fixture
async def studied(house, bench, services, lea):
    roads, parks = services
    async with house.database.unit_of_work() as db:
        await entrust(db, bench.id, roads.id, by=lea)
        await ask(db, bench.id, parks.id, await db.now() + timedelta(days=9), "Des racines ?", by=lea)
        await give_view(db, bench.id, roads.id, COSTED, expected=0, by=lea)
        await write_note(db, bench.id, "Un platane malade.", by=lea)
    return bench


async def mails(house):
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        found = (await db.exec(select(Mail).order_by(Mail.id))).all()
    return sorted((one.recipient, one.subject) for one in found)


async def test_programs_read_who_owes_what_and_with_the_answer_the_views(house, studied, browser, lea):
    everyone, path = browser(), f"/api/v1/ideas/{studied.id}/study"
    before = (await everyone.get(path)).json()
    assert [(one["service"], one["answers"], one["overdue"]) for one in before["owed"]] == [
        ("Voirie", True, False),
        ("Parcs", False, False),
    ]
    assert before["views"] == []
    async with house.database.unit_of_work() as db:
        await answer(db, studied.id, IdeaState.REFUSED, "Trop cher.", by=lea)
    after = (await everyone.get(path)).json()
    assert after["owed"] == []
    (view,) = after["views"]
    assert (view["service"], view["feasible"], view["reasons"]) == ("Voirie", "changed", "Plus haut.")
    assert (view["cost"], view["running"]["amount"]) == ({"amount": "1200.00", "currency": "EUR"}, "30.00")
    assert (view["basis"], view["cost_on"], view["version"]) == ("quote", "2020-01-02", 1)


async def test_open_data_tell_views_with_their_answers_and_never_a_note(house, studied, browser, lea):
    everyone = browser()
    there = "/open-data/idea-studies.csv"
    assert "Plus haut." not in (await everyone.get(there)).text
    async with house.database.unit_of_work() as db:
        await answer(db, studied.id, IdeaState.ACCEPTED, "Oui.", by=lea)
    table = (await everyone.get(there)).text
    assert ("Plus haut." in table, "120000" in table, "platane" in table) == (True, True, False)
    for page in (f"/fr/ideas/{studied.id}", f"/api/v1/ideas/{studied.id}/study", "/fr/ideas/overdue"):
        shown = (await everyone.get(page)).text
        assert ("platane" in shown, "racines" in shown) == (False, False)


async def test_services_are_written_to_once_each(house, studied, moved, lea, services):
    first = await mails(house)
    assert first == [
        (
            "parcs@exemple.test",
            "Votre avis est demandé sur une idée\u00a0: «\u00a0Un banc <à mi-pente>\u00a0»",
        ),
        ("voirie@exemple.test", first[1][1]),
    ]
    for days, more in ((5, 0), (7, 1), (8, 1), (11, 2), (12, 2), (29, 3), (33, 4)):
        await moved(timedelta(days=days))
        await look(SimpleNamespace(additional_context={"house": house}), timestamp=0)
        assert len(await mails(house)) == 2 + more, days
    async with house.database.unit_of_work() as db:
        (_, asked) = (await db.exec(select(Study).order_by(Study.id))).all()
        await set_due(db, asked.id, await db.now() + timedelta(days=2), by=lea)
    await look(SimpleNamespace(additional_context={"house": house}), timestamp=0)
    assert len(await mails(house)) == 7
