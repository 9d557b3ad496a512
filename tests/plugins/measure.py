"""How much of the code the tests run, line by line and branch by branch; what they start runs unwatched.

Measured by SlipCover, which rewrites what it watches; tracing, through the greenlets of the database's
driver, would double the time.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter
from slipcover import pytest_plugin as slipcover

ROOT = Path(__file__).parents[2]
SOURCES = ("consultations", "okote", "payments")
BEFORE_MEASURING = "*/migrations/*"
"""Runs before there are workers, on the way to every test."""

EXACT = ("*/rules.py", "*/rules/*.py", "payments/money.py", "payments/ledger/*", "okote/funding/matching/*")
"""What must be right to the last branch: the law, the money, the arithmetic."""

OVERALL = 90
"""In percent of lines and branches together."""

REWRITTEN_EACH = 15.0
"""Seconds. What was seen is then watched no longer, for which every function of the code is looked up: as
often as SlipCover would do that, it takes a fifth of the run.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--measure", action="store_true", help="fail when too little of the code is run")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only workers are measured, by SlipCover's own plugin, which looks at the environment."""
    if config.getoption("--measure") and not hasattr(config, "workerinput"):
        if not config.getoption("numprocesses"):
            raise pytest.UsageError("--measure needs workers, such as -n 2")
        os.environ["SLIPCOVER_ENABLED"] = os.environ["SLIPCOVER_BRANCH"] = "1"
        os.environ["SLIPCOVER_SOURCE"] = ",".join(str(ROOT / source) for source in SOURCES)
        os.environ["SLIPCOVER_OMIT"] = BEFORE_MEASURING
        config.pluginmanager.register(Measure())
    if watching := slipcover._slipcover_instance:
        watching.deinstrument_seen = seldom(watching.deinstrument_seen, REWRITTEN_EACH)


def seldom(act: Callable[[], None], seconds: float) -> Callable[[], None]:
    """The act, at most once in so many seconds; what comes between is left to the next."""
    due = 0.0

    def acting() -> None:
        nonlocal due
        if (now := time.monotonic()) >= due:
            act()
            due = now + seconds

    return acting


@dataclass(slots=True)
class Run:
    """Lines and branches of one file: those there are, and those that some process ran."""

    there: set[Any] = field(default_factory=set)
    ran: set[Any] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        return [str(line) if isinstance(line, int) else "→".join(map(str, line)) for line in self._missing()]

    def _missing(self) -> list[Any]:
        return sorted(self.there - self.ran, key=lambda part: (part,) if isinstance(part, int) else part)


def merged(reports: Iterator[Mapping[str, Any]], root: Path = ROOT) -> dict[str, Run]:
    """What all processes ran together, by the file's path from the root."""
    files: dict[str, Run] = {}
    for report in reports:
        for name, found in report["files"].items():
            path = Path(name)
            run = files.setdefault(str(path.relative_to(root) if path.is_absolute() else path), Run())
            ran = {*found["executed_lines"], *map(tuple, found["executed_branches"])}
            run.ran |= ran
            run.there |= ran | {*found["missing_lines"], *map(tuple, found["missing_branches"])}
    return files


def percent(files: Mapping[str, Run]) -> float:
    there, ran = (sum(len(getattr(run, kind)) for run in files.values()) for kind in ("there", "ran"))
    return 100 * ran / there if there else 0.0


def shortfalls(files: Mapping[str, Run]) -> list[str]:
    """What is run too little, a sentence each."""
    found = [
        f"{path} must be run whole: {', '.join(run.missing)}"
        for path, run in sorted(files.items())
        if run.missing and any(fnmatch(path, pattern) for pattern in EXACT)
    ]
    if percent(files) < OVERALL:
        worst = sorted(files, key=lambda path: -len(files[path].missing))[:20]
        found.append(f"{percent(files):.2f} % of the code is run, of which {OVERALL} % must be; least in:")
        found += [f"  {path}: {len(files[path].missing)} of {len(files[path].there)}" for path in worst]
    return found


class Measure:
    """Reads what the workers left in SlipCover's folder."""

    def __init__(self) -> None:
        self._files: dict[str, Run] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if folder := os.environ.get("SLIPCOVER_COVERAGE_DIR"):
            self._files = merged(
                json.loads(path.read_text()) for path in Path(folder).glob("coverage-*.json")
            )
            shutil.rmtree(folder)
        if shortfalls(self._files):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        terminalreporter.section("coverage")
        terminalreporter.line(f"{percent(self._files):.2f} % of lines and branches")
        for sentence in shortfalls(self._files):
            terminalreporter.line(sentence, red=True)
