"""Sessions that somebody planted, kept, or copied: they open nothing."""

import pytest
from sqlmodel import func, select

from okote.identity.models import Grant, Person, Session, SignIn
from okote.identity.sessions import fingerprint
from tests.okote.app_client import ELSEWHERE, SESSION


async def opens(browser, cookie) -> bool:
    """Whether a cookie is somebody's session, in a browser that holds nothing else."""
    other = browser()
    other.cookies[SESSION] = cookie
    return (await other.get("/fr/account")).status_code == 200


async def test_a_session_that_somebody_planted_is_never_anybody_s(browser, house):
    """Neither one made up, nor another person's, is taken up by a sign-in; the other's own ends with it."""
    attacker = browser()
    await attacker.sign_in("yanis")
    known = attacker.cookies[SESSION]
    for planted in ("x" * 43, "", "..%2F", known):
        victim = browser()
        victim.cookies[SESSION] = planted
        await victim.sign_in("camille")
        assert victim.cookies[SESSION] != planted
        assert len(victim.cookies[SESSION]) == 43  # 256 bits, in base64
        async with house.database.reading() as db:
            hashes = set((await db.exec(select(Session.token_hash))).all())
        assert fingerprint(planted) not in hashes
    assert not await opens(browser, known)


@pytest.mark.parametrize("way_out", ["/fr/sign-out", "/fr/account/sign-out-everywhere", "closing"])
async def test_a_session_that_has_ended_opens_nothing_again(browser, house, way_out):
    here, there = browser(), browser()
    await here.sign_in("camille")
    await there.sign_in("camille")
    kept = [here.cookies[SESSION], there.cookies[SESSION]]
    assert [await opens(browser, cookie) for cookie in kept] == [True, True]  # the control
    if way_out == "closing":
        await here.post("/fr/account/close/confirm")
        async with house.database.reading() as db:
            assert (await db.exec(select(Person.closed_at))).one() is not None
    else:
        await here.post(way_out)
    elsewhere_too = way_out == "/fr/sign-out"
    assert [await opens(browser, cookie) for cookie in kept] == [False, elsewhere_too]


async def test_a_copied_session_is_of_no_use_at_another_territory(browser):
    camille = browser()
    await camille.sign_in("camille")
    other = browser(ELSEWHERE)
    other.cookies[SESSION] = camille.cookies[SESSION]
    assert (await other.get("/fr/account")).status_code == 303


async def test_a_fresh_installation_lets_nobody_in(house):
    async with house.database.reading() as db:
        for table in (Person, SignIn, Session, Grant):
            assert (await db.exec(select(func.count()).select_from(table))).one() == 0
