"""Votes that look as if people had given them: drawn by a seed, from where they live and what they like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from random import Random

BLANK = 0.015
"""Of all votes."""

NEAR, ANYWHERE, FAR = 3.2, 1.2, 0.45
"""How much more somebody likes what is where they live, is for everyone, or is elsewhere."""

LIKED, OTHER = 2.6, 0.7
"""The same of what is to their taste, and what is not."""

TASTES = 2
"""That each voter has."""


@dataclass(frozen=True, slots=True)
class Offered:
    """`place` is empty where it is for everyone; `pleases` weighs it beside others of its place and taste."""

    position: int
    place: str
    taste: str
    pleases: float


def drawn(
    offered: Sequence[Offered], most: int, homes: Mapping[str, int], dice: Random
) -> Iterator[list[int]]:
    """Without end: the positions that one voter after the other names, the most liked first."""
    tastes = sorted({one.taste for one in offered})
    where, weights = list(homes), list(homes.values())
    while True:
        if dice.random() < BLANK:
            yield []
            continue
        home = dice.choices(where, weights)[0]
        mine = dice.sample(tastes, min(TASTES, len(tastes)))
        # Smallest of so many waits, each the shorter the more it is liked: a draw without putting back.
        waits = {one.position: -log(1 - dice.random()) / _liked(one, home, mine) for one in offered}
        yield sorted(waits, key=lambda position: waits[position])[: _number(most, dice)]


def _liked(one: Offered, home: str, tastes: Sequence[str]) -> float:
    near = ANYWHERE if not one.place else NEAR if one.place == home else FAR
    weight: float = one.pleases**1.5 * near * (LIKED if one.taste in tastes else OTHER)
    return weight


def _number(most: int, dice: Random) -> int:
    """Few name one alone or all that they may."""
    return 1 + sum(dice.random() < 0.45 for _ in range(most - 1))


def per_day(votes: int, days: int, dice: Random) -> list[int]:
    """Many on the first days and the last, fewer between; together as many as there are."""
    shape = [1.6 / (1 + day) + 1.1 / (days - day) + dice.uniform(0.25, 0.45) for day in range(days)]
    cast = [int(votes * one / sum(shape)) for one in shape]
    cast[-1] += votes - sum(cast)
    return cast
