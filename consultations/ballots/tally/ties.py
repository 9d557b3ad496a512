"""Who comes first where votes don't say: an order fixed before the vote, the same for every rerun."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    """One permutation of an election's projects, and why each stands before the next."""

    def __init__(self, election: Election, settings: Settings, votes: Sequence[int]) -> None:
        self.keys = [self._key(election, settings, votes, place) for place in range(len(votes))]
        if settings.ties is Ties.ANNOUNCED:
            lots = {project: ticket for ticket, project in enumerate(lot(election, settings.seed))}
            self.keys = [
                (*key, ("lot", lots[project.id]))
                for key, project in zip(self.keys, election.projects, strict=True)
            ]
        names = sorted(range(len(votes)), key=lambda place: election.projects[place].id)
        if settings.ties is Ties.REVERSE_NAME:
            names.reverse()
        name = {place: at for at, place in enumerate(names)}
        self.keys = [(*key, ("name", name[place])) for place, key in enumerate(self.keys)]
        sequence = sorted(range(len(votes)), key=lambda place: [at for _, at in self.keys[place]])
        self.rank = [0] * len(votes)
        for at, place in enumerate(sequence):
            self.rank[place] = at

    @staticmethod
    def _key(
        election: Election, settings: Settings, votes: Sequence[int], place: int
    ) -> tuple[tuple[str, int], ...]:
        cost = election.projects[place].cost
        match settings.ties:
            case Ties.ANNOUNCED:
                return ("cost", cost), ("votes", -votes[place])
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
