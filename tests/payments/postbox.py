"""The webhooks' routes, and what the local Stripe posts, to be brought to them in any order or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx2
from litestar import Litestar
from litestar.datastructures import State
from litestar.types import ASGIApp
from sqlmodel import col, select

from payments.inbox.keeping import Keeper
from payments.inbox.models import StripeEvent
from payments.inbox.routes import webhook
from payments.inbox.rules import Source
from payments.inbox.service import Endpoint
from payments.simulator.messages import Request
from tests.payments.office import Office
from tests.payments.webhook_listener import CONNECT_SECRET, SECRET, Listener


@dataclass
class Postbox:
    """What Stripe posts is heard by someone on the way, who brings it to our routes as the test wants."""

    app: ASGIApp
    office: Office
    listener: Listener

    async def bring(self, *requests: Request) -> list[int]:
        """The answers, in order."""
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://okote.localhost") as client:
            return [
                (await client.post(request.path, content=request.body, headers=request.headers)).status_code
                for request in requests
            ]

    async def posted(self, *types: str) -> list[Request]:
        """All that Stripe has posted since the last time, of these types where some are named."""
        await self.office.stripe.control.deliver()
        heard = list(self.listener.heard)
        self.listener.heard.clear()
        return [request for request in heard if not types or request.json()["type"] in types]

    async def events(self) -> Sequence[StripeEvent]:
        async with self.office.database.reading() as db:
            return (await db.exec(select(StripeEvent).order_by(col(StripeEvent.id)))).all()


async def put_up(office: Office, listener: Listener) -> Postbox:
    control = office.stripe.control
    await control.hold()
    await control.listen(listener.url, SECRET)
    await control.listen(f"{listener.url}/connect", CONNECT_SECRET, connect=True)
    opened = office.database.unit_of_work
    routes = [
        webhook(Endpoint(Source.PLATFORM, (SECRET,), livemode=False)),
        webhook(Endpoint(Source.CONNECT, (CONNECT_SECRET,), livemode=False)),
    ]
    return Postbox(
        Litestar(routes, openapi_config=None, state=State({"keeper": Keeper(opened)})), office, listener
    )
