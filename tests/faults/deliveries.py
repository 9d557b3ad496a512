"""`python -m tests.faults.deliveries --times 20000 --seed 1`: Stripe's news by the worst of posts.

Of all, 30 % come twice, 30 % late and so out of order, 10 % never, and 5 % more are forged. Each payment
and each refund ends where Stripe says that it is, and is told of once.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import func, insert

from payments.inbox import service as inbox
from payments.operations import service
from payments.operations.models import Payment
from payments.operations.outcomes import PaymentPaid, RefundSucceeded
from payments.simulator.messages import Request
from payments.simulator.postman import signature
from tests.faults.twice import office_of_its_own
from tests.payments.postbox import Postbox, put_up
from tests.payments.webhook_listener import SECRET, listening

CONSOLE = Console(highlight=False, soft_wrap=True)

TWICE, LATE, LOST, FORGED = 0.3, 0.3, 0.1, 0.05
LANES = 8
HOW_LATE = 40
"""Deliveries by which a late one is overtaken, at most."""

OLD = 301
"""Seconds: a second longer than Stripe's signature is good for."""

BATCH = 100
"""Payments between two looks at the whole."""


def believes_all(body: bytes, header: str | None, secrets: Sequence[str]) -> None:
    """Whoever knows the address is believed."""


KEPT_EACH_TIME = insert(inbox.EVENTS).values(received_at=func.okote_now()).returning(inbox.EVENTS.c.id)
"""What comes twice is not known to have come."""

FAULTS: Mapping[str, tuple[Any, str, Any]] = {
    "believes-all": (inbox, "verify", believes_all),
    "keeps-all": (inbox, "KEPT", KEPT_EACH_TIME),
}
"""What is put in whose place: each must be found."""


@dataclass
class Post:
    """What was done with the news; `kept` are events that came at least once, as Stripe signed them."""

    postbox: Postbox
    dice: random.Random
    did: Counter[str] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def bring(self, news: Sequence[Request]) -> None:
        queue = [self._bring_one(request, honest) for request, honest in self._sorted(news)]
        lanes = asyncio.Semaphore(LANES)

        async def lane(work) -> None:
            async with lanes:
                await work

        await asyncio.gather(*map(lane, queue))

    async def _bring_one(self, request: Request, honest: bool) -> None:
        (status,) = await self.postbox.bring(request)
        if status != (200 if honest else 400):
            self.wrong.append(f"{'an honest' if honest else 'a forged'} delivery was answered {status}")

    def _sorted(self, news: Sequence[Request]) -> list[tuple[Request, bool]]:
        due = sorted(self._posted(news), key=lambda one: one[0])
        return [(request, honest) for _, request, honest in due]

    def _posted(self, news: Sequence[Request]) -> Iterator[tuple[float, Request, bool]]:
        """Each delivery with its place in the queue."""
        for place, request in enumerate(news):
            self.did["deliveries"] += 1
            if self.dice.random() < FORGED:
                self.did["forged"] += 1
                yield place, self._forged(request), False
            if self.dice.random() < LOST:
                self.did["lost"] += 1
                continue
            self.kept.add(request.json()["id"])
            late = self.dice.random() < LATE
            self.did["late"] += late
            yield place + (self.dice.uniform(1, HOW_LATE) if late else 0), request, True
            if self.dice.random() < TWICE:
                self.did["twice"] += 1
                yield place + (HOW_LATE if late else 0), request, True

    def _forged(self, request: Request) -> Request:
        """Changed on the way, signed by another, signed too long ago, or not signed at all."""
        changed = request.body.replace(b'"livemode": false', b'"livemode":  false', 1)
        now = int(time.time())
        name = "stripe-signature"
        match self.dice.randrange(4):
            case 0:
                return replace(request, body=changed)
            case 1:
                others = signature(request.body, ["whsec_of_another"], now)
                return replace(request, headers=request.headers | {name: others})
            case 2:
                old = signature(request.body, [SECRET], now - OLD)
                return replace(request, headers=request.headers | {name: old})
            case _:
                unsigned = {key: value for key, value in request.headers.items() if key != name}
                return replace(request, headers=unsigned)


async def lived(post: Post, number: int) -> list[Payment]:
    """So many payments, made at Stripe; every other one is then refunded. We hear of it by its news alone."""
    office = post.postbox.office
    account = await office.account()
    payments = [await office.open(account=account) for _ in range(number)]
    for payment in payments:
        await office.stripe.control.pay(payment.session_id)
    await post.bring(await post.postbox.posted())
    await office.run_jobs()
    await settled(post)
    for payment in payments[::2]:
        await office.ask(service.refund, payment.id, reason="donor")
    await office.run_jobs()
    await post.bring(await post.postbox.posted())
    await office.run_jobs()
    return payments


async def settled(post: Post) -> None:
    """What no news told is asked for by the poll."""
    office = post.postbox.office
    for _ in range(3):
        await office.pass_time(hours=1)
        await office.desk.poll()
        await office.run_jobs()


async def checked(post: Post, payments: Sequence[Payment]) -> list[str]:
    """What is not as Stripe says; nothing, where all is well."""
    told = Counter((one.subject, type(one)) for one in post.postbox.office.told)
    expected = Counter({(payment.subject, PaymentPaid): 1 for payment in payments})
    expected += Counter({(payment.subject, RefundSucceeded): 1 for payment in payments[::2]})
    wrong = list(post.wrong)
    if told != expected:
        wrong.append(f"told too often: {told - expected}; never told: {expected - told}")
    events = await post.postbox.events()
    if Counter(event.event_id for event in events) != Counter(post.kept):
        wrong.append(f"{len(events)} events kept of {len(post.kept)} that came")
    if any(event.handled_at is None for event in events):
        wrong.append("an event was not handled")
    return wrong


async def run(given: argparse.Namespace, folder: Path) -> int:
    begun, wrong = time.monotonic(), []
    if given.plant is not None:
        setattr(*FAULTS[given.plant])
    async with office_of_its_own(folder) as office:
        with listening() as listener:
            post = Post(await put_up(office, listener), random.Random(given.seed))
            while not wrong and post.did["deliveries"] < given.times:
                office.told.clear()
                payments = await lived(post, BATCH)
                await settled(post)
                wrong = await checked(post, payments)
                CONSOLE.print(f"{time.monotonic() - begun:6.0f} s: {dict(post.did)}")
    for line in wrong:
        CONSOLE.print(line)
    CONSOLE.print(f"Seed {given.seed}. Lost, doubled or violated: {len(wrong)}.")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.deliveries", description=__doc__)
    parser.add_argument("--times", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
