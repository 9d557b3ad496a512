"""The whole service, real and on this machine, in the words of who uses it.

`from tests.stories.service import service` in a conftest gives the fixture: PostgreSQL, the web service, a
local Stripe, an identity provider and a mail server, with the territory Trois-Rives and nothing in it yet.
Nothing happens behind a story's back: mails, jobs and Stripe's news wait for `settle`, deadlines for
`let_pass`.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from okote.app import build
from okote.demo import fiction
from okote.demo.clock import leap
from okote.demo.fiction import BudgetFiction, CampaignFiction, CommitmentFiction
from okote.demo.identity_provider.people import PEOPLE
from okote.demo.mailbox import Mailbox, ReceivedMail
from okote.demo.mailbox import serving as mail_server
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
from okote.serving.ports import answered
from okote.serving.web import server_of, stop
from okote.settings import FILE, MailSettings, Settings, StripeSettings, dump
from payments.inbox.routes import PATHS
from payments.inbox.rules import Source
from payments.simulator.remote import Remote
from payments.simulator.server import LocalStripe
from tests.okote.identity_provider_server import SERVICE, RunningIdentityProvider, running_identity_provider
from tests.stories.browsing import Browser, Page

HOST = "127.0.0.1"
SLUG = "trois-rives"
NEIGHBOUR = "val-dorne"

WEBHOOK_SECRETS = {Source.PLATFORM: "whsec_of_the_platform", Source.CONNECT: "whsec_of_connected_accounts"}

MOST_ROUNDS = 30

FAILED_JOBS = text("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id")
LEFT_BY_A_KILLED_WORKER = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")


@dataclass(eq=False)
class Somebody:
    """One of the provider's people, or a stranger, in front of a browser."""

    service: "Service"
    key: str | None
    language: str = "fr"
    browser: Browser = field(default_factory=Browser)

    async def visit(self, path: str) -> Page:
        """A page of the territory, by its path without a language; or any address."""
        url = path if "://" in path else f"{self.service.address}/{self.language}{path}"
        return await self.browser.open(url)

    async def press(self, page: Page, action: str, **typed: str) -> Page:
        """Send the form that leads to an address that ends so; in names, `_` stands for `-`."""
        form = page.form(action)
        fields = {name.replace("_", "-"): value for name, value in typed.items()}
        return await self.browser.send(form, fields, (form.buttons or [("", "")])[0])

    async def sign_in(self, next_page: str = "/") -> Page:
        """With the identity provider, as the person that they are."""
        assert self.key is not None, "a stranger cannot sign in"
        choices = await self.visit(f"/sign-in?next={next_page}")
        return await self.choose_oneself(await self.press(choices, "/sign-in/demo"))

    async def choose_oneself(self, page: Page) -> Page:
        """At the provider's, wherever the way there began."""
        return await self.browser.send(page.form("/authorize"), {"person": str(self.key)}, ("", ""))

    async def check(self, campaign: "Begun", amount: str, **words: str) -> Page:
        """The three short steps up to the last page before the card: what they are told."""
        page = await self.visit(f"{campaign.path}/pledge")
        page = await self.press(page, "/pledge/you", amount=amount)
        return await self.press(page, "/pledge/check", **words)

    async def go_to_checkout(self, campaign: "Begun", amount: str, **words: str) -> Page:
        """Stripe's payment page."""
        return await self.press(await self.check(campaign, amount, **words), "/pledge")

    async def pay(self, checkout: Page, card: str = "4242424242424242") -> Page:
        """Where they come back to: thanks, or the payment page again."""
        return await self.browser.send(checkout.forms[0], {"card": card}, ("", ""))

    async def pledge(self, campaign: "Begun", amount: str, **words: str) -> Page:
        """From the first step to the thanks, by card."""
        return await self.pay(await self.go_to_checkout(campaign, amount, **words))


@dataclass(frozen=True)
class Begun:
    """A campaign of the story."""

    id: UUID
    slug: str

    @property
    def path(self) -> str:
        return f"/campaigns/{self.slug}"


@dataclass(eq=False)
class Service:
    house: House
    stripe: Remote
    mailbox: Mailbox
    identity: RunningIdentityProvider
    database_url: str
    folder: Path
    founded: Founded
    telling: Telling
    _people: list[Somebody] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.house.settings.address(SLUG)

    def somebody(self, key: str | None = None, *, language: str = "fr") -> Somebody:
        """In front of a browser of their own; without a key, a stranger."""
        person = Somebody(self, key, language)
        self._people.append(person)
        return person

    async def signed_in(self, key: str, *, language: str = "fr") -> Somebody:
        person = self.somebody(key, language=language)
        await person.sign_in()
        return person

    async def campaign(self, title: str, goal: int, *, days: int = 30, **commitments: int) -> Begun:
        """One that is live since today. Commitments: partner to ceiling in euros, a euro for each given."""
        told = msgspec.structs.replace(
            fiction.campaigns(SLUG)["01-conserverie-du-quai"],
            title=title,
            goal=goal,
            budget=(BudgetFiction(label="Tout", amount=goal),),
            opens=0,
            closes=days - 1,
            commitments=tuple(
                CommitmentFiction(partner=partner.replace("_", "-"), ceiling=ceiling)
                for partner, ceiling in commitments.items()
            ),
        )
        return await self.begin(told)

    async def begin(self, told: CampaignFiction) -> Begun:
        """Written by one person, approved by another, opened by the clock if its day has come."""
        async with self.house.database.reading() as db:
            telling = Telling(self.house, self.stripe, await db.now())
        life = Life(telling, self.founded, told)
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

    async def move_clock(self, **by: float) -> None:
        """Both clocks leap, as in `timedelta`; what repeats waits for `settle`."""
        await leap(self.house, self.stripe, timedelta(**by))

    async def let_pass(self, **duration: float) -> None:
        """Time goes by, and whatever falls due in it happens: each step is as long as all before it."""
        left, step = timedelta(**duration), timedelta(seconds=20)
        while left > timedelta():
            await leap(self.house, self.stripe, min(left, step))
            await self.settle()
            left, step = left - step, step * 2

    async def reach_the_end(self, campaign: Begun) -> None:
        """To the very second at which a campaign takes no more pledges."""
        async with self.house.database.reading() as db:
            ends_at, now = (await db.get_one(Campaign, campaign.id)).period.ends_at, await db.now()
        await leap(self.house, self.stripe, ends_at - now)
        await self.settle()

    async def state(self, campaign: Begun) -> str:
        async with self.house.database.reading() as db:
            return (await db.get_one(Campaign, campaign.id)).state.value

    async def now(self) -> datetime:
        async with self.house.database.reading() as db:
            return await db.now()

    def mails(self, recipient: str | None = None) -> list[ReceivedMail]:
        """What arrived, the latest first; of one of the provider's people, by key or by address."""
        addresses = {person.key: person.email for person in PEOPLE}
        wanted = addresses.get(recipient or "", recipient)
        return [mail for mail in self.mailbox.mails(1_000) if wanted in {None, mail.recipient}]

    async def check(self) -> None:
        """What must always hold, does; and no job was given up."""
        invariants = [invariant for one in self.house.features for invariant in one.invariants]
        async with self.house.database.reading() as db:
            assert await violations(db, invariants) == []
            assert (await db.exec(FAILED_JOBS)).all() == []

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Child]:
        """A worker process of its own, which works until it is stopped, or killed: `child.process.kill()`."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("OKOTE_")}
        environ[FILE] = str(self.folder / "settings.json")
        Path(environ[FILE]).write_bytes(dump(self.house.settings))
        child = await Child.start(
            Program(
                name="worker",
                module="okote.serving.worker",
                environment=handed_down(environ, self.database_url),
                log=self.folder / "worker.log",
            )
        )
        try:
            await child.ready(within=30)
            yield child
        finally:
            await child.stop(within=10)

    async def when_stripe_was_asked(self, path: str, *, times: int = 1, within: float = 30) -> None:
        """Wait, in real time, until the local Stripe has got so many requests to a path."""
        async with asyncio.timeout(within):
            while sum(call["path"].startswith(path) for call in await self.stripe.calls()) < times:
                await asyncio.sleep(0.02)


@contextmanager
def reserved_port() -> Iterator[int]:
    """A free port that stays ours until the service listens there, on a socket that shares it."""
    with socket.socket() as placeholder:
        placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        placeholder.bind((HOST, 0))
        yield placeholder.getsockname()[1]


def free_port() -> int:
    """For what can't be told to share one."""
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def settings_of(
    port: int, stripe: LocalStripe, mail_port: int, identity: RunningIdentityProvider, folder: Path
) -> Settings:
    return Settings(
        environment="test",
        secret_key="a-secret-of-the-stories-and-of-nobody-else",
        addresses={
            SLUG: (f"http://{SLUG}.localhost:{port}", f"http://localhost:{port}"),
            NEIGHBOUR: (f"http://{NEIGHBOUR}.localhost:{port}",),
        },
        stripe=StripeSettings(
            api_key=stripe.api_key,
            api_base=stripe.url,
            webhook_secrets=(WEBHOOK_SECRETS[Source.PLATFORM],),
            connect_webhook_secrets=(WEBHOOK_SECRETS[Source.CONNECT],),
            checkout_origins=(stripe.url,),
            onboarding_origins=(stripe.url,),
        ),
        mail=MailSettings(
            host=HOST, port=mail_port, sender="Okoté <okote@trois-rives.example>", start_tls=False
        ),
        providers=(identity.settings(),),
        mail_code_sign_in=True,
        state_folder=folder,
        uploads_folder=folder / "uploads",
    )


def register(identity: RunningIdentityProvider, settings: Settings) -> None:
    known = [address for each in settings.addresses.values() for address in each]
    identity.provider.register(
        msgspec.structs.replace(
            SERVICE,
            redirect_uris=tuple(f"{address}/sign-in/demo/callback" for address in known),
            post_logout_redirect_uris=tuple(f"{address}/signed-out" for address in known),
        )
    )


@asynccontextmanager
async def served(house: House, port: int) -> AsyncIterator[None]:
    """By granian, in this process and on this very event loop."""
    server = server_of(house, host=HOST, port=port)
    running = asyncio.create_task(server.serve())
    await asyncio.wait_for(answered(HOST, port), timeout=30)
    try:
        yield
    finally:
        stop(server, house)
        await running


@asynccontextmanager
async def running_service(database_url: str, folder: Path, **changes: Any) -> AsyncIterator[Service]:
    """`changes` are settings."""
    async with AsyncExitStack() as stack:
        port = stack.enter_context(reserved_port())
        stripe = stack.enter_context(LocalStripe())
        identity = stack.enter_context(running_identity_provider(folder / "identity"))
        mail_port = free_port()
        mails = mail_server(folder / "mails", mail_port)
        mails.start()
        stack.callback(mails.stop)
        settings = settings_of(port, stripe, mail_port, identity, folder)
        settings = msgspec.structs.replace(settings, **changes)
        register(identity, settings)
        house = build(settings, database_url)
        await stack.enter_async_context(served(house, port))
        remote = await stack.enter_async_context(Remote(stripe.url))
        await remote.hold()
        for source, path in PATHS.items():
            listened = f"http://{HOST}:{port}{path}"
            await remote.listen(listened, WEBHOOK_SECRETS[source], connect=source is Source.CONNECT)
        async with house.database.reading() as db:
            telling = Telling(house, remote, await db.now())
        founded = await found(telling, fiction.territory(SLUG))
        service = Service(
            house, remote, Mailbox(folder / "mails"), identity, database_url, folder, founded, telling
        )
        yield service
        for person in service._people:
            await person.browser.close()


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with running_service(database_url, tmp_path, features=("okote.funding","scratchfeat")) as running:
        yield running
