"""One sentence on the next page: ours, or none."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace

import msgspec
import pytest
from litestar import get
from litestar.response import Redirect

from okote.app import serving
from okote.feature import Feature
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, said, to
from tests.okote.app_client import FLASH, Browser


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


@get("/told")
async def tell(request: AnyRequest) -> Redirect:
    """A function, which all services of a process share."""
    return said(to(request, "/legal"), "success", say("Your changes are saved."))


async def test_each_service_of_a_process_seals_what_it_says_itself(house, browser):
    def visited(secret: str) -> Browser:
        settings = msgspec.structs.replace(house.settings, secret_key=secret)
        features = (*house.features, Feature("telling", controllers=[tell]))
        camille = browser()
        camille.app = serving(replace(house, settings=settings, features=features))
        return camille

    first, second = visited("the-secret-of-one-service-" * 2), visited("the-secret-of-the-other-one-" * 2)
    for told, other in ((first, second), (second, first)):
        answer = await told.get("/fr/told")
        other.cookies[FLASH] = told.cookies[FLASH]
        assert 'class="flash' not in (await other.follow(answer)).text
        assert 'class="flash success"' in (await told.follow(answer)).text
