"""A desk with a local Stripe, a subscriber that keeps books, and what compares both with Stripe."""

from tests.payments.office import office, stripe_server
from tests.payments.reconciliation.bookkeeper import counting_house

__all__ = ["counting_house", "office", "stripe_server"]
