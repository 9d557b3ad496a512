"""`make tally`: what the library left unfinished, once more and slowly, by other means than the quick count.

For each election the growth of shares is followed in rationals alone, to its end; and `tally.py`, which
shares no line with either, makes its own run at some of the steps (SAMPLE of them, 0 for all), at the last
and at the one after it. All three must find the same. Half an hour for all; names as arguments choose some.
"""

import argparse
import sys
import time
from fractions import Fraction

from consultations.ballots.tally import tally
from consultations.ballots.tally.completing import Budget, InRationals, add1
from consultations.ballots.tally.counting import count, silent
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.equal_shares import run
from consultations.ballots.tally.rules import Completion, Settings, Ties
from consultations.ballots.tally.ties import Order
from tests.consultations.ballots.tally.elections import REFERENCE, election_of

UNFINISHED = (
    "Hungary_Budapest_2022_VIII_Jozsefvaros",
    "Poland_Lodz_2022",
    "Poland_Krakow_2021",
    "France_Toulouse_2024",
    "Poland_Warszawa_2020_Praga-Poludnie",
    "Hungary_Budapest_2024",
)
TOLD = Settings(completion=Completion.ADD1, ties=Ties.NAME)


class Thrice:
    """One election, counted quickly, in rationals, and by hand."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.election: Election = election_of(name)
        costs = [project.cost for project in self.election.projects]
        self.order = Order(self.election, TOLD, self.election.votes())
        everybody = frozenset(range(len(costs)))
        self.electorate = Electorate(costs, self.election.ballots, everybody, points=False)
        self.start = Fraction(self.election.budget, self.election.voters)
        self.budget = Budget(self.electorate, self.election.budget)
        self.read = tally.read(REFERENCE / f"{name}.pb")
        self.of = tally.supporters(self.read, set(self.read.projects), points=False)
        self.by_name = tally.Order(self.read, TOLD.ties, "")

    def winners(self, step: int) -> list[str]:
        found = run(self.electorate, self.start + step * self.election.unit, self.order)
        return [self.election.projects[place].id for place in found.winners]

    def by_hand(self, step: int) -> list[str]:
        share = self.start / self.election.unit + step
        return tally.equal_shares(self.read, self.of, share, self.by_name).winners

    def differences(self, sample: int) -> list[str]:
        found = count(self.election, TOLD)
        begun = time.perf_counter()
        runs = InRationals(self.electorate, self.order)
        steps = add1(runs, self.start, Fraction(self.election.unit), self.budget, silent)
        spent = time.perf_counter() - begun
        say(f"{self.name}: {found.steps} steps, {len(found.winners)} winners")
        say(f"    {steps} steps in rationals, {spent:.0f} s")
        wrong = [] if steps == found.steps else [f"{self.name}: {steps} steps in rationals"]
        quick = [self.election.projects[place].id for place in found.winners]
        if self.winners(steps) != quick:
            wrong.append(f"{self.name}: other winners in rationals")
        every = max(1, found.steps // sample) if sample else 1
        begun = time.perf_counter()
        looked = sorted({*range(0, found.steps, every), found.steps, found.steps + 1})
        other = [step for step in looked if self.by_hand(step) != self.winners(step)]
        wrong += [f"{self.name}: step {step} is another by hand" for step in other]
        say(f"    {len(looked)} of them by hand, {time.perf_counter() - begun:.0f} s")
        return wrong


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.consultations.ballots.tally.slowly", description=__doc__)
    parser.add_argument("elections", nargs="*", default=UNFINISHED)
    parser.add_argument("--sample", type=int, default=10)
    given = parser.parse_args()
    wrong = [one for name in given.elections for one in Thrice(name).differences(given.sample)]
    say("\n".join(wrong) or "All three find the same.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
