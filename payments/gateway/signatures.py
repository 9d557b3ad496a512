"""Whether a webhook was signed by Stripe: on the raw bytes, as docs.stripe.com/webhooks/signature says."""

from collections.abc import Sequence

from stripe import SignatureVerificationError, WebhookSignature

TOLERANCE = 300
"""Seconds after which a signature is too old to be more than someone's recording."""


class SignatureRefusedError(Exception):
    """Forged, altered, too old, or signed for another endpoint."""


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> None:
    """One of the endpoint's secrets must have signed it: two are in force while one replaces the other."""
    for secret in secrets:
        try:
            WebhookSignature.verify_header(body, header, secret, TOLERANCE)
        except (SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise SignatureRefusedError
