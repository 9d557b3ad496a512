"""Programs that ask a territory with funding and consultations."""

import pytest

from tests.okote.funding.scene import account_id, scene
from tests.okote.programs import program
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "program", "scene", "stripe_server"]


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}
