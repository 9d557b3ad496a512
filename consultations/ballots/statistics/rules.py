"""How often options were chosen, how many at once, which together, and by whom above a least number. Pure."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Generic, TypeVar

from consultations.ballots.rules import read
from consultations.measures.statistics.suppression import hidden, may_tell

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of votes that count. Options by their positions; `sizes` has how many votes name so many options."""

    votes: int
    blank: int
    supports: Mapping[int, int]
    points: Mapping[int, int]
    sizes: Mapping[int, int]
    together: Mapping[tuple[int, int], int]
    """Of two options, the lower position first, how many votes name both; none where nobody does."""


def figures(piles: Iterable[tuple[str, int]], positions: Sequence[int]) -> Figures:
    """Of piles of votes that say the same, each as `ballots.rules.canonical` writes it, and how many."""
    papers = [(read(choices), times) for choices, times in piles if times]
    votes = sum(times for _, times in papers)
    supports, points, sizes = dict.fromkeys(positions, 0), dict.fromkeys(positions, 0), Counter[int]()
    for chosen, times in papers:
        sizes[len(chosen)] += times
        for position, given in chosen.items():
            supports[position] += times
            points[position] += given * times
    return Figures(
        votes, sizes[0], supports, points, dict(sorted(sizes.items())), _together(papers, positions)
    )


def without(found: Figures, hidden: Collection[int]) -> Figures:
    """The same, but for what was chosen together with these options."""
    pairs = {pair: votes for pair, votes in found.together.items() if not set(pair) & set(hidden)}
    return replace(found, together=pairs)


def _together(
    piles: Sequence[tuple[Mapping[int, int], int]], positions: Sequence[int]
) -> Mapping[tuple[int, int], int]:
    """Each option as one long number, with a bit for each vote that names it: two share the bits of both."""
    votes = sum(times for _, times in piles)
    marks = {position: bytearray((votes + 7) // 8) for position in positions}
    at = 0
    for chosen, times in piles:
        if len(chosen) > 1:
            for vote in range(at, at + times):
                byte, bit = vote >> 3, 1 << (vote & 7)
                for position in chosen:
                    marks[position][byte] |= bit
        at += times
    bits = {position: int.from_bytes(mark) for position, mark in marks.items()}
    named = [position for position in sorted(positions) if bits[position]]
    pairs = {(one, other): (bits[one] & bits[other]).bit_count() for one, other in combinations(named, 2)}
    return {pair: number for pair, number in pairs.items() if number}


@dataclass(frozen=True, slots=True)
class Row(Generic[Group]):
    """One group: how many of it voted, and by option how many chose it; None is not told."""

    group: Group
    voters: int | None
    supports: Mapping[int, int | None] | None


def breakdown(
    groups: Mapping[Group, tuple[int, Mapping[int, int]]], least: int
) -> Sequence[Row[Group]] | None:
    """Groups that make up all who voted, whose totals everyone knows; None where no two can be told apart.

    A group smaller than `least` is hidden, and others with it until those hidden are `least` together. Of an
    option, the sum of what is hidden then lies in what is told: where that sum is nobody, or everybody who is
    hidden, each hidden figure would follow from it. So of that option further groups are hidden, the smallest
    first, until some did and some did not. No hidden figure can then be computed from those that are told.
    Where anything is hidden, so are groups in which nobody voted: they would tell that some did in others.
    """
    sizes = {group: voters for group, (voters, _) in groups.items()}
    away = set(hidden(sizes, least))
    told = [group for group in groups if sizes[group] and group not in away]
    if not told or len(told) + len(away) < 2:
        return None
    if away:
        away |= {group for group in groups if not sizes[group]}
    by_size = sorted(told, key=lambda group: sizes[group])
    options = next(iter(groups.values()))[1]
    unsaid = {option: _unsaid(option, groups, away, by_size) for option in options}
    return [
        Row(
            group,
            None if group in away else sizes[group],
            None
            if group in away
            else {
                option: None if group in unsaid[option] else groups[group][1][option] for option in options
            },
        )
        for group in groups
    ]


def _unsaid(
    option: int,
    groups: Mapping[Group, tuple[int, Mapping[int, int]]],
    away: set[Group],
    others: Sequence[Group],
) -> set[Group]:
    """Of one option, the groups of which it is not told."""
    found = set(away)
    if not found:
        return found
    everyone = sum(groups[group][1][option] for group in groups)
    if everyone in {0, sum(voters for voters, _ in groups.values())}:
        return found  # its total alone says it of everybody: nothing is left to hide
    for group in others:
        chose = sum(groups[one][1][option] for one in found)
        if 0 < chose < sum(groups[one][0] for one in found):
            break
        found.add(group)
    return found


def tells(votes: int, least: int) -> bool:
    """Whether figures of so many votes are told."""
    return may_tell(votes, least)
