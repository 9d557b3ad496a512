"""`okote tally`, as anybody types it: a file, without settings or a database."""

import json
from pathlib import Path

import pytest

from consultations.ballots.tally.command import _telling
from consultations.feature import FEATURE
from okote import cli

FILE = """META
key;value
budget;100
vote_type;cumulative
{}PROJECTS
project_id;cost;name
a;60;Arbres
b;60;Bancs
c;40;Cour
VOTES
voter_id;vote;points
1;a,c;2,1
2;a;3
3;b;3
4;b;1
5;c;1
"""
PLAIN = FILE.format("")


@pytest.fixture
def said(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def said(*options, file=PLAIN):
        Path("vote.pb").write_text(file)
        status = cli.main(["tally", "vote.pb", *options], [FEATURE])
        told = capsysbinary.readouterr()
        return status, (told.out + told.err).decode()

    return said


def test_programs_are_told_winners_ties_and_seconds(said):
    status, out = said("--json", "--rule", "greedy", "--seed", "7 12 23")
    told = json.loads(out)
    assert status == 0
    assert told["announced"] == {"rule": "greedy", "ties": "announced", "seed": "7 12 23"}
    assert (told["winners"][0], told["total_cost"], told["left"], told["voters"]) == ("c", "100", "0", 5)
    tie, *_ = told["ties"]
    assert (tie["round"], tie["decided_by"], tie["first"]) == (1, "cost", "c")
    assert set(told["seconds"]) == {"reading", "counting"}


def test_people_are_told_names_and_how_ties_were_resolved(said):
    status, out = said("--rule", "equal-shares", "--completion", "add1", "--utility", "points")
    assert status == 0
    assert "equal-shares (ties announced, utility points, completion add1, step 1, start exact):" in out
    assert "3 projects, 5 ballots, budget 100." in out
    assert "Each voter's share: " in out
    assert "c  2 votes  Cour" in out
    _, out = said("--rule", "greedy", "--ties", "name")
    assert "Tie in round 1: a before b, c, by name." in out


def test_what_a_file_announces_is_counted_unless_another_rule_is_asked_for(said):
    announces = "okote_rule;equal-shares\nokote_completion;add1u\nokote_seed;7\n"
    _, out = said("--json", file=FILE.format(announces))
    assert json.loads(out)["announced"]["completion"] == "add1u"
    _, out = said("--json", "--completion", "none", file=FILE.format(announces))
    assert json.loads(out)["announced"] == {
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "none",
        "step": "1",
        "start": "exact",
        "ties": "announced",
        "seed": "7",
    }
    _, out = said("--json", "--rule", "most-votes", "--winners", "2", file=FILE.format(announces))
    assert json.loads(out)["announced"] == {"rule": "most-votes", "ties": "announced", "winners": "2"}


def test_the_canonical_result_has_no_seconds_and_one_newline(said):
    outs = {said("--canonical", "--rule", "most-points")[1] for _ in range(2)}
    assert len(outs) == 1
    assert outs.pop().count("\n") == 1


@pytest.mark.parametrize(
    ("options", "file", "says"),
    [
        ((), PLAIN, "announces no rule"),
        (("--rule", "greedy", "--winners", "1"), PLAIN, "a number of winners"),
        (
            ("--rule", "greedy"),
            PLAIN.replace("4;b;1", "4;d;1"),
            "line 15: no project is called 'd'",
        ),
        (("--rule", "greedy"), "", "there is no section META"),
        ((), FILE.format("okote_rule;luck\n"), "announces what can't be counted"),
    ],
)
def test_what_can_not_be_counted_is_said_and_fails(said, options, file, says):
    status, out = said(*options, file=file)
    assert status == 1
    assert says in out


def test_a_file_that_is_not_there_is_said(capsys):
    assert cli.main(["tally", "nowhere.pb", "--rule", "greedy"], [FEATURE]) == 1
    assert "nowhere.pb can't be read: No such file" in capsys.readouterr().err


def test_a_long_count_says_how_far_it_is_now_and_then(capsys):
    moments = iter([0.0, 1.0, 3.0, 3.0, 4.0])
    tell = _telling(lambda: next(moments))
    for steps in (1, 12_345, 12_346):
        tell(steps)
    assert capsys.readouterr().err == "12 345 steps…\n"
