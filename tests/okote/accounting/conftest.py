"""The service with a campaign, and its back office."""

from tests.okote.funding.office import office
from tests.okote.funding.scene import account_id, changed_settings, scene
from tests.payments.stripe_server import stripe_server

__all__ = ["account_id", "changed_settings", "office", "scene", "stripe_server"]
