"""A panel is written; people volunteer signed in, with a letter, at the counter, from a list."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.panels.models import Panel, Volunteer
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.okote.app_client import counting_queries, territory

OFFICE = "/fr/back-office/panels"
PAGE = "/fr/panels/comite-de-testeurs"
CAMILLE = {"name": "Camille <A.>", "email": "camille@exemple.test", "feature-0": "âgée"}
AGREED = {"consent": "yes"}
CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.fixture
async def samira(enter):
    return await enter("samira", Role.ORGANISER)


@pytest.fixture
async def today(house):
    async with house.database.reading() as db:
        return (await territory(house)).day(await db.now())


@pytest.fixture
def written(today):
    return {
        "kind": "testers",
        "name": "Comité de testeurs",
        "purpose": "Essayer nos lettres.",
        "asks": "Quatre soirs.",
        "gives": "Une réponse.",
        "seats": "9",
        "compensation": "25",
        "smallest_group": "5",
        "youngest": "18",
        "first_day": str(today - timedelta(days=1)),
        "last_day": str(today + timedelta(days=5)),
    }


AGE = {
    "name": "Âge",
    "question": "Quel âge avez-vous ?",
    "value-0": "jeune",
    "least-0": "2",
    "most-0": "5",
    "value-1": "âgée",
    "least-1": "3",
}


@pytest.fixture
async def draft(house, samira, written):
    await samira.post(OFFICE, written)
    [panel] = await rows(house, Panel)
    await samira.post(f"{OFFICE}/{panel.id}/features", AGE)
    return panel


@pytest.fixture
async def panel(draft, samira):
    await samira.post(f"{OFFICE}/{draft.id}/open")
    return draft


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id)))).all()


async def test_a_panel_is_written_with_its_quotas_and_published(samira, browser, draft, house):
    here = f"{OFFICE}/{draft.id}"
    html = (await samira.get(here)).text
    assert "Publier l’appel" in html
    assert "âgée" in html
    assert (await browser().get(PAGE)).status_code == 404
    assert (await samira.post(f"{here}/open")).status_code == 303
    shown = (await browser().get(PAGE)).text
    assert "Quel âge" not in shown
    assert "25" in shown
    assert "Comité de testeurs" in (await browser().get("/fr/panels")).text
    assert "Comité de testeurs" in (await browser().get("/fr/")).text
    facts = (await browser().get("/api/v1/panels/comite-de-testeurs")).json()
    assert (facts["panel"]["state"], facts["panel"]["compensation"]["amount"]) == ("open", "25.00")
    assert facts["features"][0]["quotas"] == [
        {"value": "jeune", "least": 2, "most": 5},
        {"value": "âgée", "least": 3, "most": 9},
    ]
    [listed] = (await browser().get("/api/v1/panels")).json()["items"]
    assert listed == facts["panel"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_the_calendar_are_refused_and_nothing_typed_is_lost(samira, written, day):
    answer = await samira.post(OFFICE, written | {"first_day": day, "last_day": day})
    assert answer.status_code == 422
    assert ('href="#first_day"' in answer.text, "Essayer nos lettres." in answer.text) == (True, True)


async def test_what_contradicts_itself_is_said_while_it_is_typed(samira, draft):
    check = f"{OFFICE}/{draft.id}/features/check"
    fits = (await samira.get(f"{check}?value-0=ici&value-1=ailleurs")).text
    assert "conviennent" in fits
    wrong = (await samira.get(f"{check}?name=Lieu&value-0=ici&least-0=8&value-1=ailleurs&least-1=4")).text
    assert "au moins 12 personnes" in wrong
    refused = await samira.post(f"{OFFICE}/{draft.id}/features", {**AGE, "name": "âge"})
    assert refused.status_code == 422
    assert "demande déjà" in refused.text


async def test_somebody_volunteers_sees_changes_and_withdraws(enter, panel, house):
    camille = await enter("camille")
    assert "Quel âge avez-vous" in (await camille.get(f"{PAGE}/volunteer")).text
    refused = await camille.post(f"{PAGE}/volunteer", {"name": "C."})
    assert refused.status_code == 422
    assert refused.text.count('class="problem"') == 3
    sent = await camille.post(f"{PAGE}/volunteer", CAMILLE | AGREED)
    assert sent.headers["location"] == "/fr/my/panels"
    mine = (await camille.follow(sent)).text
    assert "âgée" in mine
    assert "Vous êtes parmi les volontaires" in (await camille.get(PAGE)).text
    assert "Camille &lt;A.&gt;" in (await camille.get(f"{PAGE}/volunteer")).text
    await camille.post(f"{PAGE}/volunteer", CAMILLE | {"feature-0": "jeune"})
    [said] = await rows(house, Volunteer)
    assert said.attributes == {"Âge": "jeune"}
    assert (await camille.get(f"{PAGE}/withdraw")).status_code == 200
    assert (await camille.post(f"{PAGE}/withdraw")).status_code == 303
    [said] = await rows(house, Volunteer)
    assert said.name is None
    subjects = [mail.subject for mail in await rows(house, Mail)]
    assert len(subjects) == 2
    assert (await camille.get(f"{PAGE}/withdraw")).status_code == 404


async def test_whoever_is_not_of_age_names_who_agrees_where_the_panel_takes_them(
    samira, enter, draft, written, house
):
    """The sentence that one agrees to says the age; what was named goes with whoever withdraws."""
    there = f"{PAGE}/volunteer"
    younger = written | {"youngest": "15"}
    assert (await samira.post(f"{OFFICE}/{draft.id}/edit", written | {"youngest": "9"})).status_code == 422
    assert (await samira.post(f"{OFFICE}/{draft.id}/edit", younger)).is_redirect
    await samira.post(f"{OFFICE}/{draft.id}/open")
    yanis = await enter("yanis")
    form = (await yanis.get(there)).text
    assert "J’ai 15 ans ou plus" in form
    given = {"name": "Yanis", "email": "yanis@exemple.test", "feature-0": "jeune", "consent": "yes"}
    assert (await yanis.post(there, given | {"guardian": "Jeanne Martin, 06 12 34 56 78"})).is_redirect
    [kept] = await rows(house, Volunteer)
    assert kept.guardian == "Jeanne Martin, 06 12 34 56 78"
    assert "Jeanne Martin" in (await samira.get(f"{OFFICE}/{draft.id}/volunteers")).text
    await yanis.post(f"{PAGE}/withdraw")
    [emptied] = await rows(house, Volunteer)
    assert emptied.guardian is None


async def test_of_a_panel_of_adults_no_guardian_is_asked(enter, panel):
    form = (await (await enter("camille")).get(f"{PAGE}/volunteer")).text
    assert "J’ai 18 ans ou plus" in form
    assert 'name="guardian"' not in form


async def test_a_code_printed_once_lets_in_who_has_no_account(samira, browser, panel, house):
    printed = await samira.post(f"{OFFICE}/{panel.id}/codes", {"count": "2"})
    assert printed.headers["cache-control"] == "no-store"
    code, other = dict.fromkeys(CODE.findall(printed.text))
    assert code not in (await samira.get(f"{OFFICE}/{panel.id}/codes")).text
    visitor = browser()
    assert (await visitor.get(f"{PAGE}/letter")).status_code == 200
    assert "Aucun courrier" in (await visitor.post(f"{PAGE}/letter", {"code": "AAAA"})).text
    assert "Quel âge" in (await visitor.post(f"{PAGE}/letter", {"code": code.lower()})).text
    act = {"code": code, "act": "volunteer"}
    assert (await visitor.post(f"{PAGE}/letter", act | CAMILLE)).status_code == 422
    assert (await visitor.post(f"{PAGE}/letter", act | CAMILLE | AGREED)).status_code == 303
    again = (await visitor.post(f"{PAGE}/letter", act | CAMILLE | AGREED)).text
    assert "déjà porté volontaire" in again
    assert "Camille &lt;A.&gt;" in (await visitor.post(f"{PAGE}/letter", {"code": code})).text
    change = {"code": code, "act": "change"} | CAMILLE | {"feature-0": "jeune"}
    assert (await visitor.post(f"{PAGE}/letter", change)).status_code == 303
    [said] = await rows(house, Volunteer)
    assert (said.attributes, said.person_id) == ({"Âge": "jeune"}, None)
    await visitor.post(f"{PAGE}/letter", {"code": code, "act": "withdraw"})
    assert [one.name for one in await rows(house, Volunteer)] == [None]
    assert "Quel âge" in (await visitor.post(f"{PAGE}/letter", {"code": other})).text


async def test_an_agent_enters_somebody_and_sees_nobody(enter, panel, house):
    agent = await enter("marc", Role.AGENT)
    here = f"{OFFICE}/{panel.id}"
    assert "je dis ici soit gardé" in (await agent.get(f"{here}/counter")).text
    assert "cochez" in (await agent.post(f"{here}/counter", CAMILLE)).text
    assert (await agent.post(f"{here}/counter", CAMILLE | AGREED)).status_code == 303
    assert (await agent.get(f"{here}/volunteers")).status_code == 403
    assert "Camille" not in (await agent.get(here)).text
    assert [one.source for one in await rows(house, Volunteer)] == ["counter"]


async def test_an_elected_member_follows_and_learns_nothing_of_few(enter, panel, samira):
    camille, bruno = await enter("camille"), await enter("bruno", Role.ELECTED)
    await camille.post(f"{PAGE}/volunteer", CAMILLE | AGREED)
    html = (await bruno.get(f"{OFFICE}/{panel.id}")).text
    assert "Moins de 5 personnes" in html
    assert "non dit" in html
    assert "Camille" in (await samira.get(f"{OFFICE}/{panel.id}/volunteers")).text
    for path in ("/volunteers", "/counter", "/list", "/codes", "/edit"):
        assert (await bruno.get(f"{OFFICE}/{panel.id}{path}")).status_code == 403


async def test_a_list_is_tried_before_it_is_brought(samira, panel, house):
    here = f"{OFFICE}/{panel.id}/list"
    wrong = await samira.post(
        here, {"text": "name;email;Âge\nAda;ada@exemple.test;vieille\n", "bring": "yes"}
    )
    assert "n’est pas une réponse" in wrong.text
    right = {"text": "name;email;Âge\nAda;ada@exemple.test;âgée\n"}
    assert "Cette liste est bonne" in (await samira.post(here, right)).text
    assert await rows(house, Volunteer) == []
    assert (await samira.post(here, right | {"bring": "yes"})).status_code == 303
    [ada] = await rows(house, Volunteer)
    assert (ada.name, ada.source, await rows(house, Mail)) == ("Ada", "list", [])


async def test_lists_take_as_many_queries_for_twenty_volunteers_as_for_one(samira, panel, house):
    counts = []
    for number in range(20):
        person = CAMILLE | AGREED | {"email": "", "telephone": f"03 {number}"}
        await samira.post(f"{OFFICE}/{panel.id}/counter", person)
        if number in {0, 19}:
            with counting_queries(house) as statements:
                assert (await samira.get(f"{OFFICE}/{panel.id}/volunteers")).status_code == 200
                assert (await samira.get(f"{OFFICE}/{panel.id}")).status_code == 200
            counts.append(len(statements))
    assert counts[0] == counts[1]
