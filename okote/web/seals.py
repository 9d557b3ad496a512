"""What a browser keeps for us and can't change: words of ours under a seal made with the secret key."""

import hmac
from hashlib import sha256


class Seal:
    """One purpose's seal: what was sealed for another purpose, or under another key, doesn't open."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = hmac.digest(secret.encode(), purpose.encode(), sha256)

    def sealed(self, words: str) -> str:
        """The words, still to be read by anyone, and who vouches for them (HMAC-SHA-256, RFC 2104)."""
        return f"{words}.{self._mark(words)}"

    def opened(self, brought: str) -> str | None:
        """The words as they were sealed; None for anything that was not, whatever it is."""
        words, _, mark = brought.rpartition(".")
        known = hmac.compare_digest(_octets(mark), _octets(self._mark(words)))
        return words if known else None

    def _mark(self, words: str) -> str:
        return hmac.new(self._key, _octets(words), sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that says nothing of where they differ."""
    return hmac.compare_digest(_octets(one), _octets(other))


def _octets(text: str) -> bytes:
    """Of any text, also one that is not ASCII or holds half a character."""
    return text.encode(errors="surrogatepass")
