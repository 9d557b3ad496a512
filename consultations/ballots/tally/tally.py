"""Count a published vote again: `python tally.py ballots.pb`.

It needs Python and nothing else, and it is written to be read, not to be fast. It reads the file that the
site publishes of a closed vote, counts by the rule that the file announces (the lines `okote_…` of its META),
and prints the result as the site prints it, to the last byte: compare the two, for instance by their SHA-256.
Any other file of Pabulib (.pb) can be counted too, when the rule is said: `python tally.py city.pb
rule=equal-shares completion=add1`. Every number is exact: whole numbers and fractions, never rounded.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from fractions import Fraction
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

ANNOUNCED = ("rule", "utility", "completion", "step", "start", "ties", "seed", "winners", "minimum_votes")
UNLESS_SAID = {
    "utility": "cost",
    "completion": "none",
    "step": "1",
    "start": "exact",
    "ties": "announced",
    "seed": "",
    "winners": "",
    "minimum_votes": "0",
}
POINTS = ("cumulative", "scoring", "ordinal")
"""Types of votes whose points count, where any are given."""


class Project(NamedTuple):
    cost: Fraction
    name: str


class Vote(NamedTuple):
    """All of a file that counts. A ballot is the projects that it supports, each with its points."""

    meta: dict[str, str]
    budget: Fraction
    projects: dict[str, Project]
    ballots: "Counter[frozenset[tuple[str, Fraction]]]"

    def voters(self) -> int:
        return sum(self.ballots.values())

    def scores(self, *, points: bool) -> dict[str, Fraction]:
        """How many support each project, or how many points it has."""
        found = dict.fromkeys(self.projects, Fraction(0))
        for ballot, times in self.ballots.items():
            for project, given in ballot:
                found[project] += times * (given if points else 1)
        return found


class Counted(NamedTuple):
    """Winners in the order in which they were taken, and the ties that were met."""

    winners: list[str]
    ties: list[dict[str, Any]]


# Reading


def number(text: str) -> Fraction:
    return Fraction(text.strip().replace(",", "."))


def read(path: Path) -> Vote:
    sections: dict[str, list[list[str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: list[list[str]] = []
        for row in csv.reader(file, delimiter=";"):
            if row in (["META"], ["PROJECTS"], ["VOTES"]):
                rows = sections.setdefault(row[0], [])
            elif any(row):
                rows.append([field.strip() for field in row])
    meta = {row[0]: row[1] for row in sections["META"][1:]}
    columns, *rows = sections["PROJECTS"]
    projects = {}
    for row in rows:
        said = dict(zip(columns, row, strict=True))
        projects[said["project_id"]] = Project(number(said["cost"]), said.get("name", ""))
    columns, *rows = sections["VOTES"]
    ballots = Counter(ballot(dict(zip(columns, row, strict=True)), meta["vote_type"]) for row in rows)
    return Vote(meta, number(meta["budget"]), projects, ballots)


def ballot(said: dict[str, str], vote_type: str) -> frozenset[tuple[str, Fraction]]:
    """What is ranked or chosen is supported; where points are shared out, what has at least a part of one."""
    chosen = [one.strip() for one in said["vote"].split(",") if one.strip()]
    if vote_type not in POINTS or "points" not in said:
        return frozenset((one, Fraction(1)) for one in chosen)
    given = [number(one) for one in said["points"].split(",") if one.strip()]
    pairs = zip(chosen, given, strict=True)
    return frozenset((one, points) for one, points in pairs if points or vote_type == "ordinal")


# Who comes first where votes don't say


def decimal(value: Fraction) -> str:
    """As people write it; a fraction where no decimal ends."""
    for places in range(value.denominator.bit_length() + 1):
        whole = value * 10**places
        if whole.denominator == 1:
            digits = str(abs(whole.numerator)).rjust(places + 1, "0")
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{text}" if value < 0 else text
    return f"{value.numerator}/{value.denominator}"


def frozen(vote: Vote) -> str:
    """The SHA-256 of the options as they stood when the vote opened: budget, identifiers, costs, names."""
    options = sorted([one, decimal(project.cost), project.name] for one, project in vote.projects.items())
    text = json.dumps([decimal(vote.budget), options], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Order:
    """One order of all projects, the same in every round of every run."""

    def __init__(self, vote: Vote, ties: str, seed: str) -> None:
        votes, names = vote.scores(points=False), sorted(vote.projects)
        options = frozen(vote)
        self.reasons: dict[str, list[tuple[str, Any]]] = {}
        for one, project in vote.projects.items():
            name = ("name", names.index(one))
            lot = ("lot", hashlib.sha256(f"{options}\n{seed}\n{one}".encode()).hexdigest())
            orders: dict[str, list[tuple[str, Any]]] = {
                "announced": [("cost", project.cost), ("votes", -votes[one]), lot, name],
                "name": [name],
                "reverse-name": [("name", -names.index(one))],
                "cheapest": [("cost", project.cost), name],
                "dearest": [("cost", -project.cost), name],
            }
            self.reasons[one] = orders[ties]

    def place(self, project: str) -> list[Any]:
        return [value for _, value in self.reasons[project]]

    def tie(self, at: int, between: list[str]) -> dict[str, Any]:
        """That round's tie: who comes first, and what told it from the next."""
        between = sorted(between, key=self.place)
        pairs = zip(self.reasons[between[0]], self.reasons[between[1]], strict=True)
        why = next(what for (what, mine), (_, other) in pairs if mine != other)
        return {"round": at, "between": between, "first": between[0], "decided_by": why}


# In the order of votes or points


def in_line(scores: dict[str, Fraction], running: set[str], order: Order) -> list[str]:
    return sorted(running, key=lambda one: (-scores[one], order.place(one)))


def cut(line: list[str], end: int, scores: dict[str, Fraction], order: Order) -> Counted:
    """Those before the end win; a tie decided where the last of them and the next have as many."""
    ties = []
    if 0 < end < len(line) and scores[line[end - 1]] == scores[line[end]]:
        ties.append(order.tie(end, [one for one in line if scores[one] == scores[line[end]]]))
    return Counted(line[:end], ties)


def most(vote: Vote, scores: dict[str, Fraction], running: set[str], order: Order, seats: str) -> Counted:
    """So many, whatever they cost; or else as long as the budget suffices for the next."""
    line = in_line(scores, running, order)
    if seats:
        return cut(line, min(int(seats), len(line)), scores, order)
    end, left = 0, vote.budget
    while end < len(line) and vote.projects[line[end]].cost <= left:
        left -= vote.projects[line[end]].cost
        end += 1
    return cut(line, end, scores, order)


def greedy(
    vote: Vote, scores: dict[str, Fraction], running: set[str], order: Order, left: Fraction, rounds: int = 0
) -> Counted:
    """Each that still fits. A tie is where the money does not suffice for all that have as many and fit."""
    counted = Counted([], [])
    waiting = in_line(scores, running, order)
    while waiting := [one for one in waiting if vote.projects[one].cost <= left]:
        level = [one for one in waiting if scores[one] == scores[waiting[0]]]
        if sum(vote.projects[one].cost for one in level) > left:
            counted.ties.append(order.tie(rounds + len(counted.winners) + 1, level))
        winner = waiting.pop(0)
        counted.winners.append(winner)
        left -= vote.projects[winner].cost
    return counted


# The Method of Equal Shares


class Supporter(NamedTuple):
    """A group of `voters` who say the same, and what a project is worth to each of them."""

    group: int
    voters: int
    worth: Fraction


def supporters(vote: Vote, running: set[str], *, points: bool) -> dict[str, list[Supporter]]:
    """Of each project that anybody wishes for. Its worth is its cost, or the points that it was given."""
    found: dict[str, list[Supporter]] = {}
    for group, (ballot, voters) in enumerate(vote.ballots.items()):
        for project, given in ballot:
            if project in running and (given or not points):
                worth = given if points else vote.projects[project].cost
                found.setdefault(project, []).append(Supporter(group, voters, worth))
    return found


def price(cost: Fraction, of: list[Supporter], left: list[Fraction]) -> Fraction | None:
    """What one part of its worth costs whoever can pay it; the others pay all that they have left.

    From the poorest on: whoever can't pay their full part leaves the rest of the cost to the others.
    None where all that they have is not enough.
    """
    parts = sum(one.voters * one.worth for one in of)
    for one in sorted(of, key=lambda one: left[one.group] / one.worth):
        if left[one.group] * parts >= cost * one.worth:
            return cost / parts
        cost -= one.voters * left[one.group]
        parts -= one.voters * one.worth
    return None


def equal_shares(vote: Vote, of: dict[str, list[Supporter]], share: Fraction, order: Order) -> Counted:
    """Everybody has the same share. The project with the lowest price is bought, as long as there is one."""
    left = [share] * len(vote.ballots)
    counted = Counted([], [])
    lowest = {one: Fraction(0) for one in of if vote.projects[one].cost}
    while True:
        best: Fraction | None = None
        level: list[str] = []
        for one in sorted(lowest, key=lowest.__getitem__):
            if best is not None and lowest[one] > best:
                break  # money is only spent, so that no price is ever lower than it was before
            found = price(vote.projects[one].cost, of[one], left)
            if found is None:
                del lowest[one]
                continue
            lowest[one] = found
            if best is None or found < best:
                best, level = found, []
            if found == best:
                level.append(one)
        if best is None:
            return counted
        winner = min(level, key=order.place)
        if len(level) > 1:
            counted.ties.append(order.tie(len(counted.winners) + 1, level))
        for who in of[winner]:
            left[who.group] = max(Fraction(0), left[who.group] - best * who.worth)
        counted.winners.append(winner)
        del lowest[winner]


def completed(
    vote: Vote, of: dict[str, list[Supporter]], share: Fraction, step: Fraction, order: Order
) -> tuple[Counted, int]:
    """Add1: a step more for everybody, again and again.

    Until no project fits any more that anybody wishes for; or until the budget is exceeded: then the run
    before that one counts. Also after how many steps.
    """
    steps, counted = 0, equal_shares(vote, of, share, order)
    while True:
        total = sum(vote.projects[one].cost for one in counted.winners)
        others = [vote.projects[one].cost for one in of if one not in counted.winners]
        if all(total + cost > vote.budget for cost in others if cost):
            return counted, steps
        following = equal_shares(vote, of, share + (steps + 1) * step, order)
        if sum(vote.projects[one].cost for one in following.winners) > vote.budget:
            return counted, steps
        steps, counted = steps + 1, following


# The whole count


def count(vote: Vote, said: dict[str, str]) -> dict[str, Any]:
    """The result as the site publishes it; where nobody voted, nothing wins."""
    rule = said["rule"]
    points = said["utility"] == "points" if rule == "equal-shares" else rule.endswith("-points")
    order = Order(vote, said["ties"], said["seed"])
    votes = vote.scores(points=False)
    running = {one for one in vote.projects if votes[one] >= int(said["minimum_votes"])}
    scores = vote.scores(points=True) if points else votes
    besides: dict[str, Any] = {}
    if rule == "equal-shares":
        counted, besides = shared(vote, said, running, scores, order)
    elif not vote.voters():
        counted = Counted([], [])
    elif rule in ("most-votes", "most-points"):
        counted = most(vote, scores, running, order, said["winners"])
    elif rule in ("greedy", "greedy-points"):
        counted = greedy(vote, scores, running, order, vote.budget)
    else:
        raise SystemExit(f"No rule is called {rule}.")
    total = Fraction(sum(vote.projects[one].cost for one in counted.winners))
    return {
        "announced": {name: text for name, text in announced(said).items() if text},
        "budget": decimal(vote.budget),
        "left": decimal(vote.budget - total),
        "options_sha256": frozen(vote),
        "projects": len(vote.projects),
        "ties": counted.ties,
        "total_cost": decimal(total),
        "voters": vote.voters(),
        "winners": counted.winners,
        **besides,
    }


def shared(
    vote: Vote, said: dict[str, str], running: set[str], scores: dict[str, Fraction], order: Order
) -> tuple[Counted, dict[str, Any]]:
    """By equal shares, with the completion that was announced."""
    if not vote.voters():
        return Counted([], []), {"added": 0, "share": "0", "steps": 0}
    of = supporters(vote, running, points=said["utility"] == "points")
    share = vote.budget / vote.voters()
    if said["start"] == "floor":
        share = Fraction(share.numerator // share.denominator)
    step, steps, added = Fraction(said["step"]), 0, 0
    if said["completion"] == "none":
        counted = equal_shares(vote, of, share, order)
    else:
        counted, steps = completed(vote, of, share, step, order)
    free = sorted((one for one in of if not vote.projects[one].cost), key=order.place)
    winners, ties = [*free, *counted.winners], counted.ties
    if said["completion"] == "add1u":
        left = vote.budget - sum(vote.projects[one].cost for one in winners)
        last = greedy(vote, scores, running - set(winners), order, left, len(counted.winners))
        winners, ties, added = [*winners, *last.winners], [*ties, *last.ties], len(last.winners)
    besides = {"added": added, "share": decimal(share + steps * step), "steps": steps}
    return Counted(winners, ties), besides


def announced(said: dict[str, str]) -> dict[str, str]:
    """Of what was announced, what the rule asks for."""
    told = {name: said[name] for name in ("rule", "ties", "seed", "winners")}
    if int(said["minimum_votes"]):
        told["minimum_votes"] = said["minimum_votes"]
    if said["rule"] == "equal-shares":
        told |= {name: said[name] for name in ("utility", "completion", "start")}
        told["step"] = decimal(Fraction(said["step"]))
    return told


def main(path: str, *options: str) -> None:
    vote = read(Path(path))
    said = {**UNLESS_SAID}
    said |= {name: vote.meta[f"okote_{name}"] for name in ANNOUNCED if f"okote_{name}" in vote.meta}
    said |= dict(option.split("=", 1) for option in options)
    if "rule" not in said:
        raise SystemExit("This file announces no rule: say one, as in rule=equal-shares.")
    result = count(vote, said)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
