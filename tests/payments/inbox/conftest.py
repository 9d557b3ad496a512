"""The webhooks' routes, over a local Stripe."""

import pytest

from tests.payments.office import Office, office, stripe_server
from tests.payments.postbox import Postbox, put_up
from tests.payments.webhook_listener import Listener, listener

__all__ = ["listener", "office", "stripe_server"]


@pytest.fixture
async def postbox(office: Office, listener: Listener) -> Postbox:
    return await put_up(office, listener)
