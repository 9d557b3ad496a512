"""A territory's colour: whether it can be read, and the stylesheet made of it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple, Self

from payments.errors import DomainError

READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class ColourMalformedError(DomainError):
    code = "colour_malformed"


class ColourUnreadableError(DomainError):
    """`contrast`: what it reaches, to 1; `least`: what it must reach."""

    code = "colour_unreadable"


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def of(cls, written: str) -> Self:
        """From `#0b5d4b`; anything else raises ColourMalformedError."""
        if not _HEX.fullmatch(written):
            raise ColourMalformedError
        return cls(*bytes.fromhex(written[1:]))

    def __str__(self) -> str:
        return "#" + bytes(self).hex()

    def mixed(self, other: "Colour", percent: int) -> "Colour":
        """That much of the other in it."""
        return Colour(
            *((a * (100 - percent) + b * percent + 50) // 100 for a, b in zip(self, other, strict=True))
        )

    @property
    def luminance(self) -> float:
        """Relative luminance (WCAG 2.2, glossary), 0 for black and 1 for white."""
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (channel / 255 for channel in self)
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAPER, SURFACE = Colour.of("#fbfaf7"), Colour.of("#ffffff")
DARK_PAPER, DARK_SURFACE, DARK_INK = Colour.of("#151b19"), Colour.of("#1d2522"), Colour.of("#10201b")
"""The grounds that a primary colour lies on or under; the same as in okote.css."""


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white) (WCAG 2.2, glossary)."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def check_primary(written: str) -> None:
    """Refuse a colour that could not be read on paper or on its own soft ground, nor white on it."""
    colour = Colour.of(written)
    reached = min(contrast(colour, PAPER), contrast(colour, _soft(colour, SURFACE)))
    if reached < READABLE:
        raise ColourUnreadableError(contrast=round(Decimal(reached), 1), least=Decimal(str(READABLE)))


def territory_css(primary: str) -> str:
    """The stylesheet of a territory: its colour, and what the dark scheme and soft grounds make of it."""
    light = Colour.of(primary)
    dark = next(
        colour for colour in _lightened(light) if contrast(colour, _soft(colour, DARK_SURFACE)) >= READABLE
    )
    return (
        f":root {{ {_properties(light, SURFACE, SURFACE)} }}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f"  :root {{ {_properties(dark, DARK_SURFACE, DARK_INK)} }}\n"
        "}\n"
    )


def _lightened(colour: Colour) -> Iterator[Colour]:
    return (colour.mixed(Colour(255, 255, 255), percent) for percent in range(0, 101, 5))


def _soft(colour: Colour, ground: Colour) -> Colour:
    return ground.mixed(colour, 12)


def _properties(primary: Colour, ground: Colour, on_primary: Colour) -> str:
    soft = _soft(primary, ground)
    return f"--primary: {primary}; --primary-soft: {soft}; --on-primary: {on_primary};"
