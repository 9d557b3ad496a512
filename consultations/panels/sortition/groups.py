"""Who is interchangeable: people who share all values, in households that hold the same.

Whatever is fair treats them alike, so panels are sought by how many they take of each group: a pool of
thousands has no more groups than its features have combinations.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from consultations.panels.sortition.rules import Pool, Quota, Wanted

Composition = tuple[int, ...]
"""How many of a panel are of each group."""


@dataclass(frozen=True, slots=True)
class Group:
    """`homes` holds the ids of its people, by household; households alike are of one `kind`."""

    values: tuple[str, ...]
    kind: int
    homes: tuple[tuple[str, ...], ...]

    @property
    def people(self) -> int:
        return sum(map(len, self.homes))


@dataclass(frozen=True, slots=True)
class Bound:
    """At least and at most so many of these groups together: a quota or, without one, one per household."""

    groups: tuple[int, ...]
    least: int
    most: int
    quota: Quota | None = None


@dataclass(frozen=True)
class Problem:
    """What is wanted, of the groups of a pool."""

    wanted: Wanted
    groups: tuple[Group, ...]

    @cached_property
    def people(self) -> list[int]:
        return [group.people for group in self.groups]

    @cached_property
    def homes(self) -> list[int]:
        """The most that a panel can take of each group."""
        return [len(group.homes) for group in self.groups]

    @cached_property
    def quotas(self) -> list[Bound]:
        return [
            Bound(
                tuple(n for n, group in enumerate(self.groups) if self.wanted.has(group.values, quota)),
                quota.least,
                quota.most,
                quota,
            )
            for quota in self.wanted.quotas
        ]

    @cached_property
    def by_feature(self) -> list[list[int]]:
        """By feature, the numbers of its quotas: everybody counts for one of each."""
        found: dict[str, list[int]] = {feature: [] for feature in self.wanted.features}
        for number, quota in enumerate(self.wanted.quotas):
            found[quota.feature].append(number)
        return list(found.values())

    @cached_property
    def households(self) -> list[Bound]:
        """Of households that hold people of several groups, one each."""
        kinds = defaultdict(list)
        for number, group in enumerate(self.groups):
            kinds[group.kind].append(number)
        return [Bound(tuple(of), 0, self.homes[of[0]]) for of in kinds.values() if len(of) > 1]

    @cached_property
    def bounds(self) -> list[Bound]:
        return [*self.quotas, *self.households]

    @cached_property
    def bounds_of(self) -> list[frozenset[int]]:
        """By group, the numbers of the bounds that count it."""
        found: list[set[int]] = [set() for _ in self.groups]
        for number, bound in enumerate(self.bounds):
            for group in bound.groups:
                found[group].add(number)
        return [frozenset(one) for one in found]

    @cached_property
    def all_homes(self) -> int:
        """No panel is larger."""
        return sum({group.kind: len(group.homes) for group in self.groups}.values())


def problem(pool: Pool, wanted: Wanted) -> Problem:
    """Its groups come in the order of their values and households, so that they depend on no file's order."""
    homes = defaultdict(list)
    for one in sorted(pool, key=lambda one: one.id):
        homes[one.household if one.household is not None else (one.id,)].append(one)
    kinds = defaultdict(list)
    for members in homes.values():
        kinds[tuple(sorted(Counter(one.values for one in members).items()))].append(members)
    groups = [
        Group(values, number, tuple(tuple(one.id for one in home if one.values == values) for home in of))
        for number, (kind, of) in enumerate(sorted(kinds.items()))
        for values, _ in kind
    ]
    return Problem(wanted, tuple(groups))


def counted(problem: Problem, taken: Sequence[int]) -> list[int]:
    """What each bound counts of a composition."""
    return [sum(taken[group] for group in bound.groups) for bound in problem.bounds]
