"""An address that is made of a title can be read aloud."""

import pytest

from okote.platform.slugs import LONGEST, free, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("La conserverie du quai", "la-conserverie-du-quai"),
        ("Où l’été s’écoule : à Œrmingen !", "ou-l-ete-s-ecoule-a-oermingen"),
        ("Straße für alle", "strasse-fur-alle"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("  —  ", "projet"),
        ("水", "projet"),
        ("x" * 120, "x" * LONGEST),
    ],
)
def test_a_slug_is_made_of_the_words_of_the_title(title, expected):
    assert slug(title) == expected


def test_a_long_title_is_cut_between_two_words():
    made = slug("Un jardin partagé " * 6)
    assert len(made) <= LONGEST
    assert made.endswith(("-jardin", "-un", "-partage"))


def test_the_same_title_gets_a_number():
    assert free("la-conserverie", set()) == "la-conserverie"
    assert free("la-conserverie", {"la-conserverie", "la-conserverie-2"}) == "la-conserverie-3"
    assert free("la", {"la-conserverie"}) == "la"
