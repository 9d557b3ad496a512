"""The published counter, by itself: one file and Python, on the published file of a vote."""

import ast
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from consultations.ballots.tally import tally
from consultations.ballots.tally.counting import count
from consultations.ballots.tally.election import Ballot, Election, Project, VoteType
from consultations.ballots.tally.pabulib import announced, writing
from consultations.ballots.tally.result import result_text
from consultations.ballots.tally.rules import Completion, Rule, Settings, Start, Utility
from tests.consultations.ballots.tally.elections import election_of, path_of

PROGRAM = Path(tally.__file__)
LONGEST = 400
"""Lines that a stranger can be asked to read."""

NAMES = ("Forêt « Ö »", "Bancs; abris", "Piste", "Fresque")
ELECTION = Election(
    VoteType.CUMULATIVE,
    100_00,
    tuple(Project(f"n{at}", cost, {"name": NAMES[at]}) for at, cost in enumerate((40_50, 40_50, 30_00, 0))),
    Counter({Ballot((0, 1), (3, 3)): 4, Ballot((2,), (2,)): 3, Ballot((1, 3), (1, 1)): 2, Ballot((), ()): 1}),
    unit=100,
    meta={"description": "Vote"},
)
TOLD = (
    Settings(Rule.MOST_VOTES, winners=2, seed="7 12 23"),
    Settings(Rule.MOST_POINTS),
    Settings(Rule.GREEDY, minimum_votes=3, seed="7 12 23"),
    Settings(completion=Completion.ADD1U, start=Start.FLOOR, step=Fraction("0.5"), seed="Loto « 7 »"),
    Settings(utility=Utility.POINTS, completion=Completion.ADD1),
)


@pytest.fixture
def by_hand(tmp_path):
    """The program copied elsewhere, by itself: without packages, without this project."""
    program = tmp_path / "tally.py"
    program.write_bytes(PROGRAM.read_bytes())

    def by_hand(*arguments):
        run = [sys.executable, "-I", "-S", program, *arguments]
        return subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, check=False)

    return by_hand


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.rule.value)
def test_anyone_prints_the_published_result_from_the_published_file(by_hand, tmp_path, told):
    published = replace(ELECTION, meta={**ELECTION.meta, **announced.told(told)})
    (tmp_path / "ballots.pb").write_bytes(writing.file(published))
    run = by_hand("ballots.pb")
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout == result_text(published, told, count(published, told)).encode()


def test_other_files_are_counted_by_the_rule_that_is_said(by_hand):
    path = path_of("Netherlands_Amsterdam_643")
    told = Settings(completion=Completion.ADD1U)
    run = by_hand(path, "rule=equal-shares", "completion=add1u")
    election = election_of(path.stem)
    assert run.stdout == result_text(election, told, count(election, told)).encode()
    assert by_hand(path).returncode == 1
    assert b"announces no rule" in by_hand(path).stderr
    assert b"No rule is called luck" in by_hand(path, "rule=luck").stderr


def test_one_ballot_more_or_less_is_seen(by_hand, tmp_path):
    published = replace(ELECTION, meta=announced.told(TOLD[0]))
    fewer = replace(published, ballots={**ELECTION.ballots, Ballot((2,), (2,)): 2})
    said = []
    for one in (published, fewer):
        (tmp_path / "ballots.pb").write_bytes(writing.file(one))
        said.append(by_hand("ballots.pb").stdout)
    assert said[0] != said[1]


def test_it_needs_nothing_but_python_and_can_be_read():
    text = PROGRAM.read_text()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert len(text.splitlines()) <= LONGEST
