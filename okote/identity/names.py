"""The names that people show: chosen by them, plain text, shown as typed and never as markup.

Lengths are in characters after composing accents, as PostgreSQL counts them.
"""

import re
import unicodedata

from payments.errors import DomainError

NAME_MOST = 80

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


def public_name(text: str) -> str:
    """One line that names someone: at least a letter or a digit, no angle brackets."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise NameEmptyError
    if len(name) > NAME_MOST:
        raise NameTooLongError(most=NAME_MOST, length=len(name))
    if unprintable(name) or _MARKUP.search(name) or not any(map(str.isalnum, name)):
        raise NameForbiddenError
    return name


def unprintable(text: str) -> bool:
    """Controls and lone surrogates, which the database refuses, and marks that turn text around."""
    categories = {unicodedata.category(character) for character in text}
    return bool(categories & {"Cc", "Cs"} or _TURNS_TEXT_AROUND.search(text))
