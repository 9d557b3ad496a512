"""The whole service, and browsers to visit it with."""

from tests.okote.app_client import app, browser, changed_settings, give_role, house, lea, only_territory
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = [
    "app",
    "browser",
    "changed_settings",
    "give_role",
    "house",
    "identity_provider",
    "identity_provider_server",
    "lea",
    "only_territory",
]
