"""What is held about me, to take with me, and nobody else's."""

import json
import re

import pytest

from okote.identity.account import export
from okote.identity.models import Role
from okote.platform.mail.service import Letter, post
from tests.okote.app_client import ELSEWHERE, SESSION, counting_queries, person_id, territory

DATA = "/fr/account/data"
ALL = f"{DATA}/all.json"


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.arrive("camille")
    return camille


async def everything(visitor):
    answer = await visitor.get(ALL)
    assert answer.status_code == 200
    return json.loads(answer.content)


async def write_to(house, who, text):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        letter = Letter(subject="Merci", text=text, html="")
        await post(
            db, key=text, territory_id=here.id, person_id=who, recipient="a@exemple.test", letter=letter
        )


async def test_the_page_offers_what_there_is(camille, house, give_role):
    async def offered():
        with counting_queries(house) as said:
            shown = await camille.get(DATA)
        assert len(said) == 2, said
        assert f'href="{ALL}"' in shown.text
        return re.findall(f'href="{DATA}/csv/([^"]*)"', shown.text)

    assert await offered() == ["account", "ways_in", "sessions"]
    await give_role("camille", Role.AGENT)
    assert await offered() == ["account", "ways_in", "sessions", "roles"]


async def test_each_kind_is_a_table_whether_there_is_any_or_not(camille, house):
    for records in house.features[0].personal_data:
        answer = await camille.get(f"{DATA.replace('fr', 'en')}/csv/{records.name}")
        assert answer.text.removeprefix("\ufeff").startswith(",".join(records.fields)), records.name


async def test_the_account_its_ways_in_and_its_sessions(camille, browser, house, identity_provider):
    await browser(ELSEWHERE).arrive("camille")
    held = await everything(camille)
    assert held["account"][0]["email"] == "camille.aubry@courriel.example"
    assert [way["subject"] for way in held["ways_in"]] == [identity_provider.sub("camille")]
    assert {session["site"] for session in held["sessions"]} == {
        "trois-rives.localhost:8000",
        "val-clair.localhost:8000",
    }
    assert held["incomplete"] == []


async def test_a_table_shows_moments_as_the_clocks_here_do(camille):
    written = (await camille.get(f"{DATA}/csv/account")).text
    assert re.search(r",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00,", written)


async def test_roles_here_and_elsewhere(camille, give_role):
    await give_role("camille", Role.AGENT)
    await give_role("camille", Role.ACCOUNTANT, slug="val-clair")
    held = await everything(camille)
    assert {(role["territory"], role["role"]) for role in held["roles"]} == {
        ("Trois-Rives", "agent"),
        ("Val-Clair", "accountant"),
    }


async def test_nobody_is_handed_what_is_somebody_elses(camille, browser, house, identity_provider, give_role):
    await give_role("camille", Role.AGENT)
    await write_to(house, await person_id(house, identity_provider, "camille"), "Pour Camille")
    yanis = browser()
    await yanis.arrive("yanis")
    hers, his = await everything(camille), await everything(yanis)
    assert [mail["text"] for mail in hers["mails"]] == ["Pour Camille"]
    assert his["mails"] == his["roles"] == []
    assert his["account"][0]["id"] != hers["account"][0]["id"]
    answers = [
        await yanis.get(path) for path in (ALL, *(f"{DATA}/csv/{kind}" for kind in hers if kind in his))
    ]
    for told in (hers["account"][0]["id"], hers["account"][0]["email"], "Pour Camille"):
        assert all(told not in answer.text for answer in answers)


async def test_whoever_asks_for_a_kind_that_there_is_not(camille):
    assert (await camille.get(f"{DATA}/csv/person")).status_code == 404


async def test_no_one_is_handed_anything_without_signing_in(browser):
    for path in (DATA, ALL, f"{DATA}/csv/account"):
        assert (await browser().get(path)).headers["location"].startswith("/fr/sign-in?next=")


async def test_a_download_has_a_name_and_is_kept_nowhere(camille):
    for path, name in ((ALL, "data.json"), (f"{DATA}/csv/mails", "mails.csv")):
        headers = (await camille.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["content-disposition"].startswith('attachment; filename="okote-20')
        assert headers["content-disposition"].endswith(f'-{name}"')


async def test_a_session_is_told_without_what_opens_it(camille):
    assert camille.cookies[SESSION] not in (await camille.get(ALL)).text


async def test_a_cell_of_a_mail_is_no_formula(camille, house, identity_provider):
    await write_to(house, await person_id(house, identity_provider, "camille"), "=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in (await camille.get(f"{DATA}/csv/mails")).text


async def test_what_is_cut_is_said_to_be(camille, house, identity_provider, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    me = await person_id(house, identity_provider, "camille")
    for text in ("un", "deux"):
        await write_to(house, me, text)
    held = await everything(camille)
    assert held["incomplete"] == ["mails"]
    assert [mail["text"] for mail in held["mails"]] == ["un"]


async def test_one_statement_for_each_kind(camille, house):
    with counting_queries(house) as said:
        await camille.get(ALL)
    counted = 2
    """Statements by which an export counts."""
    assert len(said) == 1 + counted + len(house.features[0].personal_data) + 1, said
