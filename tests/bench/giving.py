"""Pledge intake, from the form's post to the redirect to Checkout; webhooks, from post to pledge."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg

from okote.funding.conditions.rules import CURRENT
from okote.identity import cookies
from okote.web.csrf import COOKIE
from okote.web.rendering import CSRF_FIELD
from payments.inbox.routes import PATHS
from payments.inbox.rules import Source
from payments.simulator.postman import signature
from tests.bench.accounting import Cost
from tests.bench.lines import Bound, Line, at_least, at_most
from tests.bench.load import Plan, Seen
from tests.bench.pages import csrf, host_of
from tests.bench.running import Bench
from tests.bench.territory import Loaded
from tests.okote.composition import as_owner

CLIENTS = 32
SPREAD_OVER = 200

LONGEST = 900
"""Seconds after which what is not settled is left."""


def post(host: str, path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def pledges(bench: Bench, loaded: Loaded, slugs: Sequence[str], tokens: Sequence[str]) -> list[bytes]:
    """The last step's form, sent by one donor each, to the campaigns in turn."""
    host, token = host_of(bench), csrf(bench)
    requests = []
    for number, session in enumerate(tokens):
        typed = {
            CSRF_FIELD: token,
            "amount": "20",
            "name": "Camille",
            "show-name": "yes",
            "token": str(uuid4()),
            "conditions": CURRENT.isoformat(),
        }
        requests.append(
            post(
                host,
                f"/fr/campaigns/{slugs[number % len(slugs)]}/pledge",
                urlencode(typed).encode(),
                "Content-Type: application/x-www-form-urlencoded",
                f"Cookie: {cookies.SESSION}={session}; {COOKIE}={token}",
            )
        )
    return requests


async def intake(bench: Bench, loaded: Loaded, times: int) -> list[Line]:
    """To one campaign with three partners, then over many, by other donors."""
    slugs = [slug for _, slug in loaded.campaigns]
    some = loaded.tokens[:times], loaded.tokens[times : 2 * times]
    bare = [post("localhost", "/pledge", b"")]
    floor, _ = await bench.measure(
        Plan(port=bench.floor_port, requests=bare, clients=CLIENTS, times=min(times, 2_000)), bench.floors
    )
    one, seen = await _given(bench, pledges(bench, loaded, slugs[:1], some[0]))
    bench.opened += seen.locations
    spread, seen = await _given(bench, pledges(bench, loaded, slugs[1 : SPREAD_OVER + 1], some[1]))
    bench.opened += seen.locations
    ratio = one.rate / spread.rate
    return [
        Line("pledge intake, one campaign", one, floor, _asked(one, floor)),
        Line("pledge intake, 200 campaigns", spread, floor, _asked(spread, floor)),
        Line("the first beside the second", bounds=[at_least("ratio of req/s", 0.9, ratio)]),
    ]


async def _given(bench: Bench, requests: list[bytes]) -> tuple[Cost, Seen]:
    plan = Plan(port=bench.port, requests=requests, clients=CLIENTS, times=len(requests))
    cost, seen = await bench.measure(plan, bench.web)
    checkouts = [one for one in seen.locations if "/pay/" in one]
    if set(seen.statuses) != {303} or len(checkouts) != len(requests):
        raise AssertionError(f"intake: {seen.statuses}, {len(checkouts)} payment pages, {seen.locations[:2]}")
    return cost, seen


def _asked(cost: Cost, floor: Cost) -> list[Bound]:
    return [
        at_least("req/s", 120, cost.rate),
        at_most("p99", 400, cost.percentile(0.99)),
        at_most("CPU beyond its floor", 5, cost.ms - floor.ms),
    ]


async def webhooks(bench: Bench, _loaded: Loaded, times: int) -> list[Line]:
    """Payments of what the intake has opened: their news come all at once, and are then acted upon."""
    opened = [urlsplit(address).path.rpartition("/")[2] for address in bench.opened[:times]]
    bench.opened = bench.opened[times:]
    await bench.stripe.hold()
    for session in opened:
        await bench.stripe.pay(session)
    posts = news(bench, set(opened))
    before = _in_force(bench)
    plan = Plan(port=bench.port, requests=posts, clients=CLIENTS, times=len(posts))
    cost, seen = await bench.measure(plan, bench.web)
    if set(seen.statuses) != {200}:
        raise AssertionError(f"webhooks: {seen.statuses}")
    await bench.work()
    begun = time.perf_counter()
    done = await _settled(bench, before, len(opened))
    settled = done / (time.perf_counter() - begun)
    return [
        Line("webhooks, taken in", cost, bounds=[at_least("a second", 800, cost.rate)]),
        Line(f"webhooks, {len(opened)} payments settled", bounds=[at_least("a second", 200, settled)]),
    ]


async def _settled(bench: Bench, before: int, wanted: int) -> int:
    """How many more count than before, once it is all of them or takes too long."""
    until = time.perf_counter() + LONGEST
    while (done := _in_force(bench) - before) < wanted and time.perf_counter() < until:  # noqa: ASYNC110 (others do the work)
        await asyncio.sleep(0.2)
    return done


def news(bench: Bench, sessions: set[str]) -> list[bytes]:
    """Of completed sessions, as Stripe posts them."""
    secrets = list(bench.settings.stripe.webhook_secrets)
    with sqlite3.connect(f"file:{bench.folder.stripe}?mode=ro", uri=True) as store:
        rows = store.execute(
            "SELECT body FROM object WHERE kind = 'event'"
            " AND json_extract(body, '$.type') = 'checkout.session.completed'"
        ).fetchall()
    events = [json.loads(body) for (body,) in rows]
    posts = []
    for event in events:
        if event["data"]["object"]["id"] in sessions:
            body = json.dumps(event, indent=2).encode()
            signed = signature(body, secrets, int(time.time()))
            posts.append(
                post(
                    host_of(bench),
                    PATHS[Source.PLATFORM],
                    body,
                    "Content-Type: application/json",
                    f"Stripe-Signature: {signed}",
                )
            )
    return posts


def _in_force(bench: Bench) -> int:
    with psycopg.connect(as_owner(bench.house)) as connection:
        row = connection.execute("SELECT count(*) FROM pledge WHERE status = 'in_force'").fetchone()
        return int(row[0]) if row else 0
