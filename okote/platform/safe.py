"""Words that a copy of the database alone does not tell: encrypted under a key made of the secret key."""

import hmac
import json
from hashlib import sha256

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

HOW = {"alg": "dir", "enc": "A256GCM"}
"""AES-256 in Galois/counter mode (NIST SP 800-38D), in the compact form of RFC 7516."""


class Safe:
    """One purpose's: what was locked for another, under another key, or about something else doesn't open."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = OctKey.import_key(hmac.digest(secret.encode(), f"safe:{purpose}".encode(), sha256))

    def locked(self, words: str, *, about: str) -> bytes:
        kept = json.dumps({"about": about, "words": words}).encode()
        return jwe.encrypt_compact(HOW, kept, self._key).encode()

    def opened(self, kept: bytes, *, about: str) -> str | None:
        """None of anything that was not locked so: altered, of another row, or of a former secret key."""
        try:
            told = json.loads(jwe.decrypt_compact(kept, self._key).plaintext or b"{}")
        except (JoseError, ValueError):
            return None
        return str(told["words"]) if told.get("about") == about else None
