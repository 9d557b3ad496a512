import re

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from okote.web.assets import FOLDER
from okote.web.colours import (
    DARK_INK,
    DARK_PAPER,
    DARK_SURFACE,
    PAPER,
    READABLE,
    SURFACE,
    Colour,
    ColourMalformedError,
    ColourUnreadableError,
    check_primary,
    contrast,
    territory_css,
)

channels = st.integers(0, 255)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that is readable on white
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(contrast(Colour.of(one), Colour.of(other)), 2) == ratio
    assert contrast(Colour.of(one), Colour.of(other)) == contrast(Colour.of(other), Colour.of(one))


@pytest.mark.parametrize("written", ["red", "#fff", "#12345g", "", "#0b5d4b;}", "0b5d4b"])
def test_what_is_no_colour_is_refused(written):
    with pytest.raises(ColourMalformedError):
        check_primary(written)


def test_a_colour_too_light_to_read_is_refused_with_what_it_reaches():
    with pytest.raises(ColourUnreadableError) as refused:
        check_primary("#e0a000")

    assert str(refused.value.parameters["least"]) == "4.5"


def test_our_own_primary_is_readable():
    check_primary("#0b5d4b")


def properties(css: str) -> list[dict[str, Colour]]:
    """The colours of the light scheme, then of the dark one."""
    return [
        {name: Colour.of(value) for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)}
        for block in css.split("@media")
    ]


@given(channels, channels, channels)
def test_whatever_primary_passes_is_readable_light_and_dark(red, green, blue):
    written = str(Colour(red, green, blue))
    try:
        check_primary(written)
    except ColourUnreadableError:
        reject()

    light, dark = properties(territory_css(written))

    for scheme, grounds in ((light, (PAPER, SURFACE)), (dark, (DARK_PAPER, DARK_SURFACE))):
        on_colour = contrast(scheme["on-primary"], scheme["primary"])
        on_grounds = [contrast(scheme["primary"], ground) for ground in (*grounds, scheme["primary-soft"])]
        assert min(on_colour, *on_grounds) >= READABLE
    assert dark["on-primary"] == DARK_INK


def test_the_grounds_are_those_of_the_stylesheet():
    css = (FOLDER / "okote.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")[:2]

    assert f"--paper: {PAPER}; --surface: {SURFACE};" in light
    assert f"--paper: {DARK_PAPER}; --surface: {DARK_SURFACE};" in dark
    assert f"--on-primary: {DARK_INK};" in dark
