"""What is published of a draw: enough to draw its last step again, and nothing about anybody.

People are private numbers in it, and their values are left out; `draw.py` reads it.
"""

from enum import StrEnum
from typing import Any

import msgspec

from consultations.panels.sortition import draw
from consultations.panels.sortition.rules import Quota, Wanted

FORMAT = "okote-draw/1"
REPLAY = "okote-replay/1"


class Algorithm(StrEnum):
    """How a lottery is made: by plain lot, seat after seat, or so that the least chance is the greatest."""

    STRATIFIED = "stratified"
    MAXIMIN = "maximin"


class PublishedQuota(msgspec.Struct, frozen=True):
    feature: str
    value: str
    min: int
    max: int


class PublishedPool(msgspec.Struct, frozen=True):
    """`sha256` is of the frozen pool's text, which holds a secret salt."""

    size: int
    excluded: int
    out_of_reach: int
    """People whom no panel within the quotas can have."""
    sha256: str


class Ratio(msgspec.Struct, frozen=True):
    tickets: int
    of: int


class CandidatePanel(msgspec.Struct, frozen=True):
    """`members` are places in the report's `numbers`, from nought."""

    tickets: int
    members: tuple[int, ...]


class Report(msgspec.Struct, frozen=True):
    """All up to `panels` is sealed before the public draw; `seed` to `reserves` follow from its `result`."""

    format: str
    made_with: str
    algorithm: Algorithm
    size: int
    quotas: tuple[PublishedQuota, ...]
    pool: PublishedPool
    smallest: Ratio
    """The least chance of anybody within reach."""
    optimum: float | None
    """What the least chance could be at most without whole tickets, where the algorithm seeks it."""
    public_draw: str
    """Which public draw, named in advance."""
    numbers: tuple[str, ...]
    """Everybody's private number."""
    panels: tuple[CandidatePanel, ...]
    seal: str
    """SHA-256 of all of the above."""
    result: str | None = None
    seed: str | None = None
    ticket: int | None = None
    panel: tuple[str, ...] | None = None
    reserves: tuple[str, ...] | None = None
    """Who was not drawn, in the order in which they stand in."""


def written(report: Report) -> str:
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode() + "\n"


def drawn(report: Report, result: str) -> Report:
    """The same, with what the result of the public draw makes of it."""
    return msgspec.convert({**plain(report), **draw.drawn(plain(report), result)}, Report)


def plain(report: Report) -> dict[str, Any]:
    """As whoever reads it has it."""
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(report))
    return read


class Sheet(msgspec.Struct, frozen=True):
    """All that a lottery is made of, and nobody's name: what whoever is sworn to check a draw is given.

    `pool` is the text that was frozen; whoever has it can make every candidate panel again.
    """

    format: str
    algorithm: Algorithm
    size: int
    quotas: tuple[PublishedQuota, ...]
    excluded: int
    public_draw: str
    pool: str

    @property
    def wanted(self) -> Wanted:
        quotas = tuple(Quota(one.feature, one.value, one.min, one.max) for one in self.quotas)
        return Wanted(self.size, quotas)
