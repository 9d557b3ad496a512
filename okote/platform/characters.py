"""Which characters of what people write are kept."""

from unicodedata import category

SPACE = "Zs"
"""The Unicode category of spaces, also those at which no line ends."""


def is_written(character: str) -> bool:
    """What people see, the end of a line, and each kind of space; no control characters.

    Without its no-break spaces, « 10 000 € » would be one word.
    """
    return character == "\n" or character.isprintable() or category(character) == SPACE
