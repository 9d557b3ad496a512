"""What is counted of a ballot, whatever people chose: to the same bytes, and explained to the same words."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots import rules as ballots
from consultations.ballots.explaining.whole import explain
from consultations.ballots.queries import Pile
from consultations.ballots.results import files, rules
from consultations.ballots.results.apart import counted
from consultations.ballots.results.keeping import kept, thawed
from consultations.ballots.rules import Input, Rule
from consultations.ballots.tally.counting import count
from consultations.ballots.tally.pabulib import announced, reading
from consultations.ballots.tally.result import result_text
from consultations.ballots.tally.rules import Completion, Settings, Start, Utility

PLAIN = {
    "title": "Budget\ndes  habitants",
    "input": Input.APPROVAL,
    "most": 3,
    "points": 0,
    "points_most": 0,
    "rule": Rule.GREEDY,
    "utility": None,
    "completion": None,
    "step_minor": None,
    "start": None,
    "winners": None,
    "support_least": 0,
    "currency": "EUR",
    "lot": None,
}


def ballot_of(**changes):
    return SimpleNamespace(**{**PLAIN, **changes})


def option(position, cost=100_00, envelope=1, *, withdrawn=None):
    return SimpleNamespace(
        position=position,
        title=f"Projet ; « {position} »",
        cost_minor=cost,
        envelope=envelope,
        withdrawn_at=withdrawn,
    )


def envelope(position, amount=200_00):
    return SimpleNamespace(position=position, name=f"Secteur {position}", amount_minor=amount)


OPTIONS = [option(1), option(2), option(3, 50_00), option(4, envelope=2), option(5, None, None)]


def test_each_envelope_has_the_votes_that_name_one_of_its_options():
    """Blank and annulled votes are in none; where all that a vote named was withdrawn, its voter is."""
    options = [option(1), option(2, withdrawn="now"), option(4, envelope=2)]
    piles = [Pile("", 3, 0), Pile("1:1,4:1", 2, 1), Pile("2:1", 1, 0), Pile("4:1", 0, 5)]
    one, other = rules.parts(ballot_of(), options, [envelope(1), envelope(2)], piles)
    assert (one.number, one.suffix, one.places) == (1, "-1", [1])
    assert sorted((vote.choices, times) for vote, times in one.election.ballots.items()) == [
        ((), 1),
        ((0,), 2),
    ]
    assert (other.election.voters, other.name) == (2, "Secteur 2")
    (whole,) = rules.parts(ballot_of(), options, [envelope(1)], piles)
    assert (whole.number, whole.suffix) == (rules.WHOLE, "")


def test_where_no_money_is_shared_out_costs_count_for_nothing():
    (whole,) = rules.parts(ballot_of(rule=Rule.MOST_VOTES, winners=1), OPTIONS, [], [Pile("5:1", 1, 0)])
    assert {one.cost for one in whole.election.projects} == {0}
    assert whole.name == ""


def test_it_is_counted_as_it_was_announced():
    assert rules.settings(ballot_of(lot=" 12\n24 ")) == Settings(rules.Rule.GREEDY, seed="12 24")
    said = {"utility": "points", "completion": "add1u", "step_minor": 50, "start": "floor"}
    shared = rules.settings(ballot_of(rule=Rule.EQUAL_SHARES, **said, winners=3, support_least=2))
    assert (shared.utility, shared.completion, shared.start) == (
        Utility.POINTS,
        Completion.ADD1U,
        Start.FLOOR,
    )
    assert (shared.step * 2, shared.winners, shared.minimum_votes) == (1, None, 2)
    plain = rules.settings(ballot_of(rule=Rule.EQUAL_SHARES))
    assert (plain.utility, plain.completion, plain.start, plain.step) == (
        Utility.COST,
        Completion.NONE,
        Start.EXACT,
        1,
    )
    most = rules.settings(ballot_of(rule=Rule.MOST_VOTES, winners=3, **said))
    assert (most.winners, most.utility) == (3, Utility.COST)


@pytest.mark.parametrize(
    ("changes", "piles", "needed"),
    [
        ({}, [Pile("1:1", 1, 0), Pile("2:1", 1, 0)], False),
        ({}, [Pile("1:1", 2, 0), Pile("2:1", 2, 0), Pile("3:1", 3, 0)], True),
        ({"lot": "17"}, [Pile("1:1", 2, 0), Pile("2:1", 2, 0), Pile("3:1", 3, 0)], False),
        ({"rule": Rule.EQUAL_SHARES, "completion": "add1"}, [Pile("1:1", 1, 0), Pile("2:1", 1, 0)], True),
        ({"rule": Rule.EQUAL_SHARES, "completion": "add1"}, [Pile("1:1", 1, 0), Pile("2:1", 2, 0)], False),
        ({"rule": Rule.EQUAL_SHARES, "completion": "add1"}, [], False),
        ({"rule": Rule.MOST_VOTES, "winners": 1}, [Pile("1:1", 1, 0), Pile("2:1", 1, 0)], True),
    ],
)
def test_a_lot_is_asked_for_where_it_could_change_who_wins(changes, piles, needed):
    ballot = ballot_of(**changes)
    (part,) = rules.parts(ballot, OPTIONS[:3], [envelope(1)], piles)
    told = counted(part.file)
    assert told["lot"] is needed


def test_sums_of_the_urn_and_of_each_option():
    piles = [Pile("", 3, 1), Pile("1:2,3:1", 2, 1)]
    urn = rules.opened(piles)
    assert (urn.found, urn.blank, urn.annulled, urn.valid) == (7, 3, 2, 2)
    assert rules.received(ballot_of(), OPTIONS[:3], piles) == [[1, 2, None], [2, 0, None], [3, 2, None]]
    spread = ballot_of(input=Input.POINTS, points=5, points_most=4)
    assert rules.received(spread, OPTIONS[:3], piles) == [[1, 2, 4], [2, 0, 0], [3, 2, 2]]


def test_what_was_annulled_changes_the_fingerprint_also_where_it_changes_no_result():
    one, other = [Pile("1:1", 2, 0)], [Pile("1:1", 2, 1)]
    made = rules.parts(ballot_of(), OPTIONS[:3], [envelope(1)], one)
    assert rules.fingerprint(made, one) != rules.fingerprint(made, other)


def test_a_file_that_announces_no_rule_is_not_counted():
    (part,) = rules.parts(ballot_of(), OPTIONS[:3], [envelope(1)], [])
    with pytest.raises(ValueError, match="no rule"):
        counted(part.file.replace(b"okote_rule", b"other_rule"))
    with pytest.raises(ValueError, match="nobody announced"):
        thawed({"announced": {}})


def test_every_file_is_told_what_it_holds():
    for name in ("ballots.pb", "ballots-2.pb", "result-12.json", "minutes.csv", files.SUMS, "tally.py"):
        assert files.says(name)
    assert files.media_type("tally.py") == "text/plain"
    assert files.archive({"a": b"1"}) == files.archive({"a": b"1"})


CHOICES = st.dictionaries(st.integers(1, 4), st.integers(1, 4), max_size=4)
HOW = st.sampled_from(
    [
        {},
        {"support_least": 2},
        {"rule": Rule.MOST_VOTES, "winners": 2},
        {"rule": Rule.EQUAL_SHARES},
        {"rule": Rule.EQUAL_SHARES, "completion": "add1u", "step_minor": 10_00},
        {"rule": Rule.EQUAL_SHARES, "utility": "points", "completion": "add1", "step_minor": 10_00, "p": 1},
        {"rule": Rule.MOST_POINTS, "winners": 1, "p": 1},
        {"rule": Rule.GREEDY_POINTS, "p": 1},
    ]
)


@given(
    how=HOW,
    votes=st.lists(CHOICES, max_size=25),
    gone=st.sets(st.integers(1, 4)),
    lot=st.sampled_from([None, "17"]),
)
def test_whatever_people_chose_what_is_published_counts_to_what_was_counted(how, votes, gone, lot):
    spread = bool(how.get("p"))
    ballot = ballot_of(
        **{name: value for name, value in how.items() if name != "p"},
        input=Input.POINTS if spread else Input.APPROVAL,
        lot=lot,
    )
    told = Counter(ballots.canonical(one if spread else dict.fromkeys(one, 1)) for one in votes)
    piles = [Pile(choices, times, 0) for choices, times in sorted(told.items())]
    options = [
        option(one, 50_00 * (one % 3), withdrawn="now" if one in gone else None) for one in range(1, 5)
    ]
    (part,) = rules.parts(ballot, options, [envelope(1)], piles)
    assert part.election.voters == rules.opened(piles).valid
    read = reading.election(part.file)
    settings = announced.settings(read.meta)
    assert settings == rules.settings(ballot)
    outcome = count(read, settings)
    answer = json.loads(json.dumps(counted(part.file)))
    assert answer["text"] == result_text(part.election, settings, count(part.election, settings))
    explained, back = explain(read, settings, outcome), thawed(answer["explained"])
    assert (back.outcome, back.why, back.settings) == (explained.outcome, explained.why, explained.settings)
    assert list(back.greedy) == list(explained.greedy)
    assert (back.reached, back.reached_by_greedy) == (explained.reached, explained.reached_by_greedy)
    assert back.election.votes() == read.votes()
    assert kept(back) == kept(explained)
