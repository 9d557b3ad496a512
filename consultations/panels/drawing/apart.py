"""The lottery in a process of its own: a sheet comes on standard input, JSON lines go out.

The solver and its arrays live and end here, so that whoever waits for it goes on serving. Whoever asked is
told how far it is; once nobody reads that, the next word ends the work.
"""

import os
import sys

import msgspec

from consultations.panels.sortition.freezing import thawed
from consultations.panels.sortition.groups import problem
from consultations.panels.sortition.relaxing import Unmet, unmet
from consultations.panels.sortition.report import Sheet, written
from consultations.panels.sortition.service import QuotasUnmetError, made
from consultations.panels.sortition.solver import UnsolvedError, panels

CHECK, MAKE = "check", "make"
NICER = 5
"""Behind whatever serves people."""


def _say(**what: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


class _Telling:
    """Each hundredth once."""

    def __init__(self) -> None:
        self.last = ("", -1)

    def __call__(self, stage: str, part: float) -> None:
        now = stage, int(100 * part)
        if now != self.last:
            self.last = now
            _say(stage=stage, part=part)


def _unmet(found: Unmet) -> None:
    _say(
        unmet={
            "obstacles": [
                {
                    "reason": one.reason,
                    "has": one.has,
                    "needs": one.needs,
                    "feature": one.feature,
                    "value": one.value,
                }
                for one in found.obstacles
            ],
            "changes": [
                {
                    "feature": one.quota.feature,
                    "value": one.quota.value,
                    "least": one.quota.least,
                    "most": one.quota.most,
                    "lower": one.lower,
                    "higher": one.higher,
                }
                for one in found.changes
            ],
        }
    )


def _check(sheet: Sheet) -> None:
    asked = problem(thawed(sheet.pool, sheet.wanted).pool, sheet.wanted)
    if panels(asked).best() is None:
        _unmet(unmet(asked))
    else:
        _say(met=True)


def _make(sheet: Sheet) -> None:
    try:
        report = made(sheet, _Telling())
    except QuotasUnmetError as error:
        _unmet(error.unmet)
    else:
        _say(report=written(report))


def main(what: str) -> None:
    """`check` whether quotas can be met, or `make` the lottery and its report."""
    os.nice(NICER)
    sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=Sheet)
    try:
        {CHECK: _check, MAKE: _make}[what](sheet)
    except UnsolvedError as error:
        _say(unsolved=str(error))


if __name__ == "__main__":
    main(sys.argv[1])
