"""Ideas and comments written from parts: no two read alike, and the same seed writes the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from random import Random

from consultations.comments.rules import Stance
from consultations.demo.crowd.parts import BoxTold, CrowdTold, ThingTold

OUTDOORS = frozenset({"dehors", "dedans"})
"""Kinds of things of which there may be one in each place; the others say themselves where they are."""

STANCES = {Stance.FOR: 62, Stance.AGAINST: 20, Stance.NEUTRAL: 18}


@dataclass(frozen=True, slots=True)
class IdeaWritten:
    """`place` is None where it is for everyone; `here` says in words where it is."""

    box: BoxTold
    category: str
    title: str
    body: str
    place: str | None
    here: str


def ideas(told: CrowdTold, scale: float, dice: Random) -> list[IdeaWritten]:
    """Box after box, at least two in each."""
    written: dict[str, IdeaWritten] = {}
    for box in told.boxes:
        wanted = len(written) + max(round(box.ideas * scale), 2)
        combined = [
            (thing, spot, place)
            for thing in told.things.all
            if thing.kind in box.kinds
            for spot, place in product(told.spots[thing.kind], _places(told, thing))
        ]
        dice.shuffle(combined)
        for thing, spot, place in combined:
            if len(written) == wanted:
                break
            here = f"{spot}, {told.places[place]}" if place else spot
            title = f"{thing.title} {here}"
            if title not in written:
                written[title] = IdeaWritten(
                    box, thing.category, title, _body(told, thing, dice), place, here
                )
    return list(written.values())


def _places(told: CrowdTold, thing: ThingTold) -> Sequence[str | None]:
    return list(told.places) if thing.kind in OUTDOORS else [None]


def _body(told: CrowdTold, thing: ThingTold, dice: Random) -> str:
    first = f"{dice.choice(told.texts.openings)} {dice.choice(thing.why)}"
    return f"{first}\n\n{dice.choice(thing.how)} {dice.choice(told.texts.endings)}".strip()


def comment(told: CrowdTold, here: str, stance: Stance | None, dice: Random) -> str:
    """What somebody says on an idea that is `here`; without a stance, what they answer somebody."""
    parts = told.comments
    if stance is None:
        two = dice.sample(parts.answers, 2)
        return " ".join((dice.choice(parts.answer_openings), *two))
    openings, middles, endings = (
        getattr(parts, f"{stance}_{part}") for part in ("openings", "middles", "endings")
    )
    opening, middle = dice.choice(openings), dice.choice(middles).format(ici=here)
    if opening.endswith(("!", ".")):
        middle = middle[0].upper() + middle[1:]
    return f"{opening} {middle} {dice.choice(endings)}".strip()


def comments(told: CrowdTold, heres: Sequence[str], dice: Random) -> Iterator[tuple[int, Stance | None, str]]:
    """Without end: the number of an idea, and what is said on it that nobody has said anywhere."""
    popular = list(accumulate(dice.lognormvariate(0, 1) for _ in heres))
    said = set[str]()
    while True:
        number = dice.choices(range(len(heres)), cum_weights=popular)[0]
        stance = None if dice.random() < 0.1 else dice.choices(list(STANCES), list(STANCES.values()))[0]
        text = comment(told, heres[number], stance, dice)
        if text not in said:
            said.add(text)
            yield number, stance, text


def shares(total: int, number: int, most: int, dice: Random) -> list[int]:
    """How many support each of so many: a few have hundreds, most have some; none more than `most`."""
    weights = [dice.lognormvariate(0, 1.1) for _ in range(number)]
    return [min(round(total * one / sum(weights)), most) for one in weights]
