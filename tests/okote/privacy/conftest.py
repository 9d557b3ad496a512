"""The whole service with all its features, one campaign, and a local Stripe."""

import pytest

from tests.okote.funding.scene import account_id, scene
from tests.okote.funding.scene import changed_settings as with_funding
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "scene", "stripe_server", "with_funding"]


@pytest.fixture
def changed_settings(with_funding, tmp_path):
    return with_funding | {"features": ("okote.funding", "consultations"), "uploads_folder": tmp_path}
