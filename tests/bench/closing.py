"""Giving back a whole campaign: in constant memory, within Stripe's limits, also after a kill -9."""

import asyncio
import os
import signal
import sqlite3
import time
from uuid import UUID

import psycopg

from okote.approvals.models import Approval
from okote.approvals.service import approve
from okote.demo.seeding.people import somebody
from okote.funding.campaigns.service import cancel
from tests.bench import accounting
from tests.bench.lines import Bound, Line, at_most
from tests.bench.running import Bench
from tests.bench.territory import SLUG, Loaded
from tests.okote.composition import as_owner

LIMIT = 100
"""Requests that Stripe takes in a second of an account in live mode (docs.stripe.com/rate-limits)."""

LONGEST = 3_600
SETTLED = 0.7
"""The part of the way after which the worker that took the place of the first is at work for long."""

STEADY = 30
"""MB by which it may grow from there to the end."""


async def closing(bench: Bench, loaded: Loaded) -> list[Line]:
    campaign, number = loaded.to_close, loaded.to_give_back
    await bench.pace(LIMIT)
    before = _calls(bench)
    await _cancelled(bench, loaded)
    begun, killed, busiest, memory, last = time.perf_counter(), False, 0, list[int](), before
    while (done := _given_back(bench, campaign)) < number:
        if time.perf_counter() - begun > LONGEST:
            break
        await asyncio.sleep(1)
        calls = _calls(bench)
        busiest, last = max(busiest, calls - last), calls
        if done > number * SETTLED and bench.working():
            memory.append(accounting.rss_bytes(bench.worker) // 1_000_000)
        if not killed and done > number / 2:
            os.kill(bench.worker, signal.SIGKILL)
            killed = True
    seconds = time.perf_counter() - begun
    refunds = _refunds(bench, campaign)
    grown = max(memory) - min(memory) if memory else 0
    return [
        Line(
            f"{number} pledges given back, worker killed half-way",
            bounds=[
                Bound("all, each once", f"{done} by {refunds} refunds", done == refunds == number),
                at_most("calls in a second", LIMIT, busiest, ""),
                at_most("worker grows by", STEADY, grown, "MB"),
                Bound("took", f"{seconds:.0f} s, {done / seconds:.0f} a second", met=done == number),
            ],
        )
    ]


async def _cancelled(bench: Bench, loaded: Loaded) -> None:
    """By one administrator and, where so much was given that it takes two, by a second."""
    first, second = [await somebody(bench.house, SLUG, key) for key in loaded.founded.administrators[:2]]
    async with bench.house.database.unit_of_work() as db:
        wanted = await cancel(db, loaded.to_close, "Le porteur renonce au projet.", by=first)
    if isinstance(wanted, Approval):
        acts = {name: act for one in bench.house.features for name, act in one.acts.items()}
        async with bench.house.database.unit_of_work() as db:
            await approve(db, acts, wanted.id, "Vu avec le porteur.", by=second)


def _given_back(bench: Bench, campaign: UUID) -> int:
    return _count(
        bench, "SELECT count(*) FROM pledge WHERE campaign_id = %s AND status = 'refunded'", campaign
    )


def _refunds(bench: Bench, campaign: UUID) -> int:
    return _count(
        bench,
        "SELECT count(DISTINCT operation.stripe_id) FROM operation JOIN pledge ON pledge.id = subject"
        " WHERE campaign_id = %s AND operation.kind = 'refund' AND operation.status = 'succeeded'",
        campaign,
    )


def _count(bench: Bench, query: str, campaign: UUID) -> int:
    with psycopg.connect(as_owner(bench.house)) as connection:
        row = connection.execute(query, (campaign,)).fetchone()
        return int(row[0]) if row else 0


def _calls(bench: Bench) -> int:
    """That have reached the local Stripe so far."""
    with sqlite3.connect(f"file:{bench.folder.stripe}?mode=ro", uri=True) as store:
        return int(store.execute("SELECT coalesce(max(number), 0) FROM call").fetchone()[0])
