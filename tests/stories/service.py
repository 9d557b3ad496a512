"""The whole service, real and on this machine, in the words of who uses it.

`from tests.stories.service import service, service_settings` in a conftest gives the fixtures: PostgreSQL,
the web service, a local Stripe, an identity provider and a mail server, with the territory Trois-Rives and
nothing in it yet. Nothing happens behind a story's back: mails, jobs and Stripe's news wait for `settle`,
deadlines for `let_pass` or `reach_the_end`.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from okote.demo import fiction
from okote.demo.clock import leap
from okote.demo.fiction import BudgetFiction, CampaignFiction, CommitmentFiction
from okote.demo.identity_provider.people import PEOPLE
from okote.demo.mailbox import ReceivedMail
from okote.demo.seeding.founding import Founded, found
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import Telling
from okote.demo.work import finish, repeat
from okote.funding.campaigns.models import Campaign
from okote.house import House
from okote.platform.checks import violations
from okote.platform.jobs import rescue
from okote.serving.children import Child, Program
from okote.serving.inheritance import handed_down
from okote.settings import FILE, PREFIX, dump
from payments.simulator.remote import Remote
from tests.stories.people import Begun, Somebody
from tests.stories.surroundings import SLUG, Surroundings, surroundings

MOST_ROUNDS = 30

FIRST_STEP = timedelta(seconds=20)

FAILED_JOBS = text("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id")
LEFT_BY_A_KILLED_WORKER = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")


@dataclass(eq=False)
class Service:
    around: Surroundings
    founded: Founded
    people: list[Somebody] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.around.house

    @property
    def stripe(self) -> Remote:
        """The local Stripe's remote control."""
        return self.around.stripe

    @property
    def address(self) -> str:
        return self.house.settings.address(SLUG)

    def somebody(self, key: str | None = None, *, language: str = "fr") -> Somebody:
        """In front of a browser of their own; without a key, a stranger."""
        self.people.append(Somebody(self, key, language))
        return self.people[-1]

    async def signed_in(self, key: str, *, language: str = "fr") -> Somebody:
        person = self.somebody(key, language=language)
        await person.sign_in()
        return person

    async def campaign(self, title: str, goal: int, *, days: int = 30, **ceilings: int) -> Begun:
        """One that is live since today. `ceilings` are of partners, in euros, who add a euro to each."""
        told = msgspec.structs.replace(
            fiction.campaigns(SLUG)["01-conserverie-du-quai"],
            title=title,
            goal=goal,
            budget=(BudgetFiction(label="Tout", amount=goal),),
            opens=0,
            closes=days - 1,
            commitments=tuple(
                CommitmentFiction(partner=partner.replace("_", "-"), ceiling=ceiling)
                for partner, ceiling in ceilings.items()
            ),
        )
        return await self.begin(told)

    async def begin(self, told: CampaignFiction) -> Begun:
        """Written by one person, approved by another, opened by the clock if its day has come."""
        life = Life(Telling(self.house, self.stripe, await self.now()), self.founded, told)
        await life.write()
        await life.read()
        await self.settle()
        async with self.house.database.reading() as db:
            campaign = await db.get_one(Campaign, life.campaign)
        return Begun(campaign.id, campaign.slug)

    async def settle(self) -> None:
        """Everything that waits happens now, until nothing is left that does not wait for the clock."""
        await self._rescue()
        async with self.house.database.unit_of_work() as db:
            await repeat(db, self.house)
        for _ in range(MOST_ROUNDS):
            await finish(self.house, self.house.job_context)
            if not await self.stripe.deliver():
                return
        raise AssertionError(f"not at rest after {MOST_ROUNDS} rounds")

    async def _rescue(self) -> None:
        """No worker lives now: what is under way was left by one that was killed."""
        async with self.house.database.reading() as db:
            left = (await db.exec(LEFT_BY_A_KILLED_WORKER)).scalar_one()
        if left:
            async with self.house.queue.open_async():
                await rescue(self.house.queue, silent=0)

    async def let_pass(self, **duration: float) -> None:
        """Time goes by, as in `timedelta`, in ever longer steps; what falls due in each happens."""
        left, step = timedelta(**duration), FIRST_STEP
        while left > timedelta():
            await self.leap(min(left, step))
            await self.settle()
            left, step = left - step, step * 4

    async def move_clock(self, **by: float) -> None:
        """Both clocks at once, as in `timedelta`; what falls due waits for `settle`."""
        await self.leap(timedelta(**by))

    async def reach_the_end(self, campaign: Begun, *, before: timedelta = timedelta()) -> None:
        """To the very second from which a campaign takes no more pledges, or so long before."""
        await self.leap(await self._left(campaign) - before)
        await self.settle()

    async def _left(self, campaign: Begun) -> timedelta:
        async with self.house.database.reading() as db:
            return (await db.get_one(Campaign, campaign.id)).period.ends_at - await db.now()

    async def leap(self, by: timedelta) -> None:
        await leap(self.house, self.stripe, by)

    async def state(self, campaign: Begun) -> str:
        async with self.house.database.reading() as db:
            return (await db.get_one(Campaign, campaign.id)).state.value

    async def now(self) -> datetime:
        async with self.house.database.reading() as db:
            return await db.now()

    def mails(self, recipient: str | None = None) -> list[ReceivedMail]:
        """What arrived, the latest first; of one of the provider's people, by key, or by address."""
        addresses = {person.key: person.email for person in PEOPLE}
        wanted = addresses.get(recipient or "", recipient)
        return [mail for mail in self.around.mailbox.mails(1_000) if wanted in {None, mail.recipient}]

    async def check(self) -> None:
        """What must always hold, does; no job was given up; and Stripe tells nothing else than we do."""
        invariants = [invariant for one in self.house.features for invariant in one.invariants]
        async with self.house.database.reading() as db:
            assert await violations(db, invariants) == []
            assert (await db.exec(FAILED_JOBS)).all() == []
        compared = await self.house.reconciler.run()
        assert (compared.open, compared.unexplained_minor) == (0, 0)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Child]:
        """A worker process of its own, which works until it is stopped, or killed: `child.process.kill()`."""
        child = await Child.start(self._worker_program())
        try:
            await child.ready(within=60)
            yield child
        finally:
            await child.stop(within=10)

    def _worker_program(self) -> Program:
        file = self.around.folder / "settings.json"
        file.write_bytes(dump(self.house.settings))
        environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return Program(
            name="worker",
            module="okote.serving.worker",
            environment=handed_down(environ | {FILE: str(file)}, self.house.database.url),
            log=self.around.folder / "worker.log",
        )

    async def when_stripe_was_asked(self, path: str, *, times: int = 1, within: float = 60) -> None:
        """Wait, in real time, until the local Stripe has got so many requests to a path."""
        for _ in range(int(within / 0.02)):
            if sum(call["path"].startswith(path) for call in await self.stripe.calls()) >= times:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"Stripe was not asked {path} {times} times")


@pytest.fixture
def service_settings() -> Mapping[str, Any]:
    """What a story's folder or module decides otherwise."""
    return {}


@pytest.fixture
async def service(
    database_url: str, tmp_path: Path, service_settings: Mapping[str, Any]
) -> AsyncIterator[Service]:
    async with running_service(database_url, tmp_path, **service_settings) as running:
        yield running


@asynccontextmanager
async def running_service(database_url: str, folder: Path, **settings: Any) -> AsyncIterator[Service]:
    """With its territory founded, until the block ends; whoever visits it leaves then."""
    async with surroundings(database_url, folder, **settings) as around, founded(around) as running:
        yield running


@asynccontextmanager
async def founded(around: Surroundings) -> AsyncIterator[Service]:
    async with around.house.database.reading() as db:
        telling = Telling(around.house, around.stripe, await db.now())
    running = Service(around, await found(telling, fiction.territory(SLUG)))
    yield running
    for person in running.people:
        await person.browser.close()
