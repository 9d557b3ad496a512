"""The whole service with a campaign, and browsers to enter its back office with."""

from tests.okote.app_client import only_territory
from tests.okote.funding.office import (
    app,
    browser,
    changed_settings,
    give_role,
    house,
    identity_provider,
    identity_provider_server,
    office,
    stripe_server,
)
from tests.okote.funding.scene import account_id, scene

__all__ = [
    "account_id",
    "app",
    "browser",
    "changed_settings",
    "give_role",
    "house",
    "identity_provider",
    "identity_provider_server",
    "office",
    "only_territory",
    "scene",
    "stripe_server",
]
