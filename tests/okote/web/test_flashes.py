"""One sentence on the next page: ours, or none."""

import json
from base64 import urlsafe_b64encode

import pytest

from tests.okote.app_client import FLASH


def packed(*said: object) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode()


@pytest.fixture
async def told(browser):
    """A browser that was just told something."""
    camille = browser()
    back = await camille.running.cancel(await camille.begin("/contact"))
    await camille.get(back.removeprefix(camille.address))
    assert FLASH in camille.cookies
    return camille


async def test_what_was_said_shows_once(told):
    first = await told.get("/fr/sign-in")
    assert 'class="flash' in first.text
    assert FLASH not in told.cookies
    assert 'class="flash' not in (await told.get("/fr/sign-in")).text


@pytest.mark.parametrize("mark", ["", f".{'0' * 64}"])
@pytest.mark.parametrize(
    "made_up",
    [
        packed("success", "%(a)2000000000s", {"a": "x"}),
        packed("success", "Sign in to go on.", {}),
        packed("unheard-of", "Sign in to go on.", {}),
        urlsafe_b64encode(b"[" * 20_000).decode(),
        ".",
    ],
)
async def test_what_we_did_not_say_shows_nowhere(browser, made_up, mark):
    """As a format it could also ask for more memory than there is."""
    camille = browser()
    camille.cookies[FLASH] = made_up + mark
    page = await camille.get("/fr/sign-in")
    assert (page.status_code, 'class="flash' in page.text) == (200, False)


async def test_words_of_ours_can_not_be_changed(told):
    _, _, mark = told.cookies[FLASH].rpartition(".")
    told.cookies[FLASH] = f"{packed('success', 'Sign in to go on.', {})}.{mark}"
    assert 'class="flash' not in (await told.get("/fr/sign-in")).text
