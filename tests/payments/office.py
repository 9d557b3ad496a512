"""A desk that speaks to a local Stripe over HTTP, and a subscriber who writes down what it is told.

`from tests.payments.office import office, stripe_server` in a conftest gives the fixtures.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from procrastinate import App
from sqlalchemy import event, text

from okote.platform import clock
from okote.platform.db import Database
from okote.platform.jobs import jobs_app, work_off
from payments.inbox.jobs import JOBS as INBOX
from payments.money import Money
from payments.operations import service
from payments.operations.desk import Desk
from payments.operations.jobs import JOBS as OPERATIONS
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.outcomes import Outcome, Subscriber
from payments.operations.service import CheckoutPage
from payments.sessions import WriteSession
from payments.tables import uuid7
from tests.payments.stripe_server import StripeServer, stripe_server

__all__ = ["Office", "office", "stripe_server"]


@dataclass
class Office:
    """The desk with everything around it; `told` are the outcomes whose transaction was committed."""

    database: Database
    stripe: StripeServer
    desk: Desk
    subscribers: dict[str, Subscriber]
    told: list[Outcome]
    queue: App
    book: Any = field(default_factory=uuid7)

    @asynccontextmanager
    async def misbehaving(self, **plan: float) -> AsyncIterator[None]:
        """Stripe does, until the block ends."""
        await self.stripe.control.misbehave(**plan)
        yield
        await self.stripe.control.misbehave()

    async def ask(self, use_case: Any, *arguments: Any, **named: Any) -> Any:
        """One use case in a transaction of its own."""
        async with self.database.unit_of_work() as db:
            return await use_case(db, *arguments, **named)

    async def payment(self, payment: Payment) -> Payment:
        async with self.database.reading() as db:
            return await db.get_one(Payment, payment.id)

    async def operation(self, operation: Operation) -> Operation:
        async with self.database.reading() as db:
            return await db.get_one(Operation, operation.id)

    async def page(self, **changes: Any) -> CheckoutPage:
        async with self.database.reading() as db:
            at = await db.now()
        return CheckoutPage(
            **{
                "title": "Un four à pain pour le village",
                "statement": "Fours d'Alsace",
                "transfer_group": "campaign:1",
                "success_url": "http://trois-rives.localhost:8000/fr/merci",
                "cancel_url": "http://trois-rives.localhost:8000/fr/campagne",
                "expires_at": at + timedelta(hours=1),
                "locale": "fr",
            }
            | changes
        )

    async def account(self) -> ConnectedAccount:
        """Someone's account, able to be paid; how it comes to be is told in test_accounts."""
        subject = uuid7()
        made = await self.stripe.account(key=str(subject))
        async with self.database.unit_of_work() as db:
            at = await db.now()
            account = ConnectedAccount(
                book=self.book,
                purpose="holder",
                subject=subject,
                stripe_id=made.id,
                ready=made.ready,
                payouts_enabled=made.payouts_enabled,
                details_submitted=made.details_submitted,
                created_at=at,
                changed_at=at,
            )
            db.add(account)
        return account

    async def intended(self, amount: str = "20.00", **changes: Any) -> Payment:
        """A payment that was asked for and is not open yet."""
        account = changes.pop("account", None) or await self.account()
        named = {
            "book": self.book,
            "purpose": "pledge",
            "subject": uuid7(),
            "amount": Money.of(amount),
            "account_id": account.id,
            "page": await self.page(),
        }
        return (await self.ask(service.open_checkout, **named | changes)).payment

    async def open(self, amount: str = "20.00", **changes: Any) -> Payment:
        payment = await self.intended(amount, **changes)
        await self.desk.checkout_url(payment.id)
        return await self.payment(payment)

    async def paid(self, amount: str = "20.00", card: str = "4242424242424242", **changes: Any) -> Payment:
        payment = await self.open(amount, **changes)
        await self.stripe.control.pay(payment.session_id, card)
        return await self.desk.refresh(payment.id)

    async def refunds(self, payment: Payment) -> list[Money]:
        """What Stripe says was refunded."""
        return [refund.amount async for refund in self.stripe.gateway.refunds.of_intent(payment.intent_id)]

    def outcomes(self, subject: Any) -> list[Outcome]:
        return [outcome for outcome in self.told if outcome.subject == subject]

    async def pass_time(self, **spent: float) -> None:
        """Both clocks move on, ours and Stripe's."""
        passed = timedelta(**spent)
        async with self.database.unit_of_work() as db:
            await clock.set_offset(db, await clock.offset(db) + passed)
        await self.stripe.control.advance(int(passed.total_seconds()))

    async def run_jobs(self) -> None:
        """All that are due and all that these ask for, as the worker does; the poll is the test's to run."""
        while await self._jobs_due():
            await work_off(self.queue, {"desk": self.desk})

    async def _jobs_due(self) -> int:
        due = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL"
        async with self.database.reading() as db:
            return int(await db.scalar(text(due)))


@asynccontextmanager
async def opened(database: Database, stripe_server: StripeServer) -> AsyncIterator[Office]:
    told: list[Outcome] = []

    async def write_down(db: WriteSession, outcome: Outcome) -> None:
        event.listen(db.sync_session, "after_commit", lambda _: told.append(outcome), once=True)

    subscribers = dict.fromkeys(("pledge", "holder", "payout"), write_down)
    desk = Desk(database.unit_of_work, stripe_server.gateway, subscribers)
    queue = jobs_app(database.url, [*OPERATIONS, *INBOX])
    yield Office(database, stripe_server, desk, subscribers, told, queue)
    await queue.close_async()


@pytest.fixture
async def office(database: Database, stripe_server: StripeServer) -> AsyncIterator[Office]:
    async with opened(database, stripe_server) as office:
        yield office
