"""The secret addresses of a seat: one answers without signing in, one is read by calendars.

They are made of the installation's key, so that a reminder can bring the same address as the invitation;
what is kept is a fingerprint of each, so that who reads the table can't open them.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID


def answer_token(secret: str, seat_id: UUID) -> str:
    """Whoever has it answers for the seat: in mails to its holder alone."""
    return _token(secret, "seat", seat_id)


def calendar_token(secret: str, seat_id: UUID) -> str:
    """Reads the meetings and nothing else: calendars hand their addresses to others."""
    return _token(secret, "calendar", seat_id)


def _token(secret: str, purpose: str, seat_id: UUID) -> str:
    """256 bits that nobody without the key can make (HMAC-SHA-256, RFC 2104)."""
    mark = hmac.digest(secret.encode(), f"panel-{purpose}:{seat_id}".encode(), sha256)
    return urlsafe_b64encode(mark).decode().rstrip("=")
