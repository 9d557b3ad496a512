"""The local Stripe, spoken to over HTTP."""

from tests.payments.stripe_server import stripe_server
from tests.payments.webhook_listener import listener

__all__ = ["listener", "stripe_server"]
