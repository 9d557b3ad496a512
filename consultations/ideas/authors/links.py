"""The address by which somebody answers an invitation to write an idea together.

It is made of the installation's key, and what is kept of it is a fingerprint, so that who reads the table
can't open it.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID


def invitation_token(secret: str, author_id: UUID) -> str:
    """256 bits that nobody without the key can make (HMAC-SHA-256, RFC 2104)."""
    mark = hmac.digest(secret.encode(), f"idea-author:{author_id}".encode(), sha256)
    return urlsafe_b64encode(mark).decode().rstrip("=")
