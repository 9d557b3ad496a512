"""Who may sit together: quotas, and one of each household."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a panel are to have this value, bounds included.

    `floor` and `ceiling` say how far who decides would let the bounds be moved.
    """

    feature: str
    value: str
    least: int
    most: int
    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the pool: a value of each feature, in the order of `Wanted.features`.

    Two of one household never sit together; None is a household of one.
    """

    id: str
    values: tuple[str, ...]
    household: str | None = None


@dataclass(frozen=True)
class Wanted:
    """A panel of so many, within these quotas."""

    size: int
    quotas: tuple[Quota, ...] = field(default=())

    @cached_property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(quota.feature for quota in self.quotas))

    def has(self, values: Sequence[str], quota: Quota) -> bool:
        return values[self.features.index(quota.feature)] == quota.value


Pool = Sequence[Candidate]


def without(pool: Pool, excluded: Collection[str]) -> list[Candidate]:
    """The pool without these people: agents of the service that is judged, say."""
    return [one for one in pool if one.id not in excluded]


def broken(panel: Pool, wanted: Wanted) -> list[Quota]:
    """The quotas that this panel does not keep, in their order."""
    seated = _seated(panel, wanted)
    return [quota for quota in wanted.quotas if not quota.least <= seated[quota] <= quota.most]


def together(panel: Pool) -> bool:
    """Is nobody there twice, nor with somebody of the same household?"""
    homes = [one.household for one in panel if one.household is not None]
    return len(set(homes)) == len(homes) and len({one.id for one in panel}) == len(panel)


def allowed(panel: Pool, wanted: Wanted) -> bool:
    return len(panel) == wanted.size and together(panel) and not broken(panel, wanted)


def seats_left(pool: Pool, wanted: Wanted, kept: Collection[str]) -> tuple[list[Candidate], Wanted]:
    """Who may still be drawn beside those who stay, and the quotas that are left for them.

    Raises ValueError where those who stay already break a quota: no draw can mend that.
    """
    staying = [one for one in pool if one.id in kept]
    seated = _seated(staying, wanted)
    homes = {one.household for one in staying} - {None}
    if len(staying) > wanted.size or any(seated[quota] > quota.most for quota in wanted.quotas):
        raise ValueError("those who stay are more than the quotas allow")
    left = [one for one in pool if one.id not in kept and one.household not in homes]
    quotas = tuple(_lowered(quota, seated[quota]) for quota in wanted.quotas)
    return left, replace(wanted, size=wanted.size - len(staying), quotas=quotas)


def _lowered(quota: Quota, by: int) -> Quota:
    return replace(
        quota,
        least=max(quota.least - by, 0),
        most=quota.most - by,
        floor=max(quota.floor - by, 0),
        ceiling=None if quota.ceiling is None else max(quota.ceiling - by, 0),
    )


def _seated(panel: Iterable[Candidate], wanted: Wanted) -> Counter[Quota]:
    """How many of it have the value of each quota."""
    return Counter(quota for one in panel for quota in wanted.quotas if wanted.has(one.values, quota))


def strata(pool: Pool, order: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """The reserves of each stratum, who share every value, in this order of ids."""
    values = {one.id: one.values for one in pool}
    found: dict[tuple[str, ...], list[str]] = {}
    for one in order:
        found.setdefault(values[one], []).append(one)
    return found


def stand_in(
    pool: Pool, wanted: Wanted, panel: Collection[str], leaving: str, order: Iterable[str]
) -> str | None:
    """Who takes the seat of somebody who drops out.

    The first in order of the same stratum; where there is none, the first with whom the quotas hold.
    """
    people = {one.id: one for one in pool}
    staying = [people[one] for one in panel if one != leaving]
    fitting = [one for one in order if one not in panel and allowed([*staying, people[one]], wanted)]
    alike = (one for one in fitting if people[one].values == people[leaving].values)
    return next(alike, fitting[0] if fitting else None)
