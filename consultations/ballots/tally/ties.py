"""Who comes first where votes don't say: an order fixed before the vote, the same for every rerun."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from consultations.ballots.tally.election import Election, amount
from consultations.ballots.tally.rules import Settings, Ties


@dataclass(frozen=True, slots=True)
class Tie:
    """Met in that `round`; `decided` is what told the first from the next: cost, votes, lot or name."""

    round: int
    between: tuple[int, ...]
    first: int
    decided: str


def options_text(election: Election) -> str:
    """The frozen list of options as JSON without spaces: each one's identifier, cost and name.

    In code point order of identifiers, before them the budget; amounts are decimals without needless noughts.
    """
    options = sorted(
        (project.id, amount(project.cost, election.unit), project.told.get("name", ""))
        for project in election.projects
    )
    frozen = [amount(election.budget, election.unit), options]
    return json.dumps(frozen, ensure_ascii=False, separators=(",", ":"))


def options_hash(election: Election) -> str:
    """SHA-256 of the frozen list, published when the ballot opens."""
    return hashlib.sha256(options_text(election).encode()).hexdigest()


def lot(election: Election, seed: str) -> list[str]:
    """One order of all projects by lot: of the frozen list and the public draw, for every tie and rerun.

    By the SHA-256 of `hash of the list, LF, seed, LF, identifier`, the smallest first.
    """
    frozen = options_hash(election)

    def ticket(project: str) -> str:
        return hashlib.sha256(f"{frozen}\n{seed}\n{project}".encode()).hexdigest()

    return sorted((project.id for project in election.projects), key=ticket)


class Order:
    """One permutation of an election's projects, and why each stands before the next.

    Made when it is first asked for: most counts meet no tie.
    """

    def __init__(self, election: Election, settings: Settings, votes: Sequence[int]) -> None:
        self._election, self._settings, self._votes = election, settings, votes

    @cached_property
    def keys(self) -> list[tuple[tuple[str, int], ...]]:
        """What is asked of each project in turn, the least first."""
        election, ties = self._election, self._settings.ties
        names = sorted(project.id for project in election.projects)
        if ties is Ties.REVERSE_NAME:
            names.reverse()
        name = {project: at for at, project in enumerate(names)}
        lots = lot(election, self._settings.seed) if ties is Ties.ANNOUNCED else []
        ticket = {project: at for at, project in enumerate(lots)}
        return [
            (*self._key(place), *([("lot", ticket[project.id])] if lots else []), ("name", name[project.id]))
            for place, project in enumerate(election.projects)
        ]

    @cached_property
    def rank(self) -> list[int]:
        """Of each project, its place in the permutation."""
        found = [0] * len(self.keys)
        sequence = sorted(range(len(found)), key=lambda place: [at for _, at in self.keys[place]])
        for at, place in enumerate(sequence):
            found[place] = at
        return found

    def _key(self, place: int) -> tuple[tuple[str, int], ...]:
        cost = self._election.projects[place].cost
        match self._settings.ties:
            case Ties.ANNOUNCED:
                return ("cost", cost), ("votes", -self._votes[place])
            case Ties.CHEAPEST:
                return (("cost", cost),)
            case Ties.DEAREST:
                return (("cost", -cost),)
            case Ties.NAME | Ties.REVERSE_NAME:
                return ()

    def first(self, tied: Iterable[int]) -> int:
        return min(tied, key=self.rank.__getitem__)

    def resolved(self, at: int, tied: Sequence[int]) -> Tie:
        """The tie of that round, by the order."""
        between = tuple(sorted(tied, key=self.rank.__getitem__))
        one, other = self.keys[between[0]], self.keys[between[1]]
        decided = next(what for (what, mine), (_, its) in zip(one, other, strict=True) if mine != its)
        return Tie(at, between, between[0], decided)
