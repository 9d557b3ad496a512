"""A form does something only with the token of a page of ours, in the same browser."""

from dataclasses import replace

import httpx2
import msgspec
import pytest

from okote.app import serving
from okote.web.seals import Seal
from tests.okote.app_client import CSRF
from tests.okote.web.hostile import ENCODED, END, MULTIPART, part, send, token_of

FORM = "/fr/sign-in-by-mail"


def refused(answer: httpx2.Response) -> bool:
    return answer.status_code == 403 and "Ce formulaire est resté ouvert" in answer.text


async def test_a_page_brings_the_token_that_its_form_needs(browser):
    camille = browser()
    token = await token_of(camille)
    page = await camille.get("/fr/sign-in")
    assert f'name="_csrf_token" value="{token}"' in page.text
    assert "set-cookie" not in page.headers
    assert (await camille.post(FORM, {"email": "camille@okote.example"})).status_code == 303


async def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(browser):
    cookie = (await browser().get("/fr/legal")).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))


@pytest.mark.parametrize("token", ["", "x", "é", "ü" * 129, "\x00", "x" * 10_000])
async def test_a_token_that_is_not_the_browser_s(browser, token):
    assert refused(await browser().post(FORM, {"_csrf_token": token}))


async def test_the_token_of_another_browser(browser):
    camille, yanis = browser(), browser()
    theirs = await token_of(yanis)
    assert refused(await camille.post(FORM, {"_csrf_token": theirs}))


@pytest.mark.parametrize("planted", ["", "x", "é", "made-up.0123", "."])
async def test_a_cookie_that_we_did_not_make(browser, app, planted):
    """Whoever can plant a cookie knows the token: it takes the seal, too."""
    body = f"_csrf_token={planted}".encode()
    assert (await send(app, FORM, body, kind=ENCODED, cookie=planted)).status == 403


async def test_without_a_cookie_nothing_is_read(app):
    answer = await send(app, FORM, b"x" * 1_000_000, kind=ENCODED)
    assert (answer.status, answer.read) == (403, 0)


async def test_a_token_sent_as_a_file_or_twice(app, browser):
    token = await token_of(browser())
    body = part("_csrf_token", token.encode(), file="token.txt") + END
    assert (await send(app, FORM, body, kind=MULTIPART, cookie=token)).status == 403
    twice = f"_csrf_token=x&_csrf_token={token}".encode()
    assert (await send(app, FORM, twice, kind=ENCODED, cookie=token)).status == 403


async def test_another_secret_key_costs_a_reload_and_no_more(browser, house):
    camille = browser()
    former = await token_of(camille)
    other_key = msgspec.structs.replace(house.settings, secret_key="another-that-is-as-long-as-it-must-be")
    camille.app = serving(replace(house, settings=other_key))
    assert refused(await camille.post(FORM, {"email": "camille@okote.example"}))
    await camille.get("/fr/sign-in")
    assert camille.cookies[CSRF] != former
    assert (await camille.post(FORM, {"email": "camille@okote.example"})).status_code == 303


@pytest.mark.parametrize("path", ["/fr/territory.css", "/health/live", "/static/none", "/pictures/x/wide"])
async def test_what_caches_keep_for_everyone_sets_no_cookie(browser, path):
    answer = await browser().get(path)
    assert "set-cookie" not in answer.headers


def test_what_was_sealed_for_one_purpose_opens_for_no_other():
    sealed = Seal("secret", "forms").sealed("words. and more")
    assert Seal("secret", "forms").opened(sealed) == "words. and more"
    others = (Seal("secret", "flashes"), Seal("another", "forms"))
    assert [one.opened(sealed) for one in others] == [None, None]
    assert Seal("secret", "forms").opened(sealed.replace("more", "less")) is None
    assert Seal("secret", "forms").opened("é.\ud800") is None
