"""Real elections by every rule, beside the library that others count them with, in the same run.

`python -m tests.bench.tally [--limit SECONDS] [--seen FILE] [ELECTION…]` measures this alone. The library,
pabutools, is GPL-3.0 and in no lock: `make bench` installs it beside everything else, and nothing but this
asks it. Times are the processor's, without reading a file and grouping like ballots, which both do before
they count. What the library does not finish within the limit counts as taking just that long.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from consultations.ballots.tally.counting import count
from consultations.ballots.tally.election import Election, VoteType
from consultations.ballots.tally.pabulib import reading
from consultations.ballots.tally.rules import Completion, Rule, Settings, Ties, Utility
from tests.bench.lines import Bound, Line, at_least, at_most, table
from tests.consultations.ballots.tally.elections import NAMES, REFERENCE

LIBRARY = Path("var/tally/bin/python")
PROGRAM = Path(__file__).with_name("voting_library.py")
LIMIT = 300
"""Seconds for one election by one rule."""
QUICK = 0.5
ALL, EACH = 50, 5
"""How many times faster all elections together, and each of them."""
LARGEST = "Poland_Wroclaw_2015_from_500"
MEASURED = """
import resource, sys
from okote.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""
RULES = {
    "greedy": Settings(Rule.GREEDY, ties=Ties.NAME),
    "greedy-points": Settings(Rule.GREEDY_POINTS, ties=Ties.NAME),
    "equal-shares": Settings(ties=Ties.NAME),
    "add1": Settings(completion=Completion.ADD1, ties=Ties.NAME),
    "add1u": Settings(completion=Completion.ADD1U, ties=Ties.NAME),
    "points": Settings(utility=Utility.POINTS, ties=Ties.NAME),
    "points-add1": Settings(utility=Utility.POINTS, completion=Completion.ADD1, ties=Ties.NAME),
}
OF_POINTS = ("greedy-points", "points", "points-add1")


@dataclass(frozen=True)
class Seen:
    """One election by one rule, in seconds; theirs were cut short where it is not `finished`."""

    name: str
    rule: str
    ours: float
    theirs: float
    finished: bool
    same: bool
    our_reading: float
    their_reading: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    @property
    def ratio_from_file(self) -> float:
        return (self.theirs + self.their_reading) / (self.ours + self.our_reading)


def rules_for(election: Election) -> list[str]:
    points = election.vote_type in (VoteType.CUMULATIVE, VoteType.SCORING)
    return [rule for rule in RULES if points or rule not in OF_POINTS]


def ours(election: Election, rule: str) -> tuple[float, list[str]]:
    """Of what is quick, the least of five."""
    best = QUICK
    for _ in range(5):
        begun = time.process_time()
        outcome = count(election, RULES[rule])
        spent = time.process_time() - begun
        best = min(best, spent)
        if spent > QUICK:
            best = spent
            break
    return best, sorted(election.projects[place].id for place in outcome.winners)


def compared(name: str, limit: int) -> tuple[list[Seen], float]:
    """By each rule; and the seconds that reading takes."""
    path = REFERENCE / f"{name}.pb"
    begun = time.process_time()
    election = reading.election(path.read_bytes())
    read = time.process_time() - begun
    rules = rules_for(election)
    run = subprocess.run(
        [LIBRARY, PROGRAM, path, str(limit), *rules], capture_output=True, text=True, check=True
    )
    told = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    seen = []
    for there in told:
        seconds, winners = ours(election, there["rule"])
        finished = there["winners"] is not None
        same = not finished or winners == there["winners"]
        spent = seconds, there["seconds"]
        seen.append(Seen(name, there["rule"], *spent, finished, same, read, there["read"]))
    return seen, read


def lines(seen: Sequence[Seen], read: float) -> list[Line]:
    """A line a rule: all elections together, the least of any, and whether the winners are the same."""
    found = [Line("tally, reading all", bounds=[at_most("all elections", 5, read, "s")])]
    for rule in RULES:
        of = [one for one in seen if one.rule == rule]
        if not of:
            continue
        together = sum(one.theirs for one in of) / sum(one.ours for one in of)
        least = min(of, key=lambda one: one.ratio)
        cut = sum(not one.finished for one in of)
        differ = [one.name for one in of if not one.same]
        bounds = [
            at_least(
                f"{len(of)} elections, times the library{f' ({cut} cut short)' * bool(cut)}", ALL, together
            ),
            at_least(f"each; least {least.name[:24]}", EACH, least.ratio),
            Bound("the same winners", ", ".join(differ) or "all", not differ),
        ]
        found.append(Line(f"tally, {rule}", bounds=bounds))
    return found


def tally(names: Sequence[str] = NAMES, limit: int = LIMIT, seen_by: Path | None = None) -> list[Line]:
    """What is missing for it is not met."""
    missing = [str(path) for path in (LIBRARY, REFERENCE) if not path.exists()]
    if missing:
        return [Line("tally", bounds=[Bound("beside the library", f"no {', '.join(missing)}", met=False)])]
    seen: list[Seen] = []
    reading_all = 0.0
    for name in names:
        of, read = compared(name, limit)
        seen += of
        reading_all += read
        if seen_by is not None:
            seen_by.write_text("".join(map(told, seen)))
    return [*lines(seen, reading_all), whole(LARGEST)]


def whole(name: str) -> Line:
    """The largest election by the command itself: seconds from start to end, and the most memory."""
    begun = time.perf_counter()
    asked = [
        "tally",
        str(REFERENCE / f"{name}.pb"),
        "--rule",
        "equal-shares",
        "--completion",
        "add1u",
        "--json",
    ]
    run = subprocess.run([sys.executable, "-c", MEASURED, *asked], capture_output=True, text=True, check=True)
    spent, memory = time.perf_counter() - begun, int(run.stderr.splitlines()[-1]) / 1024
    counted = json.loads(run.stdout)
    bounds = [at_most("all of the command", 10, spent, "s"), at_most("memory", 400, memory, "MB")]
    return Line(f"tally, {counted['voters']} ballots", bounds=bounds)


def told(one: Seen) -> str:
    finished = "" if one.finished else "more than "
    same = "same" if one.finished and one.same else "unfinished" if not one.finished else "DIFFERENT"
    return (
        f"| {one.name} | {one.rule} | {one.ours:.5f} | {finished}{one.theirs:.4f} "
        f"| {finished}{one.ratio:.0f} | {finished}{one.ratio_from_file:.0f} | {same} |\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.tally", description=__doc__)
    parser.add_argument("elections", nargs="*", default=NAMES)
    parser.add_argument("--limit", type=int, default=LIMIT)
    parser.add_argument("--seen", type=Path, help="where each figure is written, as a table in Markdown")
    given = parser.parse_args()
    found = tally(given.elections, given.limit, given.seen)
    Console(width=160).print(table(found))
    return 0 if all(line.met for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
