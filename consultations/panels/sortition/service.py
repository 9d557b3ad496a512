"""A draw in two steps: all panels that may sit are sealed first, then a public draw says which one does."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from random import Random

import msgspec

from consultations.panels.sortition import draw
from consultations.panels.sortition.freezing import Frozen, thawed
from consultations.panels.sortition.groups import Problem, problem
from consultations.panels.sortition.maximin import Tell, covering, maximin, reached
from consultations.panels.sortition.relaxing import Unmet, unmet
from consultations.panels.sortition.report import (
    FORMAT,
    Algorithm,
    CandidatePanel,
    PublishedPool,
    PublishedQuota,
    Ratio,
    Report,
    Sheet,
    plain,
)
from consultations.panels.sortition.stratified import stratified
from consultations.panels.sortition.tickets import Ticket, seated, whole

TICKETS: Mapping[Algorithm, int] = {Algorithm.STRATIFIED: 1_000, Algorithm.MAXIMIN: 2_000}
"""How many the lottery has unless one says otherwise.

With 2 000 the least chance stays within 0.001 of the best there is on every published pool; each ticket of
`stratified` is a draw of its own, and takes its time.
"""


class QuotasUnmetError(Exception):
    """No panel is within the quotas; `unmet` says why, and what would have to give way."""

    def __init__(self, unmet: Unmet) -> None:
        super().__init__("no panel is within the quotas")
        self.unmet = unmet


@dataclass(frozen=True)
class Lottery:
    """The panels, one for each ticket."""

    tickets: list[Ticket]
    out_of_reach: frozenset[str]
    """The ids of whom no panel within the quotas can have."""
    optimum: float | None = None
    """The best least chance there is, where it was sought."""

    def chances(self, frozen: Frozen) -> dict[str, int]:
        """By id, on how many tickets everybody is."""
        on = Counter(one for ticket in self.tickets for one in ticket)
        return {one.id: on[one.id] for one in frozen.pool}

    def smallest(self, frozen: Frozen) -> int:
        """On how many tickets who is within reach is at least: none, where the tickets are too few."""
        return min(times for one, times in self.chances(frozen).items() if one not in self.out_of_reach)


def no_telling(_stage: str, _part: float) -> None:
    """For who does not want to know how far it is."""


def lottery(
    frozen: Frozen, algorithm: Algorithm, tickets: int | None = None, tell: Tell = no_telling
) -> Lottery:
    """The panels that may sit, each within the quotas; the same for the same frozen pool.

    `tell` is told how far it is, and ends it by raising. Raises QuotasUnmetError where there is none.
    """
    asked = problem(frozen.pool, frozen.wanted)
    number = tickets or TICKETS[algorithm]
    lot = Random(f"{frozen.sha256} {algorithm} {number}")  # noqa: S311 (the chance is the public draw's)
    made = _MAKE[algorithm](asked, number, lot, tell)
    if made is None:
        raise QuotasUnmetError(unmet(asked))
    return made


def _by_maximin(asked: Problem, tickets: int, lot: Random, tell: Tell) -> Lottery | None:
    fair = maximin(asked, tell)
    if fair is None:
        return None
    made = seated(asked, whole(asked, fair, tickets), lot)
    return Lottery(made, _out_of_reach(asked, fair.reach), fair.smallest)


def _by_strata(asked: Problem, tickets: int, lot: Random, tell: Tell) -> Lottery | None:
    first = covering(asked, tell)
    if not first:
        return None
    made = stratified(asked, first[0], tickets, lot, tell)
    return Lottery(made, _out_of_reach(asked, reached(first)))


def _out_of_reach(asked: Problem, reach: Collection[int]) -> frozenset[str]:
    return frozenset(
        one
        for number, group in enumerate(asked.groups)
        if number not in reach
        for home in group.homes
        for one in home
    )


_MAKE = {Algorithm.MAXIMIN: _by_maximin, Algorithm.STRATIFIED: _by_strata}


def sealed(
    frozen: Frozen, algorithm: Algorithm, made: Lottery, public_draw: str, *, excluded: int = 0
) -> Report:
    """What is published before the public draw."""
    numbers = sorted(frozen.numbers.values())
    place = {number: at for at, number in enumerate(numbers)}
    places = {one: place[number] for one, number in frozen.numbers.items()}
    panels = Counter(tuple(sorted(places[one] for one in ticket)) for ticket in made.tickets)
    report = Report(
        format=FORMAT,
        made_with=f"okote {version('okote')}, highspy {version('highspy')}",
        algorithm=algorithm,
        size=frozen.wanted.size,
        quotas=tuple(
            PublishedQuota(one.feature, one.value, one.least, one.most) for one in frozen.wanted.quotas
        ),
        pool=PublishedPool(len(numbers), excluded, len(made.out_of_reach), frozen.sha256),
        smallest=Ratio(made.smallest(frozen), len(made.tickets)),
        optimum=None if made.optimum is None else round(made.optimum, 9),
        public_draw=public_draw,
        numbers=tuple(numbers),
        panels=tuple(CandidatePanel(times, members) for members, times in sorted(panels.items())),
        seal="",
    )
    return msgspec.structs.replace(report, seal=draw.seal(plain(report)))


def made(sheet: Sheet, tell: Tell = no_telling) -> Report:
    """What such a sheet makes, the same each time with the same programs. Raises QuotasUnmetError."""
    pool = thawed(sheet.pool, sheet.wanted)
    tickets = lottery(pool, sheet.algorithm, tell=tell)
    return sealed(pool, sheet.algorithm, tickets, sheet.public_draw, excluded=sheet.excluded)
