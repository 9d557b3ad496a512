"""A second way in, from within one's own session alone; and one way less."""

import re
from asyncio import Event, gather, wait_for
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from okote.identity.account.linking import ways_of
from okote.identity.models import Person, Session, SignIn
from okote.platform import clock
from okote.platform.mail.models import Mail
from tests.okote.app_client import SESSION, SIGN_IN, counting_queries
from tests.okote.identity.three_ways import back_from, three_ways

WAYS = "/fr/account/ways-in"
ADD = f"{WAYS}/add/franceconnect"


@pytest.fixture
def changed_settings(identity_provider):
    return {"providers": three_ways(identity_provider)}


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.sign_in("camille")
    return camille


async def rows(house, model, *order):
    async with house.database.reading() as db:
        return (await db.exec(select(model).order_by(*order))).all()


async def people(house):
    """How many, and to how many of them each way in leads."""
    async with house.database.reading() as db:
        persons = (await db.exec(select(func.count()).select_from(Person))).one()
        ways = (await db.exec(select(SignIn.person_id, func.count()).group_by(col(SignIn.person_id)))).all()
    return persons, sorted(count for _, count in ways)


async def message(browser, answer):
    """The sentence on the page that an answer leads to."""
    page = await browser.follow(answer)
    while page.is_redirect:
        page = await browser.follow(page)
    return page.text


async def way_of(house, issuer_ends):
    [way] = [way for way in await rows(house, SignIn, SignIn.id) if way.issuer.endswith(issuer_ends)]
    return way


async def test_one_person_enters_by_either_way(camille, browser, house):
    answer = await camille.get(await back_from(camille, ADD))
    assert answer.headers["location"] == WAYS
    assert "Vous pouvez maintenant vous connecter aussi par ce moyen." in await message(camille, answer)
    assert await people(house) == (1, [2])
    other = browser()
    await other.get(await back_from(other, "/fr/sign-in/franceconnect"))
    assert (await other.get("/fr/account")).status_code == 200
    assert await people(house) == (1, [2])


async def test_the_person_is_told_in_their_language(camille, house):
    await camille.post("/fr/account", {"public_name": "", "language": "de"})
    await camille.get(await back_from(camille, ADD))
    await camille.post(f"{WAYS}/{(await way_of(house, 'franceconnect')).id}/remove")
    first, second = await rows(house, Mail, Mail.created_at)
    assert (first.recipient, second.recipient) == ("camille.aubry@courriel.example",) * 2
    assert "FranceConnect" in first.text
    assert first.subject == "Ein weiterer Weg, sich bei Ihrem Konto anzumelden"
    assert second.subject == "Ein Weg weniger, sich bei Ihrem Konto anzumelden"
    assert {first.person_id, second.person_id} == {(await rows(house, Person))[0].id}


async def test_or_else_in_the_language_in_which_they_began(camille, house):
    answer = await camille.get(await back_from(camille, "/de/account/ways-in/add/proconnect"))
    assert answer.headers["location"] == "/de/account/ways-in"
    [mail] = await rows(house, Mail)
    assert mail.subject == "Ein weiterer Weg, sich bei Ihrem Konto anzumelden"


async def test_without_an_address_nobody_is_written_to(browser, house):
    camille = browser()
    await camille.get(await back_from(camille, "/fr/sign-in/franceconnect"))
    await camille.get(await back_from(camille, f"{WAYS}/add/proconnect"))
    assert (await people(house), await rows(house, Mail)) == ((1, [2]), [])


async def test_the_same_proven_address_at_two_providers_is_two_people(camille, browser, house):
    """FranceConnect's Camille has Camille's very address, and stays somebody else until she says so here."""
    other = browser()
    await other.get(await back_from(other, "/fr/sign-in/proconnect"))
    assert await people(house) == (2, [1, 1])
    told = await browser().get("/en/sign-in")
    assert "an account of its own, even with the same e-mail address" in told.text


async def test_a_way_of_somebody_else_is_refused_and_nothing_merged(camille, browser, house):
    yanis = browser()
    await yanis.get(await back_from(yanis, "/fr/sign-in/franceconnect", "yanis"))
    answer = await camille.get(await back_from(camille, ADD, "yanis"))
    said = await message(camille, answer)
    assert "déjà utilisé" in said
    assert "Yanis" not in said
    assert await people(house) == (2, [1, 1])
    assert await rows(house, Mail) == []


async def test_a_way_that_is_ones_own_already_changes_nothing(camille, house):
    answer = await camille.get(await back_from(camille, f"{WAYS}/add/demo"))
    assert "déjà" in await message(camille, answer)
    assert (await people(house), await rows(house, Mail)) == ((1, [1]), [])


async def test_begun_by_one_and_finished_in_anothers_session(camille, house):
    """At a computer that two people share: whoever signs in next gains nothing, nor loses."""
    back = await back_from(camille, ADD)
    binding = camille.cookies[SIGN_IN]
    await camille.post("/fr/sign-out")
    await camille.sign_in("yanis")
    camille.cookies[SIGN_IN] = binding
    answer = await camille.get(back)
    assert "Rien n’a été ajouté" in await message(camille, answer)
    assert await people(house) == (2, [1, 1])


async def test_begun_by_one_and_finished_by_nobody(camille, house):
    """It opens no session either: only a sign-in does."""
    back = await back_from(camille, ADD)
    await camille.post("/fr/sign-out")
    await camille.get(back)
    assert SESSION not in camille.cookies
    assert await people(house) == (1, [1])


async def test_in_another_browser_of_the_same_person(camille, browser, house):
    back = await back_from(camille, ADD)
    other = browser()
    await other.sign_in("camille")
    await other.get(back)
    assert await people(house) == (1, [1])


async def test_an_answer_serves_once(camille, house):
    back = await back_from(camille, ADD)
    binding = camille.cookies[SIGN_IN]
    await camille.get(back)
    await camille.post(f"{WAYS}/{(await way_of(house, 'franceconnect')).id}/remove")
    camille.cookies[SIGN_IN] = binding
    await camille.get(back)
    assert await people(house) == (1, [1])


async def test_a_form_of_another_site_adds_and_removes_nothing(camille, house):
    way = await way_of(house, "example")
    for path in (ADD, f"{WAYS}/{way.id}/remove"):
        assert (await camille.post(path, with_token=False)).status_code == 403


async def test_a_provider_that_lies_adds_nothing(camille, house):
    back = await back_from(camille, ADD)
    camille.running.provider.behaviour.become("signed_userinfo:unsigned")
    answer = await camille.get(back)
    assert 'class="flash error"' in await message(camille, answer)
    assert await people(house) == (1, [1])


async def test_a_provider_that_is_away_is_said_on_the_page(camille):
    camille.running.provider.behaviour.become("down")
    answer = await camille.post(f"{WAYS}/add/proconnect")
    assert answer.headers["location"] == WAYS
    assert 'class="flash error"' in await message(camille, answer)


async def test_the_last_way_stays(camille, house):
    assert "/remove" not in (await camille.get(WAYS)).text
    answer = await camille.post(f"{WAYS}/{(await way_of(house, 'example')).id}/remove")
    assert "Ajoutez" in await message(camille, answer)
    assert await people(house) == (1, [1])


async def test_what_is_no_longer_offered_is_no_way_to_remain_by(camille, house):
    """Or an operator's change of settings would shut somebody out a little later."""
    person = (await rows(house, Person))[0]
    async with house.database.unit_of_work() as db:
        at = await db.now()
        db.add(SignIn(person_id=person.id, issuer="https://gone.example", subject="1", last_used_at=at))
    page = (await camille.get(WAYS)).text
    assert page.count("/remove") == 1
    assert "https://gone.example" in page
    kept = await way_of(house, "trois-rives.example")
    await camille.post(f"{WAYS}/{kept.id}/remove")
    assert await people(house) == (1, [2])
    await camille.post(f"{WAYS}/{(await way_of(house, 'gone.example')).id}/remove")
    assert await people(house) == (1, [1])


async def test_of_two_ways_taken_away_at_one_moment_one_stays(camille, house):
    await camille.get(await back_from(camille, ADD))
    ways = [way.id for way in await rows(house, SignIn, SignIn.id)]
    await gather(*(camille.post(f"{WAYS}/{way}/remove") for way in ways))
    assert await people(house) == (1, [1])


async def test_without_the_lock_none_would(camille, house):
    """The negative control: the same question and the same write, nobody waiting for the other."""
    await camille.get(await back_from(camille, ADD))
    one, other = await rows(house, SignIn, SignIn.id)
    asked = [Event(), Event()]

    async def remove(way, mine, others):
        async with house.database.unit_of_work() as db:
            assert len(await ways_of(db, way.person_id)) == 2
            mine.set()
            await wait_for(others.wait(), 10)
            await db.delete(await db.get_one(SignIn, way.id))

    await gather(remove(one, *asked), remove(other, *reversed(asked)))
    assert await people(house) == (1, [])


async def test_nobody_removes_a_way_of_another(camille, browser, house):
    await camille.get(await back_from(camille, ADD))
    way = await way_of(house, "franceconnect")
    yanis = browser()
    await yanis.sign_in("yanis")
    assert (await yanis.post(f"{WAYS}/{way.id}/remove")).status_code == 404
    assert await people(house) == (2, [1, 2])


async def test_whoever_entered_by_a_way_that_is_taken_away_is_signed_out(camille, browser, house):
    await camille.get(await back_from(camille, ADD))
    thief, elsewhere = browser(), browser()
    await thief.get(await back_from(thief, "/fr/sign-in/franceconnect"))
    await elsewhere.sign_in("camille")
    await camille.post(f"{WAYS}/{(await way_of(house, 'franceconnect')).id}/remove")
    assert (await thief.get("/fr/account")).status_code == 303
    for still_in in (camille, elsewhere):
        assert (await still_in.get("/fr/account")).status_code == 200
    assert {session.provider for session in await rows(house, Session)} == {"demo"}


async def test_the_list_says_when_each_was_last_used(camille, browser, house):
    await camille.get(await back_from(camille, ADD))
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(hours=1))
    await camille.sign_in("camille")
    page = (await camille.get(WAYS)).text
    names = re.findall(r'<th scope="row">([^<]+)<', page)
    assert names == ["Identité de démonstration", "FranceConnect"]


async def test_the_page_takes_two_queries_whatever_it_shows(camille, house):
    await camille.get(await back_from(camille, ADD))
    await camille.get(WAYS)
    with counting_queries(house) as said:
        await camille.get(WAYS)
    assert len(said) == 2, said
