"""The parts from which ideas and comments are drawn, as the territory’s own file holds them."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from consultations.demo.catalogue import Told

CONTENT = Path(__file__).parent


class BoxTold(Told, frozen=True):
    """Where ideas go: a process by its key, or the box that stays. Days from today; `ideas` of all at a scale
    of 1. `studied` and `answered` say how far the services came with all of them.
    """

    ideas: int
    kinds: Sequence[str]
    first: int
    last: int
    process: str = ""
    studied: bool = False
    answered: bool = False


class ThingTold(Told, frozen=True, array_like=True):
    """What may be wished for; `kind` says at which spots."""

    category: str
    kind: str
    title: str
    why: Sequence[str]
    how: Sequence[str]


class ThingsTold(Told, frozen=True):
    all: Sequence[ThingTold]


class TextsTold(Told, frozen=True):
    openings: Sequence[str]
    endings: Sequence[str]
    reasons_yes: Sequence[str]
    reasons_no: Sequence[str]


class CommentsTold(Told, frozen=True):
    """`{ici}` stands for where the idea is."""

    for_openings: Sequence[str]
    for_middles: Sequence[str]
    for_endings: Sequence[str]
    against_openings: Sequence[str]
    against_middles: Sequence[str]
    against_endings: Sequence[str]
    neutral_openings: Sequence[str]
    neutral_middles: Sequence[str]
    neutral_endings: Sequence[str]
    answer_openings: Sequence[str]
    answers: Sequence[str]


class CrowdTold(Told, frozen=True):
    """`places` says how one says that something is there, `services` who answers for which category."""

    entrusted_by: str
    first_names: Sequence[str]
    boxes: Sequence[BoxTold]
    places: Mapping[str, str]
    services: Mapping[str, str]
    spots: Mapping[str, Sequence[str]]
    things: ThingsTold
    texts: TextsTold
    comments: CommentsTold


def read(slug: str) -> CrowdTold | None:
    """None where no file tells of one."""
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), CrowdTold) if file.exists() else None
