"""A whole count explained: each project, what votes alone would have funded, how many got something."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from consultations.ballots.explaining.reasons import Why, listed
from consultations.ballots.explaining.shares import shared
from consultations.ballots.tally.counting import Outcome, count
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.rules import Completion, Rule, Settings, Utility
from consultations.measures.statistics.shares import Share
from payments.money import Money


@dataclass(frozen=True, slots=True)
class Explained:
    """`greedy` are the places that votes alone would have funded, under the same budget and order of ties."""

    election: Election
    settings: Settings
    outcome: Outcome
    why: Mapping[int, Why]
    greedy: Sequence[int]
    reached: Share
    reached_by_greedy: Share

    def money(self, parts: Fraction | int) -> Money:
        """So many of the election's smallest parts, down to a whole cent."""
        return Money(floor(Fraction(parts) * Money(0).minor_per_major / self.election.unit))


def explain(election: Election, settings: Settings, outcome: Outcome) -> Explained:
    """MiscountedError where the outcome is not what the votes say."""
    work = shared if settings.rule is Rule.EQUAL_SHARES else listed
    plain = replace(
        settings, rule=Rule.GREEDY, utility=Utility.COST, completion=Completion.NONE, winners=None
    )
    greedy = count(election, plain).winners
    return Explained(
        election,
        settings,
        outcome,
        work(election, settings, outcome),
        greedy,
        reached(election, outcome.winners),
        reached(election, greedy),
    )


def reached(election: Election, winners: Collection[int]) -> Share:
    """Of those whose vote names anything, how many see something that they chose among the winners."""
    won = frozenset(winners)
    expressed = sum(times for ballot, times in election.ballots.items() if ballot.choices)
    return Share(
        sum(times for ballot, times in election.ballots.items() if not won.isdisjoint(ballot.choices)),
        expressed,
    )
