"""Operations, asked of a local Stripe over HTTP."""

from tests.payments.office import office, stripe_server

__all__ = ["office", "stripe_server"]
