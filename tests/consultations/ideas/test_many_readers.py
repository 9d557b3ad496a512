"""Many who are signed in read one idea at once, with fewer connections than people."""

import asyncio

import pytest

from tests.consultations.ideas.test_pages import BENCH, kept, propose


@pytest.fixture
def changed_settings():
    return {"features": ("consultations",), "pool_size": 2}


async def test_nobody_who_waits_for_what_is_drawn_once_keeps_it_from_being_drawn(enter, house):
    camille = await enter("camille")
    await propose(camille, BENCH)
    (idea,) = await kept(house)
    house.shared.forget()
    answers = await asyncio.gather(*(camille.get(f"/fr/ideas/{idea.id}") for _ in range(6)))
    assert [one.status_code for one in answers] == [200] * 6
