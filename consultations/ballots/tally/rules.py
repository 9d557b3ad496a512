"""How a count is to be made: what may be chosen before a vote opens, and what goes with what."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consultations.ballots.tally.election import Election


class Rule(StrEnum):
    MOST_VOTES = "most-votes"
    MOST_POINTS = "most-points"
    GREEDY = "greedy"
    GREEDY_POINTS = "greedy-points"
    EQUAL_SHARES = "equal-shares"


class Utility(StrEnum):
    COST = "cost"
    POINTS = "points"


class Completion(StrEnum):
    NONE = "none"
    ADD1 = "add1"
    ADD1U = "add1u"


class Start(StrEnum):
    """Each voter's first share: the budget by the number of ballots, or that rounded down to a unit."""

    EXACT = "exact"
    FLOOR = "floor"


class Ties(StrEnum):
    """Who comes first where nothing else decides. `ANNOUNCED`: cheapest, then most votes, then one lot."""

    ANNOUNCED = "announced"
    NAME = "name"
    REVERSE_NAME = "reverse-name"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


BY_POINTS = frozenset({Rule.MOST_POINTS, Rule.GREEDY_POINTS})
UNDER_THE_BUDGET = frozenset({Rule.GREEDY, Rule.GREEDY_POINTS, Rule.EQUAL_SHARES})


class CannotCountError(Exception):
    """What does not go together, in English, for whoever runs the count."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Announced before the vote. `step` is an amount of the currency.

    `winners` is for most votes and most points alone: how many are elected, whatever they cost. Without it
    they are taken in order until the first that the budget does not suffice for, and no further.
    `minimum_votes` leaves out every project that fewer ballots name. `seed` is what came of the public draw.
    """

    rule: Rule = Rule.EQUAL_SHARES
    utility: Utility = Utility.COST
    completion: Completion = Completion.NONE
    step: Fraction = Fraction(1)
    start: Start = Start.EXACT
    ties: Ties = Ties.ANNOUNCED
    seed: str = ""
    winners: int | None = None
    minimum_votes: int = 0


def by_points(settings: Settings) -> bool:
    """Whether points count, and not how many name a project."""
    return settings.rule in BY_POINTS or (
        settings.rule is Rule.EQUAL_SHARES and settings.utility is Utility.POINTS
    )


def check(settings: Settings, election: Election) -> None:
    """Refuse what does not go together: `CannotCountError` says why."""
    if by_points(settings) and not election.has_points:
        raise CannotCountError(f"these ballots give no points, which {settings.rule} would count.")
    if settings.winners is not None and settings.rule in UNDER_THE_BUDGET:
        raise CannotCountError(f"a number of winners is for most votes or points, not for {settings.rule}.")
    if settings.winners is not None and settings.winners < 1:
        raise CannotCountError("at least one project wins, or there is nothing to count.")
    if settings.utility is not Utility.COST and settings.rule is not Rule.EQUAL_SHARES:
        raise CannotCountError("a utility is for equal shares alone.")
    if settings.completion is not Completion.NONE and settings.rule is not Rule.EQUAL_SHARES:
        raise CannotCountError("a completion is for equal shares alone.")
    if settings.step <= 0:
        raise CannotCountError("a step is more than nothing.")
    if settings.minimum_votes < 0:
        raise CannotCountError("nobody needs less than no votes.")
