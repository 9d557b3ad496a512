"""What a person sees and decides about themselves, over the whole service."""

import pytest
from sqlmodel import func, select

from okote.identity.models import Person, Role, Session
from tests.okote.app_client import ELSEWHERE, PLAIN, SESSION, counting_queries

ACCOUNT = "/fr/account"


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.sign_in("camille")
    return camille


async def person(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Person))).one()


async def test_the_public_name_is_chosen_and_never_prefilled(camille, house):
    shown = await camille.get(ACCOUNT)
    assert 'name="public_name" type="text" value=""' in shown.text
    assert "Aubry" not in shown.text
    saved = await camille.post(ACCOUNT, {"public_name": "  Camille   de Rivemont ", "language": "fr"})
    assert (saved.status_code, saved.headers["location"]) == (303, ACCOUNT)
    assert (await person(house)).public_name == "Camille de Rivemont"
    assert 'value="Camille de Rivemont"' in (await camille.follow(saved)).text
    await camille.post(ACCOUNT, {"public_name": "", "language": "fr"})
    assert (await person(house)).public_name is None


async def test_another_sign_in_leaves_the_name(camille, browser, house):
    await camille.post(ACCOUNT, {"public_name": "Cam", "language": "fr"})
    await browser().sign_in("camille")
    assert (await person(house)).public_name == "Cam"


async def test_a_name_is_text(camille, house):
    for name, kept in {
        "Zoë\u202edlareg": "Zoëdlareg",
        "a\x00b": "ab",
        "é" * 80: "é" * 80,
    }.items():
        await camille.post(ACCOUNT, {"public_name": name, "language": "fr"})
        assert (await person(house)).public_name == kept


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "…"])
async def test_what_no_contribution_could_show_is_no_name(camille, house, name):
    answer = await camille.post(ACCOUNT, {"public_name": name, "language": "fr"})
    assert (answer.status_code, 'href="#public_name"' in answer.text) == (422, True)
    assert "<script>alert" not in answer.text
    assert (await person(house)).public_name is None


async def test_a_name_of_ten_thousand_characters_is_refused_and_kept_as_typed(camille, house):
    for language in ("fr", "de", "en"):
        answer = await camille.post(f"/{language}/account", {"public_name": "é" * 10_000, "language": "fr"})
        assert answer.status_code == 422
        assert f'<html lang="{language}">' in answer.text
        assert 'href="#public_name"' in answer.text
        assert "é" * 10_000 in answer.text
    assert (await person(house)).public_name is None


async def test_a_chosen_language_is_that_of_the_pages(camille):
    saved = await camille.post(ACCOUNT, {"public_name": "", "language": "de"})
    assert saved.headers["location"] == "/de/account"
    assert '<html lang="de">' in (await camille.get("/account")).text
    assert '<html lang="fr">' in (await camille.get("/fr/account")).text


async def test_a_language_that_is_not_spoken_here(camille):
    answer = await camille.post(ACCOUNT, {"public_name": "Cam", "language": "it"})
    assert answer.status_code == 422
    assert 'value="Cam"' in answer.text


async def test_signing_out_everywhere_ends_every_session(camille, browser, house):
    others = [browser(), browser(PLAIN), browser(ELSEWHERE)]
    for other in others:
        await other.sign_in("camille")
    yanis = browser()
    await yanis.sign_in("yanis")
    shown = await camille.get(ACCOUNT)
    assert shown.text.count('<th scope="row">') == 4
    answer = await camille.post(f"{ACCOUNT}/sign-out-everywhere")
    assert answer.headers["location"] == "/fr/signed-out"
    assert SESSION not in camille.cookies
    for other in others:
        assert (await other.get(ACCOUNT)).status_code == 303
    assert (await yanis.get(ACCOUNT)).status_code == 200
    async with house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Session))).one() == 1


async def test_the_roles_that_one_holds_here(camille, browser, give_role):
    await give_role("camille", Role.ACCOUNTANT)
    here = await camille.get(ACCOUNT)
    other = browser(ELSEWHERE)
    await other.sign_in("camille")
    there = await other.get(ACCOUNT)
    assert (here.text.count("<h2>"), there.text.count("<h2>")) == (3, 2)


async def test_the_page_takes_three_queries_whatever_it_shows(camille, browser, house):
    for _ in range(5):
        await browser().sign_in("camille")
    with counting_queries(house) as said:
        await camille.get(ACCOUNT)
    assert len(said) == 3, said
