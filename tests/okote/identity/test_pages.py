"""Signing in with a provider, and out again, over the whole service."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlmodel import col, func, select

from okote.identity.models import Person, Session, SignIn
from okote.identity.sessions import fingerprint
from okote.platform import clock
from okote.platform.limits import LimitHit
from tests.okote.app_client import ADDRESS, ELSEWHERE, FLASH, PLAIN, SESSION, SIGN_IN, counting_queries


async def rows(house, model):
    async with house.database.reading() as db:
        return (await db.exec(select(model))).all()


async def count(house, model):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(model))).one()


async def test_a_person_signs_in_and_comes_back_to_the_page_that_they_left(browser, house):
    camille = browser()
    answer = await camille.sign_in("camille", "/contact")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/contact")
    assert (await camille.follow(answer)).status_code == 200
    [person], [sign_in], [session] = (
        await rows(house, Person),
        await rows(house, SignIn),
        await rows(house, Session),
    )
    assert (person.email, person.public_name) == ("camille.aubry@courriel.example", None)
    assert (sign_in.issuer, sign_in.subject) == (
        "https://identite.trois-rives.example",
        camille.running.sub("camille"),
    )
    assert session.token_hash == fingerprint(camille.cookies[SESSION])
    assert session.host == "trois-rives.localhost:8000"


async def test_what_was_typed_survives_a_sign_in(browser):
    """The pledge form keeps its draft in its own address; the guard's redirect carries it along."""
    camille = browser()
    typed = {"amount": "20,00", "message": ("Vive l’été & les bocaux ! " * 100)[:1_600]}
    wanted = f"/account?{urlencode(typed)}"
    asked = await camille.get(f"/de{wanted}")
    assert asked.status_code == 303
    camille.language = "de"
    assert asked.headers["location"].startswith("/de/sign-in?next=")
    shown = await camille.follow(asked)
    assert 'name="next" value="' in shown.text
    assert "next=%2Fsign-in" not in shown.text, "there is no way in from the way in"
    [next_page] = parse_qs(urlsplit(asked.headers["location"]).query)["next"]
    answer = await camille.sign_in("camille", next_page)
    location = urlsplit(answer.headers["location"])
    assert location.path == "/de/account"
    assert {name: value for name, [value] in parse_qs(location.query).items()} == typed


async def test_the_same_person_comes_back(browser, house):
    await browser().sign_in("camille")
    await browser().sign_in("camille")
    await browser().sign_in("yanis")
    assert await count(house, Person) == 2
    assert await count(house, Session) == 3


async def test_an_address_is_news_and_never_a_key(browser, house, identity_provider):
    """Somebody else with the same proven address is somebody else."""
    await browser().sign_in("camille")
    people = {person.key: person for person in identity_provider.provider.settings.people}
    assert people["camille"].email != people["yanis"].email
    async with house.database.unit_of_work() as db:
        camille = (await db.exec(select(Person))).one()
        camille.email = people["yanis"].email
    await browser().sign_in("yanis")
    assert await count(house, Person) == 2


async def test_the_session_is_new_at_each_sign_in(browser, house):
    """Whoever planted a cookie, or knew the one before, has nothing of what comes after."""
    camille = browser()
    camille.cookies[SESSION] = "planted"
    await camille.sign_in("camille")
    first = camille.cookies[SESSION]
    assert first != "planted"
    await camille.sign_in("yanis")
    second = camille.cookies[SESSION]
    assert second != first
    assert [session.token_hash for session in await rows(house, Session)] == [fingerprint(second)]
    thief = browser()
    for known in ("planted", first):
        thief.cookies[SESSION] = known
        assert (await thief.get("/fr/account")).status_code == 303


async def test_the_cookies_can_neither_be_read_nor_sent_elsewhere(browser):
    camille = browser()
    answer = await camille.sign_in("camille")
    set_cookies = {one.partition("=")[0]: one.lower() for one in answer.headers.get_list("set-cookie")}
    assert set(set_cookies) == {SESSION, SIGN_IN}
    for sent in set_cookies.values():
        attributes = {part.strip() for part in sent.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)
    assert SIGN_IN not in camille.cookies


async def test_signing_out_ends_the_session_here_and_at_the_provider(browser, house):
    camille = browser()
    await camille.sign_in("camille")
    stolen = camille.cookies[SESSION]
    answer = await camille.post("/fr/sign-out")
    there = urlsplit(answer.headers["location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{camille.running.address}/end-session"
    asked = {name: value for name, [value] in parse_qs(there.query).items()}
    assert asked["post_logout_redirect_uri"] == f"{ADDRESS}/signed-out"
    assert asked["id_token_hint"].count(".") == 2
    assert SESSION not in camille.cookies
    assert await count(house, Session) == 0
    camille.cookies[SESSION] = stolen
    assert (await camille.get("/fr/account")).status_code == 303
    assert (await camille.get("/signed-out")).status_code == 200


async def test_signing_out_twice_is_no_error(browser):
    answer = await browser().post("/fr/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/signed-out")


async def test_a_session_is_good_on_one_host_name_alone(browser):
    camille = browser()
    await camille.sign_in("camille")
    for elsewhere in (PLAIN, ELSEWHERE):
        other = browser(elsewhere)
        other.cookies = dict(camille.cookies)
        assert (await other.get("/fr/account")).status_code == 303
        await other.sign_in("camille")
        assert (await other.get("/fr/account")).status_code == 200
    assert (await camille.get("/fr/account")).status_code == 200


@pytest.mark.parametrize(
    ("open_for", "unseen_for", "still_signed_in"),
    [
        (timedelta(hours=11, minutes=59), timedelta(hours=11, minutes=59), True),
        (timedelta(hours=12, seconds=1), timedelta(hours=12, seconds=1), False),
        (timedelta(days=29, hours=23), timedelta(minutes=1), True),
        (timedelta(days=30, seconds=1), timedelta(minutes=1), False),
    ],
    ids=["almost idle", "idle", "in use for a month", "in use for more"],
)
async def test_a_session_ends_when_idle_and_at_the_latest_after_a_month(
    browser, house, open_for, unseen_for, still_signed_in
):
    camille = browser()
    await camille.sign_in("camille")
    async with house.database.unit_of_work() as db:
        session = (await db.exec(select(Session))).one()
        session.seen_at = session.created_at + open_for - unseen_for
        await clock.set_offset(db, open_for)
    assert ((await camille.get("/fr/account")).status_code == 200) is still_signed_in


async def test_whoever_has_signed_in_is_not_asked_to(browser):
    camille = browser()
    await camille.sign_in("camille")
    answer = await camille.get("/fr/sign-in?next=%2Fcontact")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/contact")
    elsewhere = await camille.get("/fr/sign-in?next=%2F%2Felsewhere.example")
    assert elsewhere.headers["location"] == "/fr/"


async def test_a_provider_that_is_not_ours_does_not_exist(browser):
    camille = browser()
    assert (await camille.post("/fr/sign-in/other")).status_code == 404
    assert (await camille.get("/sign-in/other/callback?state=x&code=y")).status_code == 404


async def test_whoever_changes_their_mind_is_told_what_else_to_do(browser, house):
    camille = browser()
    back = await camille.running.cancel(await camille.begin("/contact"))
    answer = await camille.get(back.removeprefix(ADDRESS))
    assert answer.headers["location"] == "/fr/sign-in?next=%2Fcontact"
    assert FLASH in camille.cookies
    shown = await camille.follow(answer)
    assert 'class="flash notice"' in shown.text
    assert 'value="/contact"' in shown.text
    assert await count(house, Session) == 0


async def test_a_provider_that_is_away_leaves_those_signed_in_in_peace(browser, house):
    camille, yanis = browser(), browser()
    await camille.sign_in("camille")
    link = await yanis.begin("/contact")
    back = await yanis.running.choose(link, "yanis")
    camille.running.provider.behaviour.become("down")
    assert (await camille.get("/fr/account")).status_code == 200
    answer = await yanis.get(back.removeprefix(ADDRESS))
    assert answer.headers["location"] == "/fr/sign-in?next=%2Fcontact"
    shown = await yanis.follow(answer)
    assert 'class="flash error"' in shown.text
    assert await count(house, Session) == 1


@pytest.mark.parametrize("path", ["/fr/sign-in?next=%2Fcontact", "/fr/signed-out"])
async def test_pages_of_a_stranger_take_one_query(browser, house, path):
    with counting_queries(house) as said:
        assert (await browser().get(path)).status_code == 200
    assert len(said) == 1, said


async def test_beginnings_from_one_address_are_limited(browser, house):
    impatient, other = browser(), browser()
    other.client = "192.0.2.2"
    await impatient.begin()
    async with house.database.unit_of_work() as db:
        [hit] = (await db.exec(select(LimitHit).where(col(LimitHit.bucket).startswith("sign-in:")))).all()
        db.add_all(LimitHit(bucket=hit.bucket, at=hit.at) for _ in range(118))
    await impatient.begin()
    refused = await impatient.post("/fr/sign-in/demo", {"next": "/"})
    assert refused.status_code == 429
    await other.begin()


async def test_one_subscriber_s_addresses_count_together(browser, house):
    """An IPv6 subscriber has 2^64 of them."""
    for client in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:192.0.2.1", "192.0.2.1"):
        visitor = browser()
        visitor.client = client
        await visitor.begin()
    async with house.database.reading() as db:
        statement = select(LimitHit.bucket).where(col(LimitHit.bucket).startswith("sign-in:"))
        buckets = (await db.exec(statement.order_by(LimitHit.id))).all()
    one, same, other, mapped, plain = buckets
    assert one == same
    assert mapped == plain
    assert len({one, other, plain}) == 3
