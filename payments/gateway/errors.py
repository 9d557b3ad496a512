"""Why Stripe did not do what was asked, in the two kinds that decide what comes next.

An error carries Stripe's code and request id, never its sentence: that may repeat what a person typed.
"""

from enum import StrEnum


class Refusal(StrEnum):
    """On what ground a request was refused."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CARD = "card"
    IDEMPOTENCY = "idempotency"
    PERMISSION = "permission"


class GatewayError(Exception):
    """`code` is Stripe's own where it gave one; `request_id` finds the call in Stripe's logs."""

    def __init__(self, code: str, request_id: str | None = None) -> None:
        super().__init__(code, request_id)
        self.code = code
        self.request_id = request_id


class TemporaryError(GatewayError):
    """The call may or may not have happened: ask again later, with the same key.

    `rate_limited` means that it did not happen, and to slow down. `replayed` means that Stripe
    remembers this failure under this key and will answer it until the key is forgotten (24 hours): look
    up by metadata whether it happened, and only then ask under a new key.
    """

    def __init__(
        self,
        code: str,
        request_id: str | None = None,
        *,
        rate_limited: bool = False,
        replayed: bool = False,
    ) -> None:
        super().__init__(code, request_id)
        self.rate_limited = rate_limited
        self.replayed = replayed


class RefusedError(GatewayError):
    """Nothing happened, and asking the same again would be refused again."""

    def __init__(self, code: str, request_id: str | None = None, *, refusal: Refusal) -> None:
        super().__init__(code, request_id)
        self.refusal = refusal


class UnexpectedAnswerError(GatewayError):
    """Stripe answered a state or a currency that we don't keep: nothing is credited, someone looks."""
