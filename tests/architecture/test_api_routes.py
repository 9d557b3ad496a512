"""Every route for programs takes a token of someone who may, made for it; no cookie opens any."""

import pytest

from okote.identity.permissions import signed_in
from okote.identity.tokens.rules import Scope
from tests.architecture.test_routes import walked
from tests.okote.app_client import app, browser, house
from tests.okote.identity_provider_server import identity_provider, identity_provider_server
from tests.okote.programs import API, program

__all__ = [
    "app",
    "browser",
    "house",
    "identity_provider",
    "identity_provider_server",
    "program",
]


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


@pytest.fixture
def routes(house):
    """All but the public ones, and some of each sort."""
    found = [one for one in walked(house) if one.is_for_programs and not one.is_public]
    assert any(one.method != "GET" and one.is_about_something for one in found)
    assert any(signed_in not in one.permissions for one in found)
    return found


async def ask(program, route):
    return await program.ask(route.method, route.address.removeprefix(f"/fr{API}"), {})


async def test_without_a_token_each_is_refused(routes, browser, program):
    nobody = await program()
    visitor = browser()
    await visitor.arrive("yanis")
    for route in routes:
        answer = await ask(nobody, route)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), route
        if route.method == "GET":
            assert (await visitor.get(route.address)).status_code == 401, route


async def test_a_token_made_for_something_else_opens_none(routes, browser, program):
    await browser().arrive("yanis")
    answered = {}
    for scope in Scope:
        one = await program("yanis", scope)
        for route in routes:
            answer = await ask(one, route)
            answered.setdefault(route, []).append(answer.json().get("code"))
    for route, codes in answered.items():
        assert codes.count("scope_missing") == 2, route
