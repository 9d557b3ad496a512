"""The scene, where someone gives."""

from tests.okote.funding.scene import (
    account_id,
    app,
    browser,
    changed_settings,
    house,
    identity_provider,
    identity_provider_server,
    scene,
    stripe_server,
)

__all__ = [
    "account_id",
    "app",
    "browser",
    "changed_settings",
    "house",
    "identity_provider",
    "identity_provider_server",
    "scene",
    "stripe_server",
]
