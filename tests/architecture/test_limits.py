"""Whoever writes is counted, or a sentence says why nobody is; one table lists all that is counted."""

import io
import sys
from datetime import timedelta

import pytest
from litestar import get, post
from litestar.routes import HTTPRoute
from rich.console import Console

from okote.identity.limited import LIMITS, READS, UNLIMITED, limits_of
from okote.identity.personal import ATTEMPTS_KEPT
from okote.platform.limits import Limit, Per
from okote.serving.limits import declared, tell
from tests.architecture.test_routes import PUBLIC
from tests.okote.app_client import app, browser, house
from tests.okote.composition import routed
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = ["app", "browser", "house", "identity_provider", "identity_provider_server"]

OF_STRANGERS = {Per.ADDRESS, Per.VISITOR}
"""What counts somebody who has not signed in."""


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


def uncounted(handler, method, *, public: bool) -> bool:
    """Whether somebody may write there as often as they like, and nothing says why."""
    if method in READS:
        return False
    if UNLIMITED in handler.opt:
        return not handler.opt[UNLIMITED].endswith(".")
    counted = limits_of(handler, method)
    return not counted or (public and not OF_STRANGERS & {limit.per for limit in counted})


def doors(house):
    for route in routed(house).routes:
        assert isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items():
            yield method, route.path, handler


async def test_whoever_writes_is_counted_or_it_is_said_why_not(house):
    walked = list(doors(house))
    assert sum(method not in READS for method, *_ in walked) > 100
    found = [
        f"{method} {path}"
        for method, path, handler in walked
        if uncounted(handler, method, public=(method, path) in PUBLIC)
    ]
    assert found == []
    unlimited = {path for _, path, handler in walked if UNLIMITED in handler.opt}
    assert unlimited == {
        "/no-more-mails/{token:str}",
        "/sign-out",
        "/unsubscribe/digest/{token:str}",
        "/unsubscribe/{token:str}",
        "/webhooks/stripe",
        "/webhooks/stripe/connect",
    }


BY_PERSON = Limit("planted", most=1, window=timedelta(hours=1), per=Per.PERSON, reason="A test.")


@pytest.mark.parametrize(
    ("opt", "public", "found"),
    [
        ({}, True, False),
        ({LIMITS: ()}, False, True),
        ({LIMITS: (BY_PERSON,)}, False, False),
        ({LIMITS: (BY_PERSON,)}, True, True),
        ({UNLIMITED: ""}, False, True),
        ({UNLIMITED: "It costs nothing."}, True, False),
    ],
)
def test_what_is_planted_is_found(opt, public, found):
    @post("/planted", opt=opt)
    async def planted() -> None: ...

    @get("/planted", opt=opt)
    async def read() -> None: ...

    assert uncounted(planted, "POST", public=public) is found
    assert not uncounted(read, "GET", public=public)


def declared_anywhere():
    """Every limit that some module of ours holds, by itself or in a row."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"okote", "consultations", "payments"}:
            for value in vars(module).values():
                rows = value if isinstance(value, tuple) else (value,)
                yield from (one for one in rows if isinstance(one, Limit))


async def test_one_table_lists_every_limit(house):
    listed = list(declared(house.settings))
    assert set(declared_anywhere()) == set(listed)
    names = [one.name for one in listed]
    assert len(set(names)) == len(names)
    for one in listed:
        assert one.reason.endswith("."), one
        assert timedelta() < one.window <= ATTEMPTS_KEPT + timedelta(hours=1), one
    routed = {limit for method, _, handler in doors(house) for limit in limits_of(handler, method)}
    assert routed <= set(listed)


async def test_the_table_can_be_read(house):
    written = io.StringIO()
    tell(Console(file=written, width=200), house.settings)
    for one in declared(house.settings):
        [row] = [line for line in written.getvalue().splitlines() if f" {one.name} " in line]
        assert f" {one.most} " in row
