"""A count in a process of its own: a file of Pabulib comes on standard input, one line of JSON goes out.

What is counted is what is published, read back: nothing else can have had a part in it.
"""

import os
import sys

import msgspec

from consultations.ballots.explaining.whole import explain
from consultations.ballots.results.keeping import kept
from consultations.ballots.results.rules import needs_lot
from consultations.ballots.tally.counting import count
from consultations.ballots.tally.pabulib import announced, reading
from consultations.ballots.tally.result import result_text

NICER = 5
"""Behind whatever serves people."""


def counted(file: bytes) -> dict[str, object]:
    election = reading.election(file)
    told = announced.settings(election.meta)
    if told is None:
        raise ValueError("a file that announces no rule")
    outcome = count(election, told)
    return {
        "voters": election.voters,
        "text": result_text(election, told, outcome),
        "lot": needs_lot(election, told, outcome),
        "explained": kept(explain(election, told, outcome)),
    }


def main() -> None:
    os.nice(NICER)
    sys.stdout.buffer.write(msgspec.json.encode(counted(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
