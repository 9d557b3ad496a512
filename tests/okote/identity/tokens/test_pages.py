"""The page on which tokens are made, and the one on which they are looked after."""

import re

import pytest

from okote.identity.tokens.rules import PREFIX

TOKENS = "/fr/account/tokens"
MADE = {"name": "Notre site", "read:me": "yes", "write": "yes", "days": "90"}


@pytest.fixture
async def camille(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


async def test_it_is_shown_once(camille):
    answer = await camille.post(TOKENS, MADE)
    secret = re.search(rf"{PREFIX}\w+", answer.text)[0]
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    listed = (await camille.get(TOKENS)).text
    assert secret not in listed
    assert f"{secret[:14]}…" in listed
    revoke = re.search(r'action="/fr(/account/tokens/[^"]+/revoke)"', listed)[1]
    done = await camille.post(f"/fr{revoke}")
    assert done.headers["location"] == TOKENS
    assert "Notre site" in (await camille.get(TOKENS)).text
    assert secret[:14] not in (await camille.get(TOKENS)).text


async def test_what_is_wrong_is_told_and_nothing_typed_is_lost(camille):
    both = (await camille.post(TOKENS, {"days": "30"})).text
    assert both.count("Remplissez ce champ.") == both.count("Choisissez à quoi il peut servir.") == 2
    for wrong in ({"name": ""}, {"name": "x" * 81}, {"days": "400"}, {"read:me": "", "write": ""}):
        typed = MADE | wrong
        answer = await camille.post(TOKENS, typed)
        assert (answer.status_code, PREFIX in answer.text) == (422, False), wrong
        for name in ("read:me", "write"):
            assert (f'name="{name}" value="yes" checked' in answer.text) == bool(typed[name]), wrong


async def test_administrators_take_them_away_with_a_reason(camille, lea):
    await camille.post(TOKENS, MADE)
    page = (await lea.get("/fr/back-office/tokens")).text
    one = re.search(r'href="/fr(/back-office/tokens/[0-9a-f-]{36})"', page)[1]
    assert (await lea.post(f"/fr{one}", {"reason": ""})).status_code == 422
    assert (await lea.post(f"/fr{one}", {"reason": "Publié"})).status_code == 303
    assert PREFIX not in (await camille.get(TOKENS)).text
    assert (await lea.get(f"/fr{one}")).status_code == 404
