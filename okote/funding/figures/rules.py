"""What is told of a whole territory: sums of its campaigns, and nothing of too few people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

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
    call: tuple[str, str] | None = None
    """What the call that it answers is called, in addresses and by people."""


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


Call = UUID | None
"""By its number; None where a project answers none."""

Span = Mapping[Call, Month]
"""Of each call, what was given in the same months."""


def told_by_call(of_all: Sequence[Month], by_call: Mapping[Call, Sequence[Month]]) -> dict[Call, list[Month]]:
    """Each call in the months in which the territory is told, or in several of these together.

    They are the same for all calls, and in each of them a call has nothing, or enough people, and so has
    what is given outside calls: nothing of few people follows from what calls and territory differ by. A
    call to which too few gave is not told by month, and counts as outside.
    """
    told = {call for call, months in by_call.items() if call and max(one.people for one in months) >= LEAST}
    spans: list[Span] = []
    for whole in of_all:
        span = _within(whole, {call: months for call, months in by_call.items() if call in told})
        outside = [one for call, months in by_call.items() if call not in told for one in months]
        span |= _within(whole, {None: outside})
        spans[-1:] = [_with(spans[-1], span)] if spans and _small(spans[-1]) else [*spans[-1:], span]
    while len(spans) > 1 and _small(spans[-1]):
        spans[-2:] = [_with(spans[-2], spans[-1])]
    return {call: [span[call] for span in spans if call in span] for call in told}


def _within(whole: Month, by_call: Mapping[Call, Sequence[Month]]) -> dict[Call, Month]:
    found: dict[Call, Month] = {}
    for call, months in by_call.items():
        for one in months:
            if whole.first <= one.first <= whole.last:
                part = replace(one, first=whole.first, last=whole.last)
                found[call] = found[call].with_(part) if call in found else part
    return found


def _with(span: Span, later: Span) -> Span:
    """Both together; whoever has something in one of them alone is told by the months of both."""
    first, last = next(iter(span.values())).first, next(iter(later.values())).last
    return {
        call: replace(
            span[call].with_(later[call]) if call in span and call in later else {**span, **later}[call],
            first=first,
            last=last,
        )
        for call in {**span, **later}
    }


def _small(span: Span) -> bool:
    return any(one.people < LEAST for one in span.values())


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
    def by_call(self) -> list[tuple[tuple[str, str] | None, Sums]]:
        """Of projects that answer one."""
        return _by([one for one in self.projects if one.call], lambda one: one.call)

    @property
    def by_category(self) -> list[tuple[str | None, Sums]]:
        return _by(self.projects, lambda one: one.category)


Name = TypeVar("Name", str, tuple[str, str])


def _by(projects: Sequence[Project], key: Callable[[Project], Name | None]) -> list[tuple[Name | None, Sums]]:
    found: dict[Name | None, Sums] = {}
    for one in projects:
        found[key(one)] = found.get(key(one), Sums()) + one.sums
    return sorted(found.items(), key=lambda row: (-row[1].total.minor, -row[1].projects, str(row[0] or "")))
