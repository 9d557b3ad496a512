"""Every rule, on small elections of all kinds: the quick count is the slow one, and what must hold does."""

import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.tally import tally as slow
from consultations.ballots.tally.counting import count
from consultations.ballots.tally.election import Ballot, Election, Project, VoteType
from consultations.ballots.tally.pabulib import announced, writing
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
from consultations.ballots.tally.ties import lot, options_hash
from tests.consultations.ballots.tally.elections import settings_for, small


def vote(costs, ballots, budget=100, vote_type=VoteType.APPROVAL, **rest):
    """`ballots`: how often each string of names was cast, as in {"ab": 3}."""
    projects = tuple(Project(name, cost) for name, cost in costs.items())
    places = {name: place for place, name in enumerate(costs)}
    cast = {Ballot(tuple(sorted(places[one] for one in said))): times for said, times in ballots.items()}
    return Election(vote_type, budget, projects, cast, **rest)


def won(election, **asked):
    outcome = count(election, Settings(**asked))
    return "".join(election.projects[place].id for place in outcome.winners)


def by_hand(election, told, tmp_path_factory):
    """What `tally.py` prints of the published file."""
    path = tmp_path_factory.mktemp("vote") / "ballots.pb"
    meta = {**election.meta, **announced.told(told)}
    path.write_bytes(writing.file(replace(election, meta=meta)))
    read = slow.read(path)
    said = {
        **slow.UNLESS_SAID,
        **{name.removeprefix("okote_"): text for name, text in announced.told(told).items()},
    }
    found = slow.count(read, said)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


@given(data=st.data())
def test_the_quick_count_is_the_slow_one_to_the_last_byte(data, tmp_path_factory):
    election = data.draw(small())
    told = data.draw(settings_for(election))
    assert result_text(election, told, count(election, told)) == by_hand(election, told, tmp_path_factory)


@given(st.data())
def test_neither_the_order_of_ballots_nor_of_projects_matters(data):
    election = data.draw(small())
    told = data.draw(settings_for(election))
    places = data.draw(st.permutations(range(len(election.projects))))
    where = {old: new for new, old in enumerate(places)}
    cast = list(election.ballots.items())
    data.draw(st.randoms(use_true_random=False)).shuffle(cast)
    moved = Counter()
    for ballot, times in cast:
        pairs = sorted(
            (where[choice], points)
            for choice, points in zip(ballot.choices, ballot.points or ballot.choices, strict=True)
        )
        points = tuple(given for _, given in pairs) if ballot.points is not None else None
        moved[Ballot(tuple(choice for choice, _ in pairs), points)] += times
    projects = tuple(election.projects[place] for place in places)
    other = replace(election, projects=projects, ballots=moved)
    assert result_text(other, told, count(other, told)) == result_text(election, told, count(election, told))


@given(st.data())
def test_what_wins_is_paid_for_and_what_is_left_suffices_for_nothing_after_the_greedy_rule(data):
    election = data.draw(small())
    told = data.draw(settings_for(election))
    outcome = count(election, told)
    total = sum(election.projects[place].cost for place in outcome.winners)
    assert len(set(outcome.winners)) == len(outcome.winners)
    if told.winners is None:
        assert total <= election.budget
    votes = election.votes()
    assert all(votes[place] >= told.minimum_votes for place in outcome.winners)
    fills = told.completion is Completion.ADD1U or told.rule in (Rule.GREEDY, Rule.GREEDY_POINTS)
    if fills and election.voters:
        running = {place for place, found in enumerate(votes) if found >= told.minimum_votes}
        left = election.budget - total
        assert all(election.projects[place].cost > left for place in running - set(outcome.winners))


@given(small())
def test_what_everybody_wishes_for_and_can_pay_together_wins_by_equal_shares(election):
    wished = Counter(dict.fromkeys([Ballot(tuple(range(len(election.projects))))], 3))
    cheap = tuple(replace(project, cost=2) for project in election.projects)
    united = replace(
        election, vote_type=VoteType.APPROVAL, projects=cheap, ballots=wished, budget=2 * len(cheap)
    )
    assert len(count(united, Settings()).winners) == len(cheap)


def test_a_project_that_costs_nothing_is_won_by_one_vote_and_one_without_votes_by_none():
    election = vote({"a": 0, "b": 0, "c": 50}, {"a": 1, "c": 3}, budget=100)
    assert won(election) == "ac"
    assert won(election, completion=Completion.ADD1) == "ac"
    assert won(election, completion=Completion.ADD1U) == "acb"
    assert won(election, rule=Rule.GREEDY) == "cab"
    assert won(election, rule=Rule.GREEDY, minimum_votes=1) == "ca"


def test_where_nobody_voted_nothing_wins_by_any_rule():
    empty = vote({"a": 5, "b": 0}, {})
    assert {won(empty, rule=rule) for rule in (Rule.MOST_VOTES, Rule.GREEDY, Rule.EQUAL_SHARES)} == {""}
    assert result(empty, Settings(), count(empty, Settings()))["share"] == "0"


def test_empty_ballots_count_among_those_who_share():
    assert won(vote({"a": 100}, {"a": 4}), completion=Completion.NONE) == "a"
    assert won(vote({"a": 100}, {"a": 4, "": 1}), completion=Completion.NONE) == ""
    assert won(vote({"a": 100}, {"a": 4, "": 1}), completion=Completion.ADD1) == "a"


def test_a_project_dearer_than_the_budget_never_wins_and_ends_the_growth_of_shares():
    election = vote({"a": 310, "b": 60}, {"a": 5, "b": 1}, budget=100)
    assert won(election, rule=Rule.GREEDY) == "b"
    assert won(election, completion=Completion.ADD1) == "b"
    assert won(vote({"a": 101, "b": 90}, {"a": 9, "b": 1}), completion=Completion.ADD1) == ""
    assert won(vote({"a": 101, "b": 90}, {"a": 9, "b": 1}), completion=Completion.ADD1U) == "b"


def test_a_share_starts_exactly_or_at_a_whole_unit():
    election = vote({"a": 34}, {"a": 1, "": 2})
    exact, floor = (count(election, Settings(start=start)) for start in (Start.EXACT, Start.FLOOR))
    assert (exact.share, floor.share) == (Fraction(100, 3), Fraction(33))
    cents = replace(election, unit=100, budget=100_00, projects=(Project("a", 34_00),))
    assert count(cents, Settings(start=Start.FLOOR)).share == 33_00
    assert count(cents, Settings(completion=Completion.ADD1, start=Start.FLOOR)).steps == 1
    assert count(cents, Settings(completion=Completion.ADD1, step=Fraction(1, 4))).steps == 3


def test_one_choice_takes_all_and_a_number_of_winners_looks_at_no_cost():
    election = vote({"a": 500, "b": 1, "c": 2}, {"a": 3, "b": 2, "c": 2}, vote_type=VoteType.CHOOSE_1)
    assert won(election, rule=Rule.MOST_VOTES, winners=1) == "a"
    assert won(election, rule=Rule.MOST_VOTES, winners=9) == "abc"
    assert won(election, rule=Rule.MOST_VOTES) == ""  # the first is dearer than the budget
    assert won(election, rule=Rule.GREEDY) == "bc"
    tied = count(election, Settings(Rule.MOST_VOTES, winners=2))
    assert [(tie.between, tie.first, tie.decided) for tie in tied.ties] == [((1, 2), 1, "cost")]


def test_a_rich_minority_pays_its_own_project_and_the_greedy_rule_does_not_see_it():
    """Sixty want a and b, forty want c: each side pays what its shares suffice for."""
    election = vote({"a": 50, "b": 50, "c": 40}, {"ab": 60, "c": 40})
    assert won(election, rule=Rule.GREEDY) in ("ab", "ba")
    assert set(won(election)) == {"a", "c"} or set(won(election)) == {"b", "c"}


def test_the_announced_order_asks_for_cost_then_votes_then_one_lot():
    election = vote({"a": 60, "b": 60, "c": 60, "d": 70}, {"ab": 5, "c": 5, "d": 5})
    first, *_ = lot(election, "7 12 23")
    tie, *_ = count(election, Settings(Rule.GREEDY, seed="7 12 23")).ties
    assert (tie.decided, len(tie.between)) == ("lot", 4)
    others = [election.projects[place].id for place in tie.between]
    assert others == [*(one for one in lot(election, "7 12 23") if one != "d"), "d"]
    assert {won(election, rule=Rule.GREEDY, seed=str(seed)) for seed in range(40)} >= {"a", "b", "c"}
    assert won(election, rule=Rule.GREEDY, ties=Ties.DEAREST) == "d"
    assert won(election, rule=Rule.GREEDY, ties=Ties.REVERSE_NAME) == "d"
    assert first in "abcd"


def test_the_lot_is_of_the_frozen_options_and_the_public_draw_together():
    election = vote({"a": 60, "b": 60}, {"a": 1})
    dearer = replace(election, projects=(Project("a", 60), Project("b", 61)))
    renamed = replace(election, projects=(Project("a", 60, {"name": "A"}), Project("b", 60)))
    assert len({options_hash(one) for one in (election, dearer, renamed)}) == 3
    assert options_hash(election) == options_hash(replace(election, projects=election.projects[::-1]))
    many = vote(dict.fromkeys(map(chr, range(97, 117)), 10), {"a": 1})
    assert lot(many, "one") != lot(many, "other")
    assert sorted(lot(many, "one")) == sorted(project.id for project in many.projects)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Settings(Rule.GREEDY_POINTS), "give no points"),
        (Settings(utility=Utility.POINTS), "give no points"),
        (Settings(Rule.GREEDY, winners=2), "a number of winners"),
        (Settings(Rule.MOST_VOTES, winners=0), "at least one"),
        (Settings(Rule.GREEDY, completion=Completion.ADD1), "for equal shares alone"),
        (Settings(Rule.GREEDY, utility=Utility.POINTS), "for equal shares alone"),
        (Settings(step=Fraction(0)), "more than nothing"),
        (Settings(minimum_votes=-1), "less than no votes"),
    ],
)
def test_what_does_not_go_together_is_refused(told, says):
    with pytest.raises(CannotCountError, match=says):
        count(vote({"a": 1}, {"a": 1}), told)


def test_the_same_count_is_the_same_text_and_random_ballots_do_not_change_it():
    rolled = random.Random(7)
    names = "abcdefgh"
    cast = {
        "".join(sorted(rolled.sample(names, rolled.randint(0, 4)))): rolled.randint(1, 9) for _ in range(60)
    }
    election = vote({name: rolled.randint(5, 40) for name in names}, cast)
    told = Settings(completion=Completion.ADD1U, seed="1 2 3")
    texts = {result_text(election, told, count(election, told)) for _ in range(3)}
    assert len(texts) == 1
    assert texts.pop().endswith("}\n")
