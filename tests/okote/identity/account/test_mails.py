"""What one may refuse has a tick; what always comes says why."""

import pytest

from okote.platform.mail.wishes import refused_by
from tests.okote.app_client import person_id

MAILS = "/fr/account/mails"


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding",)}


@pytest.fixture
async def camille(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


async def test_a_tick_taken_away_is_a_refusal(camille, house, identity_provider):
    assert 'name="news" value="yes" checked' in (await camille.get(MAILS)).text
    me = await person_id(house, identity_provider, "camille")
    done = await camille.post(MAILS, {"unheard-of": "yes", "results": "yes"})
    assert (done.status_code, done.headers["location"]) == (303, MAILS)
    async with house.database.reading() as db:
        refused = await refused_by(db, me)
    assert ("news" in refused, refused & {"results", "money", "security", "unheard-of"}) == (True, set())
    assert 'name="news" value="yes" checked' not in (await camille.get(MAILS)).text


async def test_what_always_comes_can_not_be_refused(camille):
    html = (await camille.get(MAILS)).text
    for kind in ("money", "answers", "security"):
        assert f'name="{kind}"' not in html
    assert "Ce que devient votre argent" in html


async def test_mails_about_the_back_office_are_offered_to_those_who_enter_it(camille, lea):
    assert ['name="four-eyes"' in (await one.get(MAILS)).text for one in (camille, lea)] == [False, True]
