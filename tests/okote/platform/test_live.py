"""What changed is told to every open page, and looked up once for all of them."""

import asyncio

import pytest

from okote.platform.live import LiveUpdates

TOPIC, OTHER = "campaign:1", "campaign:2"


@pytest.fixture
def live() -> LiveUpdates:
    return LiveUpdates("postgresql+psycopg://nobody@localhost/nothing", most=60)


class Draughtsman:
    """Counts how often the gauge was drawn; takes a moment over it."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> str:
        self.times += 1
        drawn = f"gauge {self.times}"
        await asyncio.sleep(0)
        return drawn


async def test_a_change_between_the_opening_and_the_first_look_is_told(live):
    with live.stream(TOPIC) as stream:
        live._wake(TOPIC)
        async with asyncio.timeout(1):
            assert await anext(stream.changes()) is True


async def test_a_change_is_drawn_once_for_all_who_look(live):
    draw = Draughtsman()
    with live.stream(TOPIC) as one, live.stream(TOPIC) as other, live.stream(OTHER) as elsewhere:
        looks = [stream.drawn("fr", draw) for stream in (one, other) * 20]
        assert set(await asyncio.gather(*looks)) == {"gauge 1"}
        assert [await elsewhere.drawn("fr", draw), await one.drawn("de", draw)] == ["gauge 2", "gauge 3"]
        live._wake(TOPIC)
        looks = [stream.drawn("fr", draw) for stream in (one, other)]
        assert set(await asyncio.gather(*looks)) == {"gauge 4"}
        assert await elsewhere.drawn("fr", draw) == "gauge 2"


async def test_a_change_while_it_is_drawn_is_drawn_again(live):
    draw = Draughtsman()
    with live.stream(TOPIC) as stream:

        async def while_it_changes() -> str:
            live._wake(TOPIC)
            return await draw()

        assert await stream.drawn("fr", while_it_changes) == "gauge 1"
        assert await stream.drawn("fr", draw) == "gauge 2"


async def test_whoever_leaves_while_drawing_leaves_it_to_the_next(live):
    draw, begun = Draughtsman(), asyncio.Event()

    async def never() -> str:
        begun.set()
        await asyncio.Event().wait()
        return "never"

    with live.stream(TOPIC) as stream:
        leaving = asyncio.create_task(stream.drawn("fr", never))
        await begun.wait()
        next_one = asyncio.create_task(stream.drawn("fr", draw))
        leaving.cancel()
        assert await next_one == "gauge 1"


async def test_who_opens_a_page_after_the_last_one_closed_sees_it_anew(live):
    draw = Draughtsman()
    for drawn in ("gauge 1", "gauge 2"):
        with live.stream(TOPIC) as stream:
            assert await stream.drawn("fr", draw) == drawn


def test_a_process_holds_so_many_streams_and_no_more(live):
    streams = [live.stream(TOPIC if number % 2 else OTHER) for number in range(60)]
    for stream in streams:
        assert not live.full
        stream.__enter__()
    assert live.full
    streams[0].__exit__(None, None, None)
    assert not live.full


async def test_every_stream_ends_when_the_service_stops(live):
    with live.stream(TOPIC) as stream:
        live.closing.set()
        assert [changed async for changed in stream.changes()] == []
