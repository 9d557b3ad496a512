"""Where the parts and the marks of a gauge lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from payments.money import BASIS_POINTS, Money, total

Source = Literal["residents", "public", "companies"]


@dataclass(frozen=True, slots=True)
class Part:
    """What came from one source; `label` says whose it is where that is not plain."""

    source: Source
    amount: Money
    label: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part as drawn: where it starts and how wide it is, for the attributes of an SVG."""

    part: Part
    x: str
    width: str
    first: bool


def segments(parts: Sequence[Part], whole: Money) -> Iterator[Segment]:
    """The parts that are not empty, end to end on a bar that stands for the whole.

    Ends are rounded, not widths, so the bar is as long as its sum and no part is drawn wider than it is.
    """
    start = 0
    sum_so_far = Money.zero(whole.currency)
    for part in parts:
        sum_so_far += part.amount
        end = _share(sum_so_far, whole)
        if part.amount:
            yield Segment(part, percent(start), percent(end - start), first=start == 0)
        start = end


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a campaign has raised, by source, towards its threshold and its goal."""

    residents: Money
    public: Money
    companies: Money
    goal: Money
    threshold: Money
    threshold_share: int
    """Of the goal, in basis points."""
    reached: bool
    """Whether the threshold is, by whatever it bears on."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return (
            Part("residents", self.residents),
            Part("public", self.public),
            Part("companies", self.companies),
        )

    @property
    def total(self) -> Money:
        return total([self.residents, self.public, self.companies])

    @property
    def segments(self) -> Iterator[Segment]:
        return segments(self.parts, self._whole)

    @property
    def threshold_at(self) -> str:
        return percent(self._threshold)

    @property
    def threshold_anchor(self) -> Literal["start", "middle", "end"]:
        """On which side of its mark the label has room."""
        if self._threshold < BASIS_POINTS // 3:
            return "start"
        return "end" if self._threshold > BASIS_POINTS * 2 // 3 else "middle"

    @property
    def goal_at(self) -> str:
        """The end of the bar, unless more than the goal was raised."""
        return percent(_share(self.goal, self._whole))

    @property
    def _whole(self) -> Money:
        return max(self.goal, self.total)

    @property
    def _threshold(self) -> int:
        return _share(self.threshold, self._whole)


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a pledge brings if the campaign succeeds: the donor's part first, then each partner's.

    A part is below zero where a partner pays less because of the pledge.
    """

    parts: tuple[Part, ...]
    net: Money
    """What reaches the project once the platform has taken its share."""
    commission: int
    """That share, in basis points."""

    @property
    def given(self) -> Money:
        return self.parts[0].amount

    @property
    def brought(self) -> Money:
        return total([part.amount for part in self.parts])

    @property
    def segments(self) -> Iterator[Segment]:
        """Of what is added; what is paid less stands in the legend alone."""
        added = [part for part in self.parts if part.amount.minor > 0]
        return segments(added, total([part.amount for part in added]))

    @property
    def rows(self) -> list[tuple[Source, str, Money]]:
        """For the legend."""
        return [(part.source, part.label, part.amount) for part in self.parts]


def _share(amount: Money, whole: Money) -> int:
    return amount.minor * BASIS_POINTS // whole.minor if whole else 0


def percent(basis_points: int) -> str:
    """As SVG writes a length: `9.47%`."""
    return f"{basis_points // 100}.{basis_points % 100:02d}%"
