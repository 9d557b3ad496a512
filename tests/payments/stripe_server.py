"""A running local Stripe, our gateway to it, and its remote control.

`from tests.payments.stripe_server import stripe_server` in a conftest gives the fixture: a Stripe of its
own for each test, in this process, that remembers nothing afterwards.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from payments.gateway.checkout import CheckoutRequest
from payments.gateway.gateway import StripeGateway
from payments.gateway.results import Account, CheckoutSession, PaymentIntent
from payments.gateway.settings import GatewaySettings
from payments.money import Money
from payments.simulator.remote import Remote
from payments.simulator.server import LocalStripe

UNENCRYPTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, so it costs nothing to make: everything here is plain HTTP on this machine."""


@dataclass(frozen=True)
class StripeServer:
    """What a test has in hand; `local` is the server itself, in this process."""

    local: LocalStripe
    control: Remote
    gateway: StripeGateway
    client: httpx2.AsyncClient

    @property
    def url(self) -> str:
        return self.local.url

    def settings(self, **changes: Any) -> GatewaySettings:
        return replace(gateway_settings(self.local), **changes)

    async def raw(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> httpx2.Response:
        """A request in Stripe's wire format, by no library: `form` has names such as `a[b][0]`."""
        sent = {"Authorization": f"Bearer {self.local.api_key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        where = {"params": form} if method == "GET" else {"data": form}
        return await self.client.request(method, path, headers=sent, **where)

    async def account(
        self,
        name: str = "Les Amis de la Rivière",
        key: str = "account",
        *,
        statement_prefix: str | None = None,
    ) -> Account:
        """A connected account that takes card payments and transfers."""
        made = await self.gateway.accounts.create(
            name=name, email=None, metadata={}, idempotency_key=key, statement_prefix=statement_prefix
        )
        await self.control.post(f"accounts/{made.id}/enable")
        return await self.gateway.accounts.retrieve(made.id)

    async def session(self, key: str = "checkout", **changes: Any) -> CheckoutSession:
        """A Checkout session of 20 €, open, for an account that can be paid for."""
        if "on_behalf_of" not in changes:
            changes["on_behalf_of"] = (await self.account(key=f"account of {key}")).id
        request = CheckoutRequest(
            **{
                "amount": Money.of("20.00"),
                "title": "Un four à pain pour le village",
                "transfer_group": "campaign:1",
                "client_reference_id": "pledge-1",
                "success_url": "http://trois-rives.localhost:8000/merci?session={CHECKOUT_SESSION_ID}",
                "cancel_url": "http://trois-rives.localhost:8000/campagne",
                "expires_at": await self.now() + timedelta(minutes=31),
                "locale": "fr",
                "metadata": {"payment": "1"},
            }
            | changes
        )
        return await self.gateway.checkout.create(request, idempotency_key=key)

    async def paid(
        self, card: str = "4242424242424242", key: str = "checkout", **changes: Any
    ) -> PaymentIntent:
        """A payment made with this card."""
        session = await self.session(key, **changes)
        done = await self.control.pay(session.id, card)
        return await self.gateway.intents.retrieve(done["payment_intent"])

    async def now(self) -> datetime:
        return datetime.fromtimestamp((await self.control.get("clock"))["now"], UTC)


def gateway_settings(local: LocalStripe) -> GatewaySettings:
    """Without retries, which wait half a second each: a test sees each answer as it comes."""
    return GatewaySettings(api_key=local.api_key, api_base=local.url, read_timeout=5, max_network_retries=0)


@asynccontextmanager
async def running_stripe() -> AsyncIterator[StripeServer]:
    with LocalStripe() as local:
        gateway = StripeGateway(gateway_settings(local))
        async with (
            Remote(local.url) as control,
            httpx2.AsyncClient(base_url=local.url, verify=UNENCRYPTED) as client,
        ):
            yield StripeServer(local, control, gateway, client)
        await gateway.close()


@pytest.fixture
async def stripe_server() -> AsyncIterator[StripeServer]:
    async with running_stripe() as server:
        yield server
