"""How far testers got with a task."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultations.measures.statistics.shares import Share


class Outcome(StrEnum):
    """What came of a task. Who gave up has failed; who was never asked to try has not."""

    DONE = "done"
    HELPED = "helped"
    ABANDONED = "abandoned"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many testers had each outcome, of one task."""

    done: int
    helped: int
    abandoned: int
    not_tried: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Outcomes":
        found = list(outcomes)
        return cls(*(found.count(outcome) for outcome in Outcome))

    @property
    def by_outcome(self) -> Mapping[Outcome, int]:
        return dict(zip(Outcome, (self.done, self.helped, self.abandoned, self.not_tried), strict=True))

    @property
    def tried(self) -> int:
        return self.done + self.helped + self.abandoned

    @property
    def alone(self) -> Share:
        """Who managed without help: the rate of success that usability tests compare."""
        return Share(self.done, self.tried)

    @property
    def at_all(self) -> Share:
        """Who managed, with help or without."""
        return Share(self.done + self.helped, self.tried)
