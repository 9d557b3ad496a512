"""Money that moves at a local Stripe while a service is backed up and killed: Stripe forgets nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from okote.platform.db import Database
from okote.platform.jobs import jobs_app
from payments.gateway.gateway import StripeGateway
from payments.operations import service
from payments.operations.jobs import JOBS
from payments.reconciliation.reconciler import Reconciler
from payments.reconciliation.service import Bookkeeping
from payments.sessions import JOBS as QUEUE
from payments.simulator.remote import Remote
from payments.simulator.server import LocalStripe
from tests.payments.office import opened
from tests.payments.reconciliation.bookkeeper import KINDS, CountingHouse, book, operators_book
from tests.payments.stripe_server import UNENCRYPTED, StripeServer, gateway_settings

PURPOSE = "payout"
"""Not a pledge's, which nobody has made here."""


@asynccontextmanager
async def counting(url: str, local: LocalStripe) -> AsyncIterator[CountingHouse]:
    """A desk and its books on that database, whichever it is."""
    database = Database(url, pool_size=4, info={QUEUE: jobs_app(url, JOBS)})
    gateway = StripeGateway(gateway_settings(local))
    async with (
        Remote(local.url) as control,
        httpx2.AsyncClient(base_url=local.url, verify=UNENCRYPTED) as client,
        opened(database, StripeServer(local, control, gateway, client)) as office,
    ):
        for purpose in office.subscribers:
            office.subscribers[purpose] = book
        house = Bookkeeping(KINDS, tuple(office.subscribers), operators_book)
        yield CountingHouse(office, Reconciler(database.unit_of_work, gateway, office.desk, house))
    await gateway.close()
    await database.close()


class Moving:
    """What moves before a moment and what does after it, by the payments' names."""

    def __init__(self, local: LocalStripe) -> None:
        self.local = local

    async def before(self, url: str) -> None:
        async with counting(url, self.local) as house:
            account = await house.office.account()
            self.kept, self.by_hand, self.to_refund = [
                await house.office.paid(str(euros), account=account, purpose=PURPOSE)
                for euros in (20, 35, 50)
            ]
            self.open = await house.office.open("15.00", account=account, purpose=PURPOSE)
            self.refund = await house.office.ask(service.refund, self.to_refund.id, reason="donor")
            self.account = account

    async def after(self, url: str) -> None:
        async with counting(url, self.local) as house:
            office = house.office
            await office.stripe.control.pay(self.open.session_id)
            await office.desk.refresh(self.open.id)
            await office.desk.perform(self.refund.id)
            form = {"payment_intent": self.by_hand.intent_id}
            await office.stripe.raw("POST", "/v1/refunds", form)
            await office.desk.find_returns(self.by_hand.id)
            self.lost = await office.paid("45.00", account=self.account, purpose=PURPOSE)

    async def reconciled(self, url: str) -> tuple[set[tuple[str, str, bool]], int | None, bool]:
        """What differs and whether it was mended, what nothing explains, and whether the totals are one."""
        async with counting(url, self.local) as house:
            run = await house.reconcile()
            found = {(one.kind.value, one.key, one.ended_at is not None) for one in await house.differences()}
            again = await house.reconcile()
            assert (again.found, again.mended) == (0, 0)
            return found, run.unexplained_minor, run.stripe_minor == run.ledger_minor
