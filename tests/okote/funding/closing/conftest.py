"""The scene, whose clock can be moved past its deadline."""

from tests.okote.funding.scene import (
    account_id,
    app,
    browser,
    changed_settings,
    give_role,
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
    "give_role",
    "house",
    "identity_provider",
    "identity_provider_server",
    "scene",
    "stripe_server",
]
