"""What a donor writes for all to read: a name, chosen anew for each pledge, and a message.

Both are plain text, shown as typed and never as markup. Lengths are in characters after composing
accents, as PostgreSQL counts them.
"""

import re
import unicodedata

from payments.errors import DomainError

NAME_MOST = 80
MESSAGE_MOST = 500

_TURNS_TEXT_AROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile("[<>]")


class NameEmptyError(DomainError):
    code = "name_empty"


class NameTooLongError(DomainError):
    """Parameters: `most` and `length`, in characters."""

    code = "name_too_long"


class NameForbiddenError(DomainError):
    """A control character, markup, or nothing that can be read."""

    code = "name_forbidden_character"


class MessageTooLongError(DomainError):
    """Parameters: `most` and `length`, in characters."""

    code = "message_too_long"


class MessageForbiddenError(DomainError):
    code = "message_forbidden_character"


def public_name(text: str) -> str:
    """One line that names someone: at least a letter or a digit, no angle brackets."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise NameEmptyError
    if len(name) > NAME_MOST:
        raise NameTooLongError(most=NAME_MOST, length=len(name))
    if _unprintable(name) or _MARKUP.search(name) or not any(map(str.isalnum, name)):
        raise NameForbiddenError
    return name


def public_message(text: str) -> str | None:
    """Lines as typed, without blank ones around; nothing at all is no message."""
    lines = [line.rstrip() for line in text.replace("\t", " ").splitlines()]
    written = unicodedata.normalize("NFC", "\n".join(lines).strip())
    if len(written) > MESSAGE_MOST:
        raise MessageTooLongError(most=MESSAGE_MOST, length=len(written))
    if any(map(_unprintable, written.splitlines())):
        raise MessageForbiddenError
    return written or None


def _unprintable(text: str) -> bool:
    """Controls and lone surrogates, which the database refuses, and marks that turn text around."""
    categories = {unicodedata.category(character) for character in text}
    return bool(categories & {"Cc", "Cs"} or _TURNS_TEXT_AROUND.search(text))
