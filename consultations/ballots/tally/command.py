"""`okote tally ELECTION.pb`: who wins, by which rule, with every tie: of any election, without a database."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from consultations.ballots.tally.completing import Progress
from consultations.ballots.tally.counting import Outcome, count
from consultations.ballots.tally.election import Election
from consultations.ballots.tally.pabulib import UnreadableError, announced, reading
from consultations.ballots.tally.result import result, result_text
from consultations.ballots.tally.rules import (
    CannotCountError,
    Completion,
    Rule,
    Settings,
    Start,
    Ties,
    Utility,
)
from okote.platform.commands import Command, CommandError

EVERY = 2.0
"""Seconds between two words about how far it is."""


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="ELECTION", help="a file of Pabulib (.pb)")
    for name, kind, says in (
        ("rule", Rule, "unless the file announces one (META okote_rule)"),
        ("utility", Utility, "of equal shares: what a project is worth to its supporters (cost)"),
        ("completion", Completion, "of equal shares: what is done with the money left (none)"),
        ("start", Start, "of equal shares: budget by voters, or that rounded down to a unit (exact)"),
        ("ties", Ties, "who comes first (announced: cheapest, most votes, then lot by the seed)"),
    ):
        parser.add_argument(f"--{name}", choices=[one.value for one in kind], type=str, help=says)
    parser.add_argument("--step", type=_amount, metavar="AMOUNT", help="of add1, for each voter (1)")
    parser.add_argument("--seed", metavar="RESULT", help="what came of the public draw, for ties")
    parser.add_argument("--winners", type=int, help="how many, of most votes or points, whatever they cost")
    parser.add_argument(
        "--minimum-votes", type=int, metavar="VOTES", help="without which no project wins (0)"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--canonical", action="store_true", help="the published result, byte for byte")


def _amount(text: str) -> Fraction:
    try:
        return Fraction(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount") from error


def _run(given: argparse.Namespace) -> None:
    begun = time.perf_counter()
    election = _election(given.file)
    read = time.perf_counter()
    settings = _settings(given, election)
    try:
        outcome = count(election, settings, _telling(time.monotonic))
    except CannotCountError as error:
        raise CommandError(f"{given.file} can't be counted so: {error}") from error
    seconds = {"reading": round(read - begun, 3), "counting": round(time.perf_counter() - read, 3)}
    if given.canonical:
        sys.stdout.buffer.write(result_text(election, settings, outcome).encode())
    elif given.json:
        told = {"file": given.file.name, **result(election, settings, outcome), "seconds": seconds}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        _tell(election, settings, outcome, seconds)


def _election(file: Path) -> Election:
    try:
        return reading.election(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except UnreadableError as error:
        raise CommandError(f"{file} is not as it should be: {error}") from error


def _settings(given: argparse.Namespace, election: Election) -> Settings:
    """What the file announces, but for what is asked for here; another rule starts from nothing."""
    try:
        told = announced.settings(election.meta)
    except announced.NotAnnouncedError as error:
        raise CommandError(f"{given.file}: {error}") from error
    if given.rule is not None and (told is None or told.rule != given.rule):
        told = Settings(Rule(given.rule))
    if told is None:
        raise CommandError(f"{given.file} announces no rule: name one, as in --rule {Rule.EQUAL_SHARES}.")
    kinds: dict[str, Callable[[Any], Any]] = {
        "utility": Utility,
        "completion": Completion,
        "start": Start,
        "ties": Ties,
    }
    asked = {
        name: kinds.get(name, lambda value: value)(value)
        for name, value in vars(given).items()
        if name in Settings.__slots__ and name != "rule" and value is not None
    }
    return replace(told, **asked)


def _telling(clock: Callable[[], float]) -> Progress:
    """Says on the error channel how far a long count is."""
    last = clock()

    def tell(steps: int) -> None:
        nonlocal last
        if clock() - last > EVERY:
            last = clock()
            sys.stderr.write(f"{steps:,} steps…\n".replace(",", " "))
            sys.stderr.flush()

    return tell


def _tell(election: Election, settings: Settings, outcome: Outcome, seconds: dict[str, float]) -> None:
    found = result(election, settings, outcome)
    votes = election.votes()
    rule = ", ".join(f"{name} {text}" for name, text in found["announced"].items() if name != "rule")
    lines = [
        f"{settings.rule}{f' ({rule})' if rule else ''}:",
        f"{len(election.projects)} projects, {election.voters} ballots, budget {found['budget']}.",
        f"{len(outcome.winners)} win, for {found['total_cost']}:",
    ]
    for place, identifier in zip(outcome.winners, found["winners"], strict=True):
        name = election.projects[place].told.get("name", "")
        lines.append(f"  {identifier}  {votes[place]} votes  {name}".rstrip())
    if "share" in found:
        last = f"; {outcome.added} more with what was left" if outcome.added else ""
        lines.append(f"Each voter's share: {found['share']}, after {outcome.steps} steps{last}.")
    for tie in found["ties"]:
        others = ", ".join(tie["between"][1:])
        lines.append(f"Tie in round {tie['round']}: {tie['first']} before {others}, by {tie['decided_by']}.")
    if not found["ties"]:
        lines.append("No tie decided anything.")
    lines.append(f"Read in {seconds['reading']:.2f} s, counted in {seconds['counting']:.2f} s.")
    sys.stdout.write("\n".join(lines) + "\n")


COMMAND = Command("tally", "count an election of Pabulib by any rule, exactly", _options, _run)
"""Its ties are those of the run that counts, also where add1 took many."""
