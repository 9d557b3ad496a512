"""How Stripe is reached: the key, the address, how long to wait.

A live key goes to Stripe and nowhere else, so it never reaches the local Stripe; and only a test key
opens the local one, so what the demo and the tests made never meets real money.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from payments.gateway.limits import CALLS_IN_LIVE_MODE, CALLS_IN_TEST_MODE

STRIPE = "https://api.stripe.com"
LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]+")


class UnsafeGatewayError(ValueError):
    """The sentence says what to write instead; it never repeats the key."""


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Times are in seconds; a request is sent at most `1 + max_network_retries` times."""

    api_key: str = field(repr=False)
    api_base: str = STRIPE
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    max_network_retries: int = 2
    calls_per_second: int | None = None
    """What Stripe takes of the account, where it has agreed to another number than it takes of all."""

    def __post_init__(self) -> None:
        if self.calls_per_second is not None and self.calls_per_second < 1:
            raise UnsafeGatewayError("Stripe takes at least one call per second.")
        key = KEY.fullmatch(self.api_key)
        if key is None:
            raise UnsafeGatewayError("Stripe's key must start with sk_live_, rk_live_, sk_test_ or rk_test_.")
        if self.api_base == STRIPE:
            return
        if key[1] == "live":
            raise UnsafeGatewayError(f"A live key of Stripe goes to {STRIPE} and nowhere else.")
        if urlsplit(self.api_base).hostname not in LOCAL_HOSTS:
            raise UnsafeGatewayError(f"Stripe is reached at {STRIPE}, a local one at http://127.0.0.1:PORT.")

    @property
    def is_local(self) -> bool:
        """Whether it is the local Stripe, which takes as many calls as come unless they are bounded."""
        return self.api_base != STRIPE

    @property
    def takes(self) -> int | None:
        """Calls in a second, of all processes together; None where nobody counts."""
        if self.calls_per_second is not None or self.is_local:
            return self.calls_per_second
        return CALLS_IN_LIVE_MODE if self.livemode else CALLS_IN_TEST_MODE

    @property
    def livemode(self) -> bool:
        return self.api_key[3:].startswith("live_")
