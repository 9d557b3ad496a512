"""The local Stripe, spoken to over HTTP."""

from tests.payments.stripe_server import stripe_server

__all__ = ["stripe_server"]
