"""What `okote draw` does once it is asked: reads, draws, and says what came of it."""

import argparse
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from consultations.panels.sortition import reading
from consultations.panels.sortition.freezing import Frozen, frozen
from consultations.panels.sortition.relaxing import Change, Obstacle, Reason, Unmet
from consultations.panels.sortition.report import Algorithm, Report, drawn, written
from consultations.panels.sortition.rules import without
from consultations.panels.sortition.service import (
    Lottery,
    QuotasUnmetError,
    lottery,
    no_telling,
    sealed,
)
from consultations.panels.sortition.solver import UnsolvedError
from okote.platform.commands import CommandError

MOST_TICKETS = 100_000
HERE = "a number drawn by this machine"

OBSTACLES = {
    Reason.POOL_TOO_SMALL: "the pool can fill {has} seats, one of each household; {needs} are wanted",
    Reason.MINIMA_ABOVE_SIZE: "the minima of “{feature}” add up to {has}; there are {needs} seats",
    Reason.MAXIMA_BELOW_SIZE: "the maxima of “{feature}” add up to {has}; there are {needs} seats",
    Reason.TOO_FEW_HAVE_IT: "“{value}” of “{feature}”: {has} can sit, {needs} must",
}


def run(given: argparse.Namespace) -> None:
    """Without a public draw this machine draws at once; with one whose result is to come, nobody is drawn."""
    pool, excluded = _pool(given)
    made = _lottery(given, pool)
    report = sealed(pool, Algorithm(given.algorithm), made, given.public_draw or HERE, excluded=excluded)
    result = given.seed or (None if given.public_draw else secrets.token_hex(32))
    if result is not None:
        report = drawn(report, result)
    if given.report:
        _write(given.report, report)
    told = _told(pool, made, report)
    if given.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        _say(told)


def _pool(given: argparse.Namespace) -> tuple[Frozen, int]:
    """The pool, without whom it excludes, and how many these are."""
    if given.tickets is not None and not 1 <= given.tickets <= MOST_TICKETS:
        raise CommandError(f"A lottery has between 1 and {MOST_TICKETS} tickets.")
    categories, pool = given.categories, given.pool
    try:
        wanted = reading.categories(reading.text_of(categories), given.size, categories.name)
        people = reading.pool(
            reading.text_of(pool), wanted, pool.name, id_column=given.id, address=given.address
        )
    except reading.UnreadableError as error:
        raise CommandError(str(error)) from error
    if unknown := sorted(set(given.exclude) - {one.id for one in people}):
        raise CommandError(f"{pool.name} has nobody with the id {unknown[0]}, who is to be excluded.")
    left = without(people, given.exclude)
    return frozen(left, wanted, given.salt or secrets.token_hex(32)), len(people) - len(left)


def _lottery(given: argparse.Namespace, pool: Frozen) -> Lottery:
    tell = _tell if sys.stderr.isatty() else no_telling
    try:
        return lottery(pool, Algorithm(given.algorithm), given.tickets, tell)
    except QuotasUnmetError as error:
        raise CommandError(_explained(error.unmet)) from error
    except UnsolvedError as error:
        raise CommandError(f"The solver came to no end with this: {error}.") from error


def _write(path: Path, report: Report) -> None:
    try:
        path.write_text(written(report), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}.") from error


def _tell(stage: str, part: float) -> None:
    Console(stderr=True).print(f"{stage}: {part:.0%}  ", end="\r")


def _told(pool: Frozen, made: Lottery, report: Report) -> dict[str, Any]:
    """For the organisers alone: people by their ids, and the salt."""
    ids = {number: one for one, number in pool.numbers.items()}
    of = len(made.tickets)
    chances = made.chances(pool)
    return {
        "algorithm": report.algorithm,
        "made_with": report.made_with,
        "size": report.size,
        "pool": {"size": report.pool.size, "excluded": report.pool.excluded, "sha256": report.pool.sha256},
        "tickets": of,
        "smallest": made.smallest(pool) / of,
        "optimum": report.optimum,
        "out_of_reach": [one for one in chances if one in made.out_of_reach],
        "probabilities": {one: tickets / of for one, tickets in chances.items()},
        "public_draw": report.public_draw,
        "hash": report.seal,
        "result": report.result,
        "seed": report.seed,
        "ticket": report.ticket,
        "panel": None if report.panel is None else [ids[number] for number in report.panel],
        "reserves": None if report.reserves is None else [ids[number] for number in report.reserves],
        "numbers": dict(pool.numbers),
        "salt": pool.salt,
    }


def _say(told: dict[str, Any]) -> None:
    """The same in lines, people of one chance together."""
    console = Console(highlight=False, soft_wrap=True, markup=False)
    pool, of = told["pool"], told["tickets"]
    console.print(f"Pool: {pool['size']} people, {pool['excluded']} excluded, SHA-256 {pool['sha256']}")
    if told["out_of_reach"]:
        console.print(f"No panel within the quotas can have: {', '.join(told['out_of_reach'])}")
    best = "" if told["optimum"] is None else f" ({told['optimum']:.4%} is the most that quotas allow)"
    console.print(f"Least chance: {told['smallest']:.2%}{best}; {of} tickets, {told['algorithm']}")
    for chance, people in _alike(told["probabilities"]):
        console.print(f"{chance:7.2%} for {len(people)}: {', '.join(people)}")
    console.print(f"Seal: {told['hash']}")
    console.print(f"Salt, to keep secret: {told['salt']}")
    if told["panel"] is None:
        console.print(f"Nobody is drawn before this: {told['public_draw']}")
        return
    console.print(f"{told['public_draw']}: {told['result']}")
    console.print(f"Seed: {told['seed']}\nTicket: {told['ticket']}")
    console.print(f"Panel: {', '.join(told['panel'])}")
    console.print(f"Reserves, in order: {', '.join(told['reserves'])}")


def _alike(probabilities: dict[str, float]) -> list[tuple[float, list[str]]]:
    """Who has the same chance, the least first."""
    found: dict[float, list[str]] = {}
    for one, chance in probabilities.items():
        found.setdefault(chance, []).append(one)
    return sorted(found.items())


def _explained(unmet: Unmet) -> str:
    """Why, and the least that would have to give way."""
    lines = ["No panel is within the quotas."]
    lines += [f"- {_obstacle(one)}" for one in unmet.obstacles]
    if unmet.changes:
        lines.append(
            "The least that would have to give way"
            + (", beyond min_flex and max_flex:" if unmet.beyond else ":")
        )
        lines += [f"- {_change(one)}" for one in unmet.changes]
    return "\n".join(lines)


def _obstacle(one: Obstacle) -> str:
    return OBSTACLES[one.reason].format(has=one.has, needs=one.needs, feature=one.feature, value=one.value)


def _change(one: Change) -> str:
    quota = one.quota
    moved = [
        f"{name} {old} to {new}"
        for name, old, new in (
            ("min", quota.least, quota.least - one.lower),
            ("max", quota.most, quota.most + one.higher),
        )
        if old != new
    ]
    return f"“{quota.value}” of “{quota.feature}”: {', '.join(moved)}"
