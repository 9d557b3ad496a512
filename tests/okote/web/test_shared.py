"""What is the same for everybody is made once, and anew as soon as something has changed."""

import asyncio

import pytest

from okote.web.shared import MOST, Shared


class Maker:
    """Makes 1, 2, 3 … each when it is let."""

    def __init__(self):
        self.made = 0
        self.may = asyncio.Event()
        self.may.set()

    async def make(self):
        self.made += 1
        number = self.made
        await self.may.wait()
        return number


@pytest.fixture
def changes():
    return [0]


@pytest.fixture
def shared(changes):
    return Shared(lambda: changes[0])


async def test_who_asks_meanwhile_waits_for_the_first(shared):
    maker = Maker()
    maker.may.clear()
    asking = [asyncio.create_task(shared.made("a", maker.make)) for _ in range(5)]
    await asyncio.sleep(0)
    maker.may.set()
    assert await asyncio.gather(*asking) == [1] * 5
    assert await shared.made("b", maker.make) == 2


async def test_a_change_ends_it(shared, changes):
    maker = Maker()
    assert await shared.made("a", maker.make) == 1
    changes[0] += 1
    assert await shared.made("a", maker.make) == 2
    assert await shared.made("a", maker.make) == 2


async def test_what_was_begun_before_a_change_is_not_kept_after_it(shared, changes):
    maker = Maker()
    maker.may.clear()
    before = asyncio.create_task(shared.made("a", maker.make))
    await asyncio.sleep(0)
    changes[0] += 1
    after = asyncio.create_task(shared.made("a", maker.make))
    await asyncio.sleep(0)
    maker.may.set()
    assert (await before, await after) == (1, 2)
    assert await shared.made("a", maker.make) == 2


async def test_it_lasts_a_second(shared, monkeypatch):
    maker, now = Maker(), [100.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0], raising=False)
    assert await shared.made("a", maker.make) == 1
    now[0] += 0.9
    assert await shared.made("a", maker.make) == 1
    now[0] += 0.2
    assert await shared.made("a", maker.make) == 2


async def test_who_leaves_first_takes_nothing_away(shared):
    maker = Maker()
    maker.may.clear()
    first = asyncio.create_task(shared.made("a", maker.make))
    await asyncio.sleep(0)
    second = asyncio.create_task(shared.made("a", maker.make))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    maker.may.set()
    assert await second == 1


async def test_a_refusal_is_not_kept(shared):
    async def refuse():
        raise LookupError

    with pytest.raises(LookupError):
        await shared.made("a", refuse)
    assert await shared.made("a", Maker().make) == 1


async def test_no_more_is_kept_than_there_is_room_for(shared):
    maker = Maker()
    for number in range(MOST + 1):
        await shared.made(number, maker.make)
    assert shared.find(0) is None
    assert shared.find(1) is not None
