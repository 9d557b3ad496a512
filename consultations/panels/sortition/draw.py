"""Draw a panel again from the published report of its draw: `python draw.py report.json ["the public draw"]`.

It needs Python and nothing else. It looks whether the report's panels are those that were sealed before the
public draw took place, makes the seed of that seal and of what was drawn in public, and says which ticket
this is, who sits, and who waits in which order. The result of the public draw stands in the report; type it
yourself, as it was announced, to trust nobody for it.
"""

import hashlib
import json
import re
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

SEALED = (
    "format",
    "made_with",
    "algorithm",
    "size",
    "quotas",
    "pool",
    "smallest",
    "optimum",
    "public_draw",
    "numbers",
    "panels",
)
"""The parts of a report that are fixed before the public draw."""


def seal(report: dict[str, Any]) -> str:
    """SHA-256 of the sealed parts, written in one way: sorted names, no spaces, UTF-8."""
    parts = {name: report[name] for name in SEALED}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def announced(result: str) -> str:
    """The result of the public draw on one line: runs of spaces count as one.

    Of numbers alone, nothing else counts: "07, 12 + 5" is "7 12 5".
    """
    numbers = [] if any(map(str.isalpha, result)) else re.findall("[0-9]+", result)
    return " ".join(number.lstrip("0") or "0" for number in numbers) or " ".join(result.split())


def seed_of(sealed: str, result: str) -> str:
    """SHA-256 of the seal and the result of the public draw."""
    return hashlib.sha256(f"{sealed}\n{announced(result)}".encode()).hexdigest()


def ticket_of(seed: str, tickets: int) -> int:
    """From nought. Of 256 bits no ticket has a chance that differs by more than one in 10 to the 70th."""
    return int(seed, 16) % tickets


def panel_of(panels: list[dict[str, Any]], ticket: int) -> list[int]:
    """Whose ticket it is: the first panel has the first tickets, the second the next."""
    for panel in panels:
        if ticket < panel["tickets"]:
            return list(panel["members"])
        ticket -= panel["tickets"]
    raise ValueError("there are fewer tickets")


def order_of(seed: str, numbers: list[str]) -> list[str]:
    """In which order those who were not drawn are called where they can stand in."""
    return sorted(numbers, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())


def drawn(report: dict[str, Any], result: str) -> dict[str, Any]:
    """The last step, whole."""
    sealed = seal(report)
    seed = seed_of(sealed, result)
    tickets = sum(panel["tickets"] for panel in report["panels"])
    ticket = ticket_of(seed, tickets)
    panel = [report["numbers"][member] for member in panel_of(report["panels"], ticket)]
    waiting = [number for number in report["numbers"] if number not in set(panel)]
    return {
        "seal": sealed,
        "result": announced(result),
        "seed": seed,
        "ticket": ticket,
        "panel": panel,
        "reserves": order_of(seed, waiting),
    }


def smallest(report: dict[str, Any]) -> dict[str, int]:
    """On how many tickets anybody is at least, but for those whom no panel within the quotas can have."""
    on = [0] * len(report["numbers"])
    for panel in report["panels"]:
        for member in panel["members"]:
            on[member] += panel["tickets"]
    tickets = sum(panel["tickets"] for panel in report["panels"])
    return {"tickets": sorted(on)[report["pool"]["out_of_reach"]], "of": tickets}


def differences(report: dict[str, Any], again: dict[str, Any]) -> list[str]:
    """What the report says otherwise; of the result, nothing where it has not been drawn yet."""
    said = ["seal"] if report.get("result") is None else list(again)
    wrong = [name for name in said if report.get(name) != again[name]]
    if any(len(set(panel["members"])) != report["size"] for panel in report["panels"]):
        wrong.append("panels")
    if report["smallest"] != smallest(report):
        wrong.append("smallest")
    return wrong


def told(report: dict[str, Any], result: str | None) -> tuple[list[str], list[str]]:
    """What there is to say, line by line, and what the report says otherwise."""
    if result is None:
        sealed = seal(report)
        lines = [f"Seal: {sealed}", f"Still to come: {report['public_draw']}"]
        return lines, differences(report, {"seal": sealed})
    again, least = drawn(report, result), smallest(report)
    lines = [
        f"Pool: {report['pool']['size']} people, SHA-256 {report['pool']['sha256']}",
        f"Least chance of anybody: {least['tickets']} tickets of {least['of']}",
        f"Seal: {again['seal']}",
        f"Public draw: {report['public_draw']}: {again['result']}",
        f"Seed: {again['seed']}",
        f"Ticket: {again['ticket']}",
        f"Panel: {' '.join(again['panel'])}",
        f"Reserves, in order: {' '.join(again['reserves'])}",
    ]
    return lines, differences(report, again)


def main(arguments: list[str]) -> int:
    """0 where the report says the same; 1 where it does not; 2 where this was asked wrongly."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write(__doc__)
        return 2
    report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    lines, wrong = told(report, arguments[1] if len(arguments) == 2 else report.get("result"))
    verdict = f"NOT as the report says: {', '.join(wrong)}." if wrong else "All as the report says."
    sys.stdout.write("\n".join([*lines, verdict, ""]))
    return int(bool(wrong))


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # whatever letters a terminal has
    sys.exit(main(sys.argv[1:]))
