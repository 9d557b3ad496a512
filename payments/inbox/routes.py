"""The addresses at which Stripe tells us things: open to anyone, and deaf to all that Stripe did not sign."""

from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler

from payments.failpoints import reached
from payments.gateway.errors import UnexpectedAnswerError
from payments.gateway.signatures import SignatureRefusedError
from payments.inbox.keeping import Keeper
from payments.inbox.rules import Source, WrongModeError
from payments.inbox.service import Arrived, Endpoint

PATHS = {Source.PLATFORM: "/webhooks/stripe", Source.CONNECT: "/webhooks/stripe/connect"}
LARGEST_EVENT = 1024 * 1024

UNLIMITED = "What Stripe says is never refused; what it did not sign costs one HMAC and leaves nothing."
"""Why nobody is counted here, as operators read it."""


def webhook(endpoint: Endpoint) -> HTTPRouteHandler:
    """The route of one endpoint: 200 once the event is kept, 400 for what is not Stripe's or not for us.

    The application's state holds the `keeper` of what comes.
    """

    @post(
        PATHS[endpoint.source],
        status_code=200,
        request_max_body_size=LARGEST_EVENT,
        opt={"exclude_from_csrf": True, "unlimited": UNLIMITED},
        name=f"{endpoint.source}_webhook",
    )
    async def receive(request: Request[Any, Any, Any]) -> Response[None]:
        body = await request.body()
        try:
            event = endpoint.read(body, request.headers.get("stripe-signature"))
        except (SignatureRefusedError, UnexpectedAnswerError, WrongModeError):
            return Response(None, status_code=400)
        keeper: Keeper = request.app.state["keeper"]
        await keeper.keep(Arrived(endpoint.source, event, body))
        reached("event.kept")
        return Response(None)

    return receive
