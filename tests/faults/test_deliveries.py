"""News by the worst of posts: each payment and each refund is told of once, and no forgery is kept."""

from random import Random

import pytest

from tests.faults.deliveries import FAULTS, Post, checked, lived, settled
from tests.payments.office import office, stripe_server
from tests.payments.postbox import put_up
from tests.payments.webhook_listener import listener

__all__ = ["listener", "office", "stripe_server"]

PAYMENTS = 30
LEAST = 150


@pytest.fixture
async def post(office, listener) -> Post:
    return Post(await put_up(office, listener), Random(1))


async def test_whatever_the_post_does_all_ends_as_stripe_says(post: Post):
    payments = await lived(post, PAYMENTS)
    await settled(post)
    assert await checked(post, payments) == []
    assert post.did["deliveries"] >= LEAST
    assert min(post.did[kind] for kind in ("forged", "lost", "late", "twice")) > 0


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("believes-all", "a forged delivery was answered 200"),
        ("keeps-all", "an honest delivery was answered 500"),
    ],
)
async def test_a_planted_fault_is_found(post: Post, monkeypatch: pytest.MonkeyPatch, fault: str, found: str):
    monkeypatch.setattr(*FAULTS[fault])
    payments = await lived(post, PAYMENTS)
    await settled(post)
    assert any(found in line for line in await checked(post, payments))
