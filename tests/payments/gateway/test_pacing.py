"""All processes together ask Stripe no more than it takes: each call waits for its turn."""

from asyncio import gather
from dataclasses import replace

import pytest
from sqlalchemy import text

from okote.platform.db import Database
from payments.gateway.gateway import StripeGateway
from payments.gateway.pacing import Pace, gap, take_turn
from payments.gateway.settings import GatewaySettings, UnsafeGatewayError
from tests.payments.stripe_server import StripeServer, stripe_server

__all__ = ["stripe_server"]

SECOND = 1_000_000
NEXT = text("SELECT last_value FROM stripe_turn")
CALLS = 12


@pytest.fixture
async def processes(database_url: str):
    """Two, each with connections of its own."""
    both = [Database(database_url, pool_size=size, info={}) for size in (3, 4)]
    yield both
    for one in both:
        await one.close()


async def next_free(database: Database) -> int:
    async with database.reading() as db:
        return int(await db.scalar(NEXT))


async def turn(database: Database, gap: int) -> float:
    async with database.unit_of_work() as db:
        return await take_turn(db, gap)


async def test_turns_of_two_processes_never_come_closer_than_the_gap(processes):
    await turn(processes[0], SECOND)
    before = await next_free(processes[0])
    waits = await gather(*(turn(one, SECOND) for one in processes * (CALLS // 2)))

    assert await next_free(processes[1]) == before + CALLS * SECOND
    assert len({round(wait) for wait in waits}) >= CALLS - 1  # a second apart, but for what passed meanwhile
    assert all(wait > 0 for wait in waits)


async def test_whoever_comes_after_a_pause_does_not_wait(processes):
    assert await turn(processes[0], 1) == 0
    assert await turn(processes[1], 1) == 0


async def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_long(processes):
    async with processes[0].unit_of_work() as db:
        await db.exec(text("SELECT setval('stripe_turn', 9000000000000000)"))

    assert await turn(processes[0], SECOND) == 60


async def test_only_the_local_stripe_takes_as_many_as_come(stripe_server: StripeServer):
    assert stripe_server.settings().takes is None
    assert GatewaySettings(api_key="sk_test_1").takes == 25
    assert GatewaySettings(api_key="rk_live_1").takes == 100
    assert GatewaySettings(api_key="sk_live_1", calls_per_second=400).takes == 400
    assert replace(stripe_server.settings(), calls_per_second=7).takes == 7
    with pytest.raises(UnsafeGatewayError, match="at least one"):
        GatewaySettings(api_key="sk_live_1", calls_per_second=0)


@pytest.mark.parametrize("most", [1, 25, 100, 400])
def test_a_second_holds_fewer_turns_than_stripe_takes(most):
    assert 0.75 * most < SECOND / gap(most) <= 0.81 * most


async def test_each_call_waits_for_its_turn_and_each_page_of_a_list(stripe_server: StripeServer, processes):
    account = await stripe_server.account()
    taken: list[float] = []
    pace = Pace(processes[0].unit_of_work, 25)

    async def counted() -> None:
        await pace.turn()
        taken.append(0)

    gateway = StripeGateway(stripe_server.settings(), counted)
    before = await next_free(processes[0])
    await gateway.accounts.retrieve(account.id)
    assert [line async for line in gateway.balances.of_source("ch_none")] == []
    await gateway.close()

    assert len(taken) == 2
    assert await next_free(processes[0]) >= before + 2 * gap(25)
