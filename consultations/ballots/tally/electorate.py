"""Who shares the money: voters who say the same as one group, and of each project its supporters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultations.ballots.tally.election import Ballot


@dataclass(frozen=True, slots=True)
class Supporters:
    """Of one project: which groups of like voters, and the utility of each part, if that is not alike."""

    groups: Sequence[int]
    utilities: Sequence[int] | None
    total: int
    """Of all their voters."""


class Electorate:
    """Voters in groups that say the same, and the projects that somebody supports."""

    def __init__(
        self, costs: Sequence[int], ballots: Mapping[Ballot, int], candidates: frozenset[int], *, points: bool
    ) -> None:
        self.costs = costs
        self.voters = sum(ballots.values())
        self.weights: list[int] = []
        groups: dict[int, list[int]] = {place: [] for place in sorted(candidates)}
        given: dict[int, list[int]] = {place: [] for place in groups}
        for (choices, utilities), times in _alike(ballots, candidates, points=points).items():
            for at, choice in enumerate(choices):
                groups[choice].append(len(self.weights))
                if utilities:
                    given[choice].append(utilities[at])
            self.weights.append(times)
        weights = self.weights
        self.supporters: dict[int, Supporters] = {}
        for place, of in groups.items():
            if points:
                total = sum(weights[group] * part for group, part in zip(of, given[place], strict=True))
            else:
                total = sum(map(weights.__getitem__, of))
            if of:
                self.supporters[place] = Supporters(of, given[place] if points else None, total)

    @property
    def size(self) -> int:
        """How many supports there are to go through."""
        return sum(len(one.groups) for one in self.supporters.values())

    @property
    def free(self) -> tuple[int, ...]:
        """What costs nothing and is wished for: taken before anything is paid."""
        return tuple(place for place in self.supporters if not self.costs[place])

    @property
    def priced(self) -> tuple[int, ...]:
        return tuple(place for place in self.supporters if self.costs[place])

    def utility(self, place: int) -> int:
        """Of each support, where it is the project's cost: 1 where ballots say it themselves."""
        return self.costs[place] if self.supporters[place].utilities is None else 1


def _alike(
    ballots: Mapping[Ballot, int], candidates: frozenset[int], *, points: bool
) -> dict[tuple[tuple[int, ...], tuple[int, ...]], int]:
    """How many voters say just this of the candidates; in any order, since only supports count."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for ballot, times in ballots.items():
        if points:
            pairs = [
                pair
                for pair in zip(ballot.choices, ballot.points or (), strict=False)
                if pair[0] in candidates and pair[1]
            ]
            pairs.sort()
            key = tuple(place for place, _ in pairs), tuple(part for _, part in pairs)
        else:
            key = tuple(sorted(candidates.intersection(ballot.choices))), ()
        found[key] = found.get(key, 0) + times
    return found
