"""An explained count as what its pictures draw."""

from collections.abc import Mapping

from consultations.ballots.explaining.reasons import Bought, Short
from consultations.ballots.explaining.whole import Explained
from consultations.ballots.pictures.money import Compared, Covered, Reached, Spent
from consultations.ballots.tally.rules import Utility


def covered(explained: Explained, place: int) -> Covered | None:
    """One project's cost; None where the rule is none of equal shares, or nobody's money was asked for."""
    money = explained.money
    points = explained.settings.utility is Utility.POINTS
    match explained.why[place]:
        case Bought() as why:
            return Covered(
                money(why.cost),
                why.supporters,
                why.alike,
                None if points else money(why.each),
                money(why.alike_paid),
            )
        case Short() as why:
            return Covered(money(why.cost), why.supporters, left=money(why.left))
    return None


def spent(explained: Explained, titles: Mapping[int, str]) -> Spent:
    election = explained.election
    return Spent(
        explained.money(election.budget),
        [
            (titles[place], explained.money(election.projects[place].cost))
            for place in explained.outcome.winners
        ],
    )


def compared(explained: Explained, titles: Mapping[int, str]) -> Compared[str]:
    return Compared(
        [titles[place] for place in explained.outcome.winners], [titles[place] for place in explained.greedy]
    )


def both_reached(explained: Explained) -> Reached:
    return Reached(explained.reached, explained.reached_by_greedy)
