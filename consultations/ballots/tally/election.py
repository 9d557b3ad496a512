"""An election as it is counted: projects, a budget, and how many ballots say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class VoteType(StrEnum):
    """As the format of Pabulib names them."""

    CHOOSE_1 = "choose-1"
    APPROVAL = "approval"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


WITH_POINTS = frozenset({VoteType.CUMULATIVE, VoteType.SCORING})


@dataclass(frozen=True, slots=True)
class Project:
    """`cost` in the election's smallest parts; `told` is whatever else its file says of it."""

    id: str
    cost: int
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter wrote: places of projects, in ranking order where votes rank, else from the first.

    `points` are parts of the election's `points_unit`, one for each choice, where points were given.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """`ballots` says how often each was cast, empty ones too. An amount of 1 is `unit` smallest parts."""

    vote_type: VoteType
    budget: int
    projects: tuple[Project, ...]
    ballots: Mapping[Ballot, int]
    unit: int = 1
    points_unit: int = 1
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def voters(self) -> int:
        return sum(self.ballots.values())

    @property
    def has_points(self) -> bool:
        return any(ballot.points is not None for ballot in self.ballots) or self.vote_type in WITH_POINTS

    def votes(self) -> list[int]:
        """Of each project, how many ballots name it: also one that gives it no points."""
        found = [0] * len(self.projects)
        for ballot, times in self.ballots.items():
            for choice in ballot.choices:
                found[choice] += times
        return found

    def points(self) -> list[int]:
        """Of each project, in parts of `points_unit`."""
        found = [0] * len(self.projects)
        for ballot, times in self.ballots.items():
            for choice, given in zip(ballot.choices, ballot.points or (), strict=False):
                found[choice] += given * times
        return found


def amount(parts: Fraction | int, unit: int) -> str:
    """A decimal as people write it, without needless noughts; a fraction where no decimal ends."""
    value = Fraction(parts) / unit
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return f"{Decimal((value * 10**places).numerator).scaleb(-places):f}"
