"""What testers stumbled on: along their way, and by what to mend first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from consultations.measures.pictures.drawing import Point, at, dots
from consultations.measures.statistics.severity import Finding, Severity, worst_first
from consultations.measures.statistics.shares import Share


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding in a drawing."""

    finding: Finding
    x: str
    y: float


@dataclass(frozen=True, slots=True)
class Journey:
    """The steps of a procedure as a line that sinks where testers stumbled, the findings hanging from it."""

    steps: Sequence[str]
    findings: Sequence[Finding]
    stumbled: Mapping[int, Share]
    """By step, how many of those who came there met a finding; steps that are not in it were smooth."""

    TOP, DEPTH, MARK = 22, 56, 34

    @property
    def height(self) -> int:
        lowest = max((mark.y for mark in self.marks), default=self.TOP + self.DEPTH)
        return int(max(lowest, self.TOP + self.DEPTH)) + 24

    @property
    def line(self) -> str:
        ends = [(0.0, self._y(0)), *self._places, (100.0, self._y(len(self.steps) - 1))]
        return "M" + "L".join(at(*point) for point in ends)

    @property
    def stops(self) -> str:
        """A dot at each step."""
        return dots(self._places)

    @property
    def numbers(self) -> Iterator[tuple[int, str, float]]:
        """Of the steps, above the line."""
        for step, (x, y) in enumerate(self._places):
            yield step + 1, f"{at(x)}%", y - 12

    @property
    def marks(self) -> Iterator[Mark]:
        """The worst nearest to the line."""
        for step, (x, y) in enumerate(self._places):
            for place, finding in enumerate(self.at(step)):
                yield Mark(finding, f"{at(x)}%", y + self.MARK * (place + 0.85))

    def at(self, step: int) -> Sequence[Finding]:
        return worst_first(one for one in self.findings if one.step == step)

    @property
    def elsewhere(self) -> Sequence[Finding]:
        """What is about the whole."""
        return worst_first(one for one in self.findings if one.step is None)

    @property
    def _places(self) -> Sequence[Point]:
        return [(100 * (i + 0.5) / len(self.steps), self._y(i)) for i in range(len(self.steps))]

    def _y(self, step: int) -> float:
        stumbled = self.stumbled.get(step)
        return self.TOP + (self.DEPTH * stumbled.count / stumbled.of if stumbled and stumbled.of else 0)


@dataclass(frozen=True, slots=True)
class Lane:
    """The findings of one severity, from those that few met to those that many did."""

    severity: Severity
    marks: Sequence[Mark]
    height: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Findings by how much each hinders, and how many met it."""

    findings: Sequence[Finding]

    SIDE = 34

    @property
    def lanes(self) -> Iterator[Lane]:
        """The worst first."""
        for severity in sorted(Severity, reverse=True):
            marks = list(self._marks(severity))
            yield Lane(severity, marks, int(max((mark.y for mark in marks), default=0)) + self.SIDE // 2 + 6)

    @property
    def ordered(self) -> Sequence[Finding]:
        return worst_first(self.findings)

    @property
    def of(self) -> int:
        """How many testers there were."""
        return max((one.met.of for one in self.findings), default=0)

    def _marks(self, severity: Severity) -> Iterator[Mark]:
        ours = [one for one in worst_first(self.findings) if one.severity is severity]
        for met, together in groupby(ours, key=lambda one: one.met.count):
            for place, finding in enumerate(together):
                x = 4 + 92 * met / finding.met.of
                yield Mark(finding, f"{at(x)}%", self.SIDE * (place + 0.5) + 3)
