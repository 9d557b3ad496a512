"""Files of Pabulib: read exactly and written back; what is wrong is said with its line."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.tally.election import Ballot, Election, Project, VoteType, amount
from consultations.ballots.tally.pabulib import UnreadableError, announced, reading, writing
from consultations.ballots.tally.rules import Completion, Rule, Settings
from tests.consultations.ballots.tally.elections import NAMES, election_of, settings_for, small

META = "META\nkey;value\nbudget;100\nvote_type;{}\n"
PROJECTS = 'PROJECTS\nproject_id;cost;name\na;10.50;Arbres\nb;0;"Bancs; pour ""tous"""\n'
FILE = META + PROJECTS + "VOTES\nvoter_id;vote{}\n{}"


def read(vote_type, votes, columns="", file=FILE):
    return reading.election(file.format(vote_type, columns, votes).encode())


def test_amounts_are_exact_and_ballots_that_say_the_same_are_one():
    election = read("approval", "1;a,b\n2;b,a\n3;\n\n4;b\n")
    assert (election.budget, election.unit) == (1_000, 10)
    assert [project.cost for project in election.projects] == [105, 0]
    assert election.projects[1].told == {"name": 'Bancs; pour "tous"'}
    assert election.ballots == Counter({Ballot((0, 1)): 2, Ballot(()): 1, Ballot((1,)): 1})
    assert (election.voters, election.votes()) == (4, [2, 3])


def test_ranks_keep_their_order_and_points_their_parts():
    ranked = read("ordinal", "1;b,a\n2;a,b\n")
    assert ranked.ballots == {Ballot((1, 0)): 1, Ballot((0, 1)): 1}
    given = read("cumulative", "1;b,a;1,2.5\n2;a,b;3,0\n3;;\n", ";points")
    assert given.points_unit == 10
    assert given.ballots == {Ballot((0, 1), (25, 10)): 1, Ballot((0,), (30,)): 1, Ballot((), ()): 1}
    assert given.points() == [55, 10]


def test_a_mark_of_order_windows_lines_and_quotes_in_votes_do_no_harm():
    text = FILE.format("approval", ";district", '1;a;"Nord; Est"\n2;"a,b";Sud\n').replace("\n", "\r\n")
    election = reading.election(b"\xef\xbb\xbf" + text.encode())
    assert election.ballots == {Ballot((0,)): 1, Ballot((0, 1)): 1}


@pytest.mark.parametrize(
    ("vote_type", "columns", "votes", "line", "says"),
    [
        ("approval", "", "1;a\n2;c\n", 12, "no project is called 'c'"),
        ("approval", "", "1;a,a\n", 11, "names a project twice"),
        ("choose-1", "", "1;a,b\n", 11, "2 projects where one"),
        ("approval", "", "1;a\n1;b\n", 12, "voter 1 has voted before"),
        ("approval", "", "1;a;b\n", 11, "3 fields where VOTES has 2 columns"),
        ("cumulative", ";points", "1;a,b;1\n", 11, "1 points for 2 projects"),
        ("cumulative", ";points", "1;a;-1\n", 11, "'-1' is no amount"),
        ("cumulative", "", "1;a\n", None, "no column points"),
        ("majority", "", "1;a\n", 4, "votes of type 'majority' are not known"),
        ("approval", ";district", '1;a;"Nord\n', 12, "unexpected end"),
    ],
)
def test_what_is_wrong_with_votes_is_said_with_its_line(vote_type, columns, votes, line, says):
    with pytest.raises(UnreadableError, match=says) as told:
        read(vote_type, votes, columns)
    assert told.value.line == line


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("", None, "there is no section META"),
        ("key;value\n", 1, "a file begins with META"),
        ("META\nkey;value\nbudget;1\nVOTES\n", 4, "VOTES stands here, where PROJECTS was expected"),
        ("META\nkey;value\nbudget;1\nbudget;2\nPROJECTS\nproject_id;cost\nVOTES\n", 4, "says budget twice"),
        ("META\nkey;value\nbudget\nPROJECTS\nproject_id;cost\nVOTES\n", 3, "1 fields"),
        ("META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\n", None, "the budget"),
        (META + "PROJECTS\nproject_id;price\nVOTES\n", 6, "PROJECTS has no column cost"),
        (META + "PROJECTS\nproject_id;cost;cost\nVOTES\n", 6, "two columns of the same name"),
        (META + "PROJECTS\nproject_id;cost\na;1e3\nVOTES\nvoter_id;vote\n", 7, "'1e3' is no amount"),
        (META + "PROJECTS\nproject_id;cost\na;1\na;2\nVOTES\nvoter_id;vote\n", 8, "a is listed twice"),
        (META + "PROJECTS\nproject_id;cost\na;1;2\nVOTES\n", 7, "3 fields where PROJECTS has 2"),
        (META + "num_votes;2\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n1;a\n", 5, "whole"),
        (META + "PROJECTS\nproject_id;cost\na;1\nVOTES\n", None, "VOTES has no line of headings"),
        (META + PROJECTS, None, "there is no section VOTES"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(file, line, says):
    with pytest.raises(UnreadableError, match=says) as told:
        reading.election(file.format("approval").encode())
    assert told.value.line == line


def test_other_letters_than_those_of_utf_8_are_refused_in_their_line():
    with pytest.raises(UnreadableError, match="line 2: this is no UTF-8 text"):
        reading.election("META\nkey;é\n".encode("latin-1"))


@pytest.mark.parametrize("name", [*NAMES[:5], *NAMES[19:]])
def test_a_real_election_reads_back_the_same(name):
    election = election_of(name)
    assert reading.election(writing.file(election)) == election


@given(st.data())
def test_what_is_written_reads_back_the_same_with_what_was_announced(data):
    election = data.draw(small())
    told = data.draw(settings_for(election))
    announcing = Election(
        election.vote_type,
        election.budget,
        tuple(Project(one.id, one.cost, {"name": f'{one.id}; "{one.cost}"'}) for one in election.projects),
        election.ballots,
        meta={"description": "Vote; Nord", **announced.told(told)},
    )
    again = reading.election(writing.file(announcing))
    assert again == announcing
    assert announced.settings(again.meta) == told


def test_nothing_in_a_written_file_says_in_which_order_people_voted():
    one = read("approval", "7;b\n8;a\n9;b\n")
    other = read("approval", "1;a\n2;b\n3;b\n")
    assert writing.file(one) == writing.file(other)


def test_another_file_announces_nothing_and_nonsense_is_refused():
    assert announced.settings({"rule": "greedy"}) is None
    assert announced.settings({announced.RULE: "greedy"}) == Settings(Rule.GREEDY)
    with pytest.raises(announced.NotAnnouncedError, match="dearest-first"):
        announced.settings({announced.RULE: "dearest-first"})
    with pytest.raises(announced.NotAnnouncedError):
        announced.settings({announced.RULE: "equal-shares", "okote_step": "one"})
    assert announced.told(Settings(completion=Completion.ADD1))["okote_completion"] == "add1"


@pytest.mark.parametrize(
    ("parts", "unit", "says"), [(1050, 100, "10.5"), (7, 1, "7"), (-5, 10, "-0.5"), (5, 1000, "0.005")]
)
def test_amounts_are_written_as_people_do(parts, unit, says):
    assert amount(parts, unit) == says
    assert VoteType("choose-1") is VoteType.CHOOSE_1
