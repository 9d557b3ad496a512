"""What a donor writes for all to read besides a name: a message, plain text, never markup.

Its length is in characters after composing accents, as PostgreSQL counts them.
"""

import unicodedata

from okote.identity.names import unprintable
from payments.errors import DomainError

MESSAGE_MOST = 500


class MessageTooLongError(DomainError):
    """Parameters: `most` and `length`, in characters."""

    code = "message_too_long"


class MessageForbiddenError(DomainError):
    code = "message_forbidden_character"


def public_message(text: str) -> str | None:
    """Lines as typed, without blank ones around; nothing at all is no message."""
    lines = [line.rstrip() for line in text.replace("\t", " ").splitlines()]
    written = unicodedata.normalize("NFC", "\n".join(lines).strip())
    if len(written) > MESSAGE_MOST:
        raise MessageTooLongError(most=MESSAGE_MOST, length=len(written))
    if any(map(unprintable, written.splitlines())):
        raise MessageForbiddenError
    return written or None
