"""The whole service, and browsers to look at it."""

from tests.okote.app_client import app, browser, changed_settings, house
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = [
    "app",
    "browser",
    "changed_settings",
    "house",
    "identity_provider",
    "identity_provider_server",
]
