"""`python voting_library.py ELECTION.pb LIMIT RULE…`: what pabutools takes to count one election.

It is run by itself, by a Python that has that library, and says what it saw as JSON, a line a rule, on lines
that begin with a brace. Reading and grouping are told apart from counting. What takes the processor longer
than LIMIT seconds is ended: then `winners` is null and `seconds` is what had passed.
"""

import json
import signal
import sys
import time
from functools import partial

from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    Cost_Sat,
    parse_pabulib,
)
from pabutools.election.ballot import AbstractCardinalBallot
from pabutools.election.satisfaction import AdditiveSatisfaction
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares

QUICK = 0.5


class Late(Exception):  # noqa: N818 (it is no error)
    """The limit has passed."""


def points_by_cost(_instance, _profile, ballot, project, _known):
    return ballot.get(project, 0) * project.cost


class PointsInLine(AdditiveSatisfaction):
    """The library's greedy rule goes by satisfaction a unit of cost: this makes it the points themselves."""

    def __init__(self, instance, profile, ballot):
        super().__init__(
            instance, profile, ballot, lambda _i, _p, given, one, _v: given.get(one, 0) * one.cost
        )


def supports(profile, instance):
    """Every project that a voter ranked or gave points to, as an approval."""
    if isinstance(profile, ApprovalProfile):
        return profile

    def of(ballot):
        given = isinstance(ballot, AbstractCardinalBallot)
        return ApprovalBallot(one for one in ballot if not given or ballot[one] > 0)

    return ApprovalProfile([of(ballot) for ballot in profile], instance=instance)


class Counting:
    def __init__(self, path):
        begun = time.process_time()
        self.instance, profile = parse_pabulib(path)
        self.read = time.process_time() - begun
        self.votes = supports(profile, self.instance).as_multiprofile()
        self.points = profile.as_multiprofile() if isinstance(profile[0], AbstractCardinalBallot) else None

    def shares(self, step=None, *, points=False):
        profile, worth = (self.points, Additive_Cardinal_Sat) if points else (self.votes, Cost_Sat)
        return method_of_equal_shares(self.instance, profile, sat_class=worth, voter_budget_increment=step)

    def greedy(self, taken=(), *, points=False):
        profile, worth = (self.points, PointsInLine) if points else (self.votes, Cost_Sat)
        return greedy_utilitarian_welfare(
            self.instance,
            profile,
            sat_class=worth,
            is_sat_additive=True,
            initial_budget_allocation=list(taken),
        )

    def rule(self, name, before):
        """`before` is what came of the rule before it, which a completion goes on from."""
        match name:
            case "greedy" | "greedy-points":
                return self.greedy(points=name != "greedy")
            case "add1u":
                return self.greedy(before)
            case _:
                return self.shares(1 if "add1" in name else None, points=name.startswith("points"))


def timed(call, limit):
    """The processor's seconds: of what is quick, the least of four more times."""

    def look(*_):
        if time.process_time() - begun > limit:
            raise Late

    signal.signal(signal.SIGALRM, look)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        found = list(call())
    except Late:
        return None, time.process_time() - begun
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    spent = time.process_time() - begun
    if spent > QUICK:
        return found, spent
    least = QUICK
    for _ in range(4):
        begun = time.process_time()
        call()
        least = min(least, time.process_time() - begun)
    return found, least


def main(path, limit, *rules):
    counting = Counting(path)
    sys.setrecursionlimit(10_000)
    winners, spent = None, 0.0
    for rule in rules:
        before, sooner = winners, spent if rule == "add1u" else 0.0
        if rule != "add1u" or before is not None:
            call = partial(counting.rule, rule, before)
            winners, spent = timed(call, float(limit))
            spent += sooner
        names = None if winners is None else sorted(one.name for one in winners)
        told = {"rule": rule, "seconds": spent, "winners": names, "read": counting.read}
        sys.stdout.write("\n" + json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
