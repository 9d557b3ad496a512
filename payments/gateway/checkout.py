"""Checkout sessions: a page of Stripe's where one payment by card is made, once."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from stripe import PaymentIntent as WireIntent
from stripe.checkout import Session

from payments.gateway.intents import intent_from
from payments.gateway.limits import check_key, check_metadata, check_payable
from payments.gateway.line import Line
from payments.gateway.reading import moment, money, notes, reference, seconds, state
from payments.gateway.results import CheckoutPayment, CheckoutSession, CheckoutStatus, PaymentIntent
from payments.money import Money

if TYPE_CHECKING:  # thousands of lines that say what Stripe's forms hold
    from stripe.params.checkout import SessionCreateParams

PAYMENT = "payment_intent.latest_charge.balance_transaction"
"""What Stripe shows with a session: at most four steps deep (docs.stripe.com/api/expanding_objects)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """One payment for a connected account, which appears as the seller; the platform holds the money.

    `title` is what the payer reads beside the amount. `transfer_group` and `metadata` go on the payment
    too. `expires_at` lies between 30 minutes and 24 hours ahead. `locale` is one of Stripe's, or "auto".
    """

    amount: Money
    title: str
    on_behalf_of: str
    transfer_group: str
    client_reference_id: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    locale: str = "auto"
    statement_suffix: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class CheckoutSessions:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def create(self, request: CheckoutRequest, *, idempotency_key: str) -> CheckoutSession:
        check_key(idempotency_key)
        call = self._line.v1.checkout.sessions.create_async(
            wire_form(request), {"idempotency_key": idempotency_key}
        )
        return session_from(await self._line.ask(call))

    async def retrieve(self, session_id: str) -> CheckoutSession:
        return session_from(await self._line.ask(self._line.v1.checkout.sessions.retrieve_async(session_id)))

    async def with_payment(self, session_id: str) -> tuple[CheckoutSession, PaymentIntent | None]:
        """A session and what became of its payment, as `PaymentIntents` has it, by one question."""
        call = self._line.v1.checkout.sessions.retrieve_async(session_id, {"expand": [PAYMENT]})
        session = await self._line.ask(call)
        intent = session.payment_intent
        return session_from(session), intent_from(intent) if isinstance(intent, WireIntent) else None

    async def expire(self, session_id: str, *, idempotency_key: str) -> CheckoutSession:
        """Nobody can pay it any more; RefusedError when it is no longer open."""
        check_key(idempotency_key)
        call = self._line.v1.checkout.sessions.expire_async(
            session_id, options={"idempotency_key": idempotency_key}
        )
        return session_from(await self._line.ask(call))

    async def created(self, start: datetime, end: datetime) -> AsyncIterator[CheckoutSession]:
        """Those made in `[start, end)`, latest first: to find one whose key has been forgotten."""
        call = self._line.v1.checkout.sessions.list_async(
            {"created": {"gte": seconds(start), "lt": seconds(end)}, "limit": 100}
        )
        async for session in self._line.pages(call):
            yield session_from(session)


def wire_form(request: CheckoutRequest) -> "SessionCreateParams":
    """By card only, in our currency whatever the card's, and nothing about the payer kept for later."""
    check_payable(request.amount)
    check_metadata(request.metadata)
    currency = request.amount.currency.lower()
    form: SessionCreateParams = {
        "mode": "payment",
        "payment_method_types": ["card"],
        "adaptive_pricing": {"enabled": False},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency,
                    "unit_amount": request.amount.minor,
                    "product_data": {"name": request.title},
                },
            }
        ],
        "payment_intent_data": {
            "on_behalf_of": request.on_behalf_of,
            "transfer_group": request.transfer_group,
            "metadata": dict(request.metadata),
        },
        "client_reference_id": request.client_reference_id,
        "metadata": dict(request.metadata),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": seconds(request.expires_at),
        "locale": request.locale,
    }
    if request.statement_suffix is not None:
        form["payment_intent_data"]["statement_descriptor_suffix"] = request.statement_suffix
    return form


def session_from(session: Session) -> CheckoutSession:
    return CheckoutSession(
        id=session.id,
        status=state(CheckoutStatus, session.status),
        payment=state(CheckoutPayment, session.payment_status),
        amount=money(session.amount_total, session.currency),
        url=session.url,
        intent_id=reference(session.payment_intent),
        metadata=notes(session.metadata),
        created=moment(session.created),
        expires_at=moment(session.expires_at),
        livemode=session.livemode,
    )
