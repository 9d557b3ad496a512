"""What a campaign found, of groups only: from what each tester said to what may be told of them together."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from consultations.measures.statistics.axes import Answers, Axis, Level
from consultations.measures.statistics.seeking import Seeking, Sought, Source, seeking
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import hidden, may_tell
from consultations.measures.statistics.sus import Scores
from consultations.measures.statistics.tasks import Outcome, Outcomes

Task = TypeVar("Task", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Told(Generic[Task]):
    """What one tester said; a sitting that is not complete is none."""

    group: str
    """By which answers are told apart: the channel."""
    outcomes: Mapping[Task, Outcome]
    ratings: Mapping[Axis, Level]
    sought: Sought | None = None
    """None where they did not say; empty where they needed no help."""
    sus: Sequence[int | None] | None = None


@dataclass(frozen=True, slots=True)
class Results(Generic[Task]):
    """Nothing here is of one person, nor of a group below the size that the territory sets."""

    number: int
    sizes: Mapping[str, int]
    """How many testers are in each group: no secret."""
    answers: Mapping[Axis, Answers]
    apart: Mapping[str, Mapping[Axis, Answers]]
    """By the groups that may be told apart."""
    tasks: Mapping[Task, Outcomes]
    sus: Scores | None
    """None where too few sheets are whole."""
    autonomy: Share | None
    """Who needed no help; None where too few said."""
    reachability: Share | None
    """How often help was reached, over all sources; None where it was sought too seldom."""
    reached: Mapping[Source, Share]
    """The same by source, of those where enough people looked."""


def results(told: Sequence[Told[Task]], groups: Sequence[str], least: int) -> Results[Task] | None:
    """None where all of them together are too few: then nothing is told at all."""
    if not may_tell(len(told), least):
        return None
    sizes = {group: sum(one.group == group for one in told) for group in groups}
    kept = hidden(sizes, least)
    sheets = Scores.of(one.sus for one in told if one.sus is not None)
    help_ = seeking(one.sought for one in told if one.sought is not None)
    tries = help_.reachability
    return Results(
        number=len(told),
        sizes=sizes,
        answers=_answers(told),
        apart={
            group: _answers([one for one in told if one.group == group])
            for group, size in sizes.items()
            if size and group not in kept
        },
        tasks={
            task: Outcomes.of(one.outcomes[task] for one in told if task in one.outcomes)
            for task in dict.fromkeys(task for one in told for task in one.outcomes)
        },
        sus=sheets if may_tell(len(sheets.scores), least) else None,
        autonomy=help_.autonomy if may_tell(help_.people, least) else None,
        reachability=tries if may_tell(tries.of, least) else None,
        reached=_reached(help_, least),
    )


def _answers(told: Sequence[Told[Task]]) -> Mapping[Axis, Answers]:
    return {axis: Answers.of(one.ratings[axis] for one in told) for axis in Axis}


def _reached(found: Seeking, least: int) -> Mapping[Source, Share]:
    """The attempts at each source make up all attempts, whose sum is told."""
    kept = hidden({source: share.of for source, share in found.reached.items()}, least)
    return {source: share for source, share in found.reached.items() if share.of and source not in kept}
