"""Donors who insist: where no answer comes, or one of the 500s, they send the very same form again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from okote.funding.conditions.rules import CURRENT
from payments.simulator.remote import Remote
from tests.faults.journal import Given, Journal
from tests.stories.browsing import NoSuchFormError, Page
from tests.stories.people import Begun, Somebody

PATIENCE = 180
"""Seconds for which one is without an answer: the database is silent for 30, and that more than once."""

PAUSES = (0.05, 4)
"""Seconds between the first two tries, then twice as long each time up to these: sixty tries to give are
counted in an hour, and then refused.
"""


@dataclass
class Donor:
    who: Somebody
    stripe: Remote
    journal: Journal

    async def insist(self, ask: Callable[[], Awaitable[Page]]) -> Page:
        """Until there is an answer that is no fault of the service's, with all that leads up to it."""
        begun, (pause, longest) = time.monotonic(), PAUSES
        while True:
            try:
                page = await ask()
            except (httpx2.TransportError, NoSuchFormError) as error:
                said: object = error
            else:
                if page.status < 500:
                    return page
                said = page.text
            if time.monotonic() - begun > PATIENCE:
                raise AssertionError(f"no answer to {self.who.key}, at last: {said}")
            self.journal.unanswered += 1
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    async def sign_in(self) -> None:
        """From the beginning each time: what was begun is good for one answer, which may have been lost."""

        async def once() -> Page:
            account = await self.who.visit("/account")
            if not account.path.endswith("/account"):
                await self.who.sign_in()
                account = await self.who.visit("/account")
            if not account.path.endswith("/account"):
                raise NoSuchFormError(account.text)
            return account

        await self.insist(once)
        self.journal.signed_in += 1

    async def give(self, campaign: Begun, euros: int, *, times: int = 1) -> Given:
        """Up to Stripe's payment page, to which the same form leads each time, also from two tabs at once."""
        check = await self.insist(lambda: self.who.check(campaign, str(euros)))
        assert check.path.endswith("/pledge/check"), f"{self.who.key} was signed out: {check.address}"
        given = self.journal.begin(self.who.key or "", campaign.id, euros)

        async def press() -> Page:
            page = await self.who.press(check, "/pledge", conditions=CURRENT.isoformat())
            if "/pay/" not in page.address and page.status < 500:
                raise NoSuchFormError(page.text)  # it is kept, and could not be paid at once
            return page

        for page in await asyncio.gather(*(self.insist(press) for _ in range(times))):
            given.pages.add(page.address)
        return given

    async def pay(self, given: Given) -> None:
        """At Stripe, who takes it whatever becomes of us; then back to us."""
        session_id = urlsplit(next(iter(given.pages))).path.rpartition("/")[2]
        session = await self.stripe.pay(session_id)
        given.paid = True
        await self.insist(lambda: self.who.visit(session["success_url"]))

    async def take_back(self, given: Given) -> None:
        """Until the page offers it no longer."""
        page = await self.insist(lambda: self.who.visit("/my/pledges"))
        given.taken_back = True
        while any(urlsplit(form.action).path.endswith("/cancel") for form in page.forms):
            await self.insist(lambda offered=page: self.who.press(offered, "/cancel"))
            page = await self.insist(lambda: self.who.visit("/my/pledges"))
