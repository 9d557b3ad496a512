"""The one line to Stripe: its key, its time limits, its retries; and its errors put into our words."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

import stripe
from httpx import Timeout

from payments.gateway.errors import GatewayError, Refusal, RefusedError, TemporaryError
from payments.gateway.settings import GatewaySettings

Answer = TypeVar("Answer")
Item = TypeVar("Item", bound=stripe.StripeObject)

Turn = Callable[[], Awaitable[None]]
"""Returns when a call may be made."""

REFUSED_FOR = {402: Refusal.CARD, 403: Refusal.PERMISSION, 404: Refusal.NOT_FOUND}
PASSING = frozenset({401, 409, 429})
"""Our key is wrong, another request holds the object, too many at once: the request itself may be right."""


LOCAL_MARK = "_0Local0"
"""In every identifier that the local Stripe makes."""


class HttpClient(stripe.HTTPXClient):
    """Never tells the real Stripe of what the local one made: a live key and a demo's data don't meet.

    It hands a form to httpx as `content`: the library says `data`, which httpx deprecates with a warning.
    """

    def __init__(self, timeout: Timeout, *, livemode: bool, encrypted: bool) -> None:
        super().__init__(timeout, verify_ssl_certs=encrypted)
        self._livemode = livemode

    def _get_request_args_kwargs(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> tuple[list[str], dict[str, Any]]:
        if self._livemode and LOCAL_MARK in f"{url} {post_data} {headers.get('Stripe-Account')}":
            raise RefusedError("made_by_the_local_stripe", refusal=Refusal.INVALID)
        args, options = super()._get_request_args_kwargs(method, url, headers, post_data)
        options["content"] = options.pop("data") or None
        return args, options


class Line:
    """Retries by itself what is safe to repeat (no answer, 409, 5xx); the key makes it the same request."""

    def __init__(self, settings: GatewaySettings, turn: Turn) -> None:
        self._turn = turn
        # At INFO the library logs Stripe's sentences, which may repeat what a person typed.
        logging.getLogger("stripe").setLevel(logging.WARNING)
        patience = Timeout(settings.read_timeout, connect=settings.connect_timeout)
        encrypted = settings.api_base.startswith("https:")
        self._http = HttpClient(patience, livemode=settings.livemode, encrypted=encrypted)
        self.v1 = stripe.StripeClient(
            settings.api_key,
            base_addresses={"api": settings.api_base},
            max_network_retries=settings.max_network_retries,
            http_client=self._http,
        ).v1

    async def ask(self, call: Awaitable[Answer]) -> Answer:
        """The call's answer, once it may be made; otherwise TemporaryError or RefusedError, without Stripe's
        sentence.
        """
        await self._turn()
        try:
            return await call
        except stripe.StripeError as error:
            raise in_our_words(error) from None

    async def pages(self, call: Awaitable[stripe.ListObject[Item]]) -> AsyncIterator[Item]:
        """Every item of a list, page after page."""
        page = await self.ask(call)
        while not page.is_empty:
            for item in page.data:
                yield item
            page = await self.ask(page.next_page_async())

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]


def in_our_words(error: stripe.StripeError) -> GatewayError:
    """Refused only where Stripe itself says so in its own form; anything less certain is temporary."""
    said, status = error.error, error.http_status or 0
    if said is None:
        return TemporaryError("no_answer" if status == 0 else "unreadable_answer", error.request_id)
    detail = said.to_dict()
    code = str(detail.get("code") or detail["type"])
    if status in PASSING or not 400 <= status < 500:
        return TemporaryError(
            code,
            error.request_id,
            rate_limited=status == 429,
            replayed=(error.headers or {}).get("idempotent-replayed") == "true",
        )
    if isinstance(error, stripe.IdempotencyError):
        return RefusedError(code, error.request_id, refusal=Refusal.IDEMPOTENCY)
    return RefusedError(code, error.request_id, refusal=REFUSED_FOR.get(status, Refusal.INVALID))
