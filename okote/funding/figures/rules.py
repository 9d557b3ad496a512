"""What is told of a whole territory: sums of its campaigns, and nothing of too few people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from okote.funding.campaigns.rules import CampaignState as S
from payments.money import Money

LEAST = 10
"""People: of fewer, nothing is told that the campaigns' own pages don't show."""

NOTHING = Money.zero()


class Outcome(StrEnum):
    """How a project stands; the three last are over."""

    OPEN = "open"
    DECIDING = "deciding"
    FUNDED = "funded"
    MISSED = "missed"
    CANCELLED = "cancelled"


OUTCOMES = {
    S.LIVE: Outcome.OPEN,
    S.CLOSING: Outcome.DECIDING,
    S.FUNDED: Outcome.FUNDED,
    S.PAID_OUT: Outcome.FUNDED,
    S.REFUNDING: Outcome.MISSED,
    S.REFUNDED: Outcome.MISSED,
    S.CANCELLED: Outcome.CANCELLED,
}
"""Of every state in which the public has seen a campaign."""


@dataclass(frozen=True, slots=True)
class Sums:
    """So many projects: what is in force on them, and what partners add to it."""

    projects: int = 0
    given: Money = NOTHING
    public: Money = NOTHING
    companies: Money = NOTHING

    @property
    def total(self) -> Money:
        return self.given + self.public + self.companies

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.projects + other.projects,
            self.given + other.given,
            self.public + other.public,
            self.companies + other.companies,
        )


@dataclass(frozen=True, slots=True)
class Project:
    """One campaign: how it stands, where it is, what it is about, and what its own page says was given."""

    outcome: Outcome
    place: str | None
    category: str | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Givers:
    """Who has a contribution in force, each counted once however often they give, and how much.

    A body is the company or association in whose name somebody gives.
    """

    people: int = 0
    for_themselves: int = 0
    """How many of them gave in their own name."""
    for_bodies: int = 0
    bodies: int = 0
    by_residents: Money = NOTHING
    by_bodies: Money = NOTHING

    @property
    def told_apart(self) -> bool:
        """Whether each part holds enough people; else one would follow from the other."""
        return min(self.for_themselves, self.for_bodies) >= LEAST


@dataclass(frozen=True, slots=True)
class Month:
    """What was given from the first day of one month until the last month, and is in force.

    `people` are those of the month in which most gave: as many gave in all of them, or more.
    """

    first: date
    last: date
    given: Money
    pledges: int
    people: int

    def with_(self, later: "Month") -> "Month":
        return Month(
            self.first,
            later.last,
            self.given + later.given,
            self.pledges + later.pledges,
            max(self.people, later.people),
        )


def told(months: Sequence[Month]) -> list[Month]:
    """In their order, a month of too few people together with those that follow it, or precede the last.

    So no sum of few people can be read, nor be worked out from the others.
    """
    grouped: list[Month] = []
    for month in months:
        small = grouped and grouped[-1].people < LEAST
        grouped[-1:] = [grouped[-1].with_(month)] if small else [*grouped[-1:], month]
    if len(grouped) > 1 and grouped[-1].people < LEAST:
        grouped[-2:] = [grouped[-2].with_(grouped[-1])]
    return grouped


@dataclass(frozen=True, slots=True)
class Figures:
    """A territory at one moment: what its campaigns' pages show, added up."""

    at: datetime
    projects: Sequence[Project]
    givers: Givers = field(default_factory=Givers)
    months: Sequence[Month] = ()
    """As they are told."""

    @property
    def all_(self) -> Sums:
        return sum((one.sums for one in self.projects), Sums())

    @property
    def by_outcome(self) -> dict[Outcome, Sums]:
        return {
            outcome: sum((one.sums for one in self.projects if one.outcome is outcome), Sums())
            for outcome in Outcome
        }

    @property
    def funded(self) -> int:
        return self.by_outcome[Outcome.FUNDED].projects

    @property
    def decided(self) -> int:
        """Of which the rule has said whether they receive the money."""
        return self.funded + self.by_outcome[Outcome.MISSED].projects

    @property
    def by_place(self) -> list[tuple[str | None, Sums]]:
        """The greatest first; None stands for projects of no commune."""
        return _by(self.projects, lambda one: one.place)

    @property
    def by_category(self) -> list[tuple[str | None, Sums]]:
        return _by(self.projects, lambda one: one.category)


def _by(projects: Sequence[Project], key: Callable[[Project], str | None]) -> list[tuple[str | None, Sums]]:
    found: dict[str | None, Sums] = {}
    for one in projects:
        found[key(one)] = found.get(key(one), Sums()) + one.sums
    return sorted(found.items(), key=lambda row: (-row[1].total.minor, -row[1].projects, row[0] or ""))
