"""The name of a thing in addresses, made of its title."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 70
"""Leaves room for a number in the 80 characters of the column."""

UNSAID = "projet"
"""For a title without a letter that an address could hold."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def slug(title: str) -> str:
    """Lower-case words without accents, cut between two of them."""
    folded = unicodedata.normalize("NFKD", title.lower().translate(_LIGATURES))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    made = "-".join(re.findall("[a-z0-9]+", plain))
    if len(made) > LONGEST:
        made = made[: LONGEST + 1].rpartition("-")[0] or made[:LONGEST]
    return made or UNSAID


def well_formed(name: str) -> bool:
    """Whether anything could have that name in its address."""
    return re.fullmatch("[a-z0-9-]{1,80}", name) is not None


def free(wanted: str, taken: Collection[str]) -> str:
    """The slug itself, or the first number of it that nobody has."""
    made, number = wanted, 1
    while made in taken:
        number += 1
        made = f"{wanted}-{number}"
    return made
